using System.Text;
using ImsConference.Engine.Rtp;

namespace ImsConference.Tests.Ue.Media;

/// <summary>A UE's RTCP: SR or RR with SDES at random intervals of some seconds (RFC 3550 §6.2), and what the peer's say.</summary>
internal sealed class ReportExchange(RtpSender sender, SourceTracker source, MediaClock clock, string cname)
{
    private const int SessionKbps = 64;

    private readonly byte[] _cname = Encoding.UTF8.GetBytes(cname);
    private readonly RtcpTimer _timer = new(RtcpBandwidth.OfSession(SessionKbps), new Random((int)sender.Ssrc), clock.NowUs);

    internal long SenderReports { get; private set; }

    internal long ReceptionReports { get; private set; }

    internal int PeerPacketsLost { get; private set; }

    internal double RoundTripMs { get; private set; }

    /// <summary>Takes a compound of the peer.</summary>
    internal void Take(ReadOnlySpan<byte> compound)
    {
        if (!RtcpReader.TryOpen(compound, out var reader)) return;
        _timer.Received(compound.Length);
        while (reader.MoveNext(out var packet))
        {
            if (packet.TryReadSenderReport(out var ssrc, out var info, out var blocks))
            {
                SenderReports++;
                if (ssrc == source.Ssrc) source.ReceiveSenderReport(info.Ntp, clock.NowUs);
                TakeBlocks(blocks);
            }
            else if (packet.TryReadReceiverReport(out _, out blocks))
            {
                TakeBlocks(blocks);
            }
        }
    }

    /// <returns>Length of the compound; 0 when none is due.</returns>
    internal int WriteIfDue(Span<byte> buffer, bool sends)
    {
        var now = clock.NowUs;
        if (now < _timer.DueUs) return 0;
        var membership = new RtcpMembership(2, (sends ? 1 : 0) + (source.IsValid ? 1 : 0), sends);
        if (!_timer.IsDue(now, membership)) return 0;
        var length = Write(buffer, sends, withBye: false);
        _timer.Sent(now, length, membership);
        return length;
    }

    /// <summary>The last compound, with BYE (§6.6).</summary>
    internal int WriteBye(Span<byte> buffer) => Write(buffer, sender.Packets > 0, withBye: true);

    private int Write(Span<byte> buffer, bool sends, bool withBye)
    {
        var now = clock.NowUs;
        var writer = new RtcpWriter(buffer);
        ReadOnlySpan<ReportBlock> blocks = source.IsValid ? [source.Report(now)] : [];
        var info = new SenderInfo(NtpTime.Add(clock.NtpOrigin, now), sender.Timestamp, sender.Packets, sender.Octets);
        if (sends) writer.SenderReport(sender.Ssrc, info, blocks);
        else writer.ReceiverReport(sender.Ssrc, blocks);
        writer.SourceDescription(sender.Ssrc, _cname);
        if (withBye) writer.Bye(sender.Ssrc);
        return writer.Length;
    }

    private void TakeBlocks(ReportBlocks blocks)
    {
        for (var i = 0; i < blocks.Count; i++)
        {
            var block = blocks[i];
            if (block.Ssrc != sender.Ssrc) continue;
            ReceptionReports++;
            PeerPacketsLost = block.CumulativeLost;
            var arrival = NtpTime.Middle(NtpTime.Add(clock.NtpOrigin, clock.NowUs));
            if (block.TryGetRoundTrip(arrival, out var roundTrip)) RoundTripMs = NtpTime.ToMilliseconds(roundTrip);
        }
    }
}
