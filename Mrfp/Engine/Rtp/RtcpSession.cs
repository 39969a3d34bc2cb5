using System.Buffers.Binary;
using System.Text;

namespace ImsConference.Engine.Rtp;

/// <summary>RTCP of one stream with one peer: takes the peer's compounds, writes ours when they are due (RFC 3550 §6).</summary>
public sealed class RtcpSession
{
    private readonly RtpSender _sender;
    private readonly SourceTracker _source;
    private readonly byte[] _cname;
    private readonly ulong _ntpOrigin;
    private readonly Random _random;
    private RtcpTimer _timer;

    // Packet counts at our last and last but one report: whoever sent since the latter is a sender (§6.3.8, §6.4).
    private uint _sentAtLast;
    private uint _sentBefore;
    private uint _receivedAtLast;
    private uint _receivedBefore;

    private readonly byte[] _peerCname = new byte[byte.MaxValue];
    private int _peerCnameLength;
    private uint _peerCnameSsrc;
    private bool _gotBye;

    /// <param name="sender">What we send.</param>
    /// <param name="source">What we hear.</param>
    /// <param name="cname">One for all streams of this node towards the peer (§6.5.1), at most 255 bytes of UTF-8.</param>
    /// <param name="bandwidth">b=RS and b=RR.</param>
    /// <param name="ntpOrigin">See <see cref="MediaClock.NtpOrigin"/>.</param>
    /// <param name="random">For the intervals; seeded in tests.</param>
    /// <param name="nowUs">The session starts.</param>
    public RtcpSession(RtpSender sender, SourceTracker source, string cname, RtcpBandwidth bandwidth, ulong ntpOrigin, Random random, long nowUs)
    {
        _sender = sender;
        _source = source;
        _cname = Encoding.UTF8.GetBytes(cname);
        _ntpOrigin = ntpOrigin;
        _random = random;
        _timer = new RtcpTimer(bandwidth, random, nowUs);
    }

    /// <summary>True from the peer's BYE until its source, or another one, is valid again.</summary>
    public bool PeerLeft => _gotBye && !_source.IsValid;

    /// <summary>The last round trip, ms; 0 before the first.</summary>
    public double RoundTripMs { get; private set; }

    /// <summary>True once the peer has reported on what we send.</summary>
    public bool HasPeerReport { get; private set; }

    /// <summary>The peer's last report on what we send.</summary>
    public ReportBlock PeerReport { get; private set; }

    /// <summary>The canonical name of the present source; empty until its SDES came.</summary>
    public ReadOnlySpan<byte> PeerCname => _peerCnameSsrc == _source.Ssrc ? _peerCname.AsSpan(0, _peerCnameLength) : default;

    /// <summary>Compounds dropped as malformed.</summary>
    public long MalformedPackets { get; private set; }

    /// <summary>Compounds taken.</summary>
    public long PacketsReceived { get; private set; }

    private RtcpMembership Membership
    {
        get
        {
            var weSent = _sender.Packets != _sentBefore;
            var peerSent = _source.IsValid && _source.Received != _receivedBefore;
            return new RtcpMembership(_source.IsValid ? 2 : 1, (weSent ? 1 : 0) + (peerSent ? 1 : 0), weSent);
        }
    }

    /// <summary>Takes another bandwidth, as after a new offer; the schedule starts again.</summary>
    public void SetBandwidth(RtcpBandwidth bandwidth, long nowUs) => _timer = new RtcpTimer(bandwidth, _random, nowUs);

    /// <summary>Takes a datagram of the peer's.</summary>
    /// <returns>False when it is malformed; nothing of it was used then.</returns>
    public bool Receive(ReadOnlySpan<byte> datagram, long nowUs)
    {
        if (!RtcpReader.TryOpen(datagram, out var reader))
        {
            MalformedPackets++;
            return false;
        }

        PacketsReceived++;
        _timer.Received(datagram.Length);
        while (reader.MoveNext(out var packet))
        {
            if (packet.TryReadSenderReport(out var ssrc, out var info, out var blocks))
            {
                if (ssrc == _source.Ssrc && _source.IsValid) _source.ReceiveSenderReport(info.Ntp, nowUs);
                Take(blocks, nowUs);
            }
            else if (packet.TryReadReceiverReport(out _, out blocks))
            {
                Take(blocks, nowUs);
            }
            else if (packet.TryFindCname(_source.Ssrc, out var cname))
            {
                cname.CopyTo(_peerCname);
                _peerCnameLength = cname.Length;
                _peerCnameSsrc = _source.Ssrc;
            }
            else if (packet.TryReadBye(out var leaving, out _))
            {
                TakeBye(leaving);
            }
        }

        return true;
    }

    /// <summary>Writes a report when one is due; call it on each tick, right after the tick's media.</summary>
    /// <param name="compound">Room for 1200 bytes.</param>
    /// <param name="nowUs">Monotonic microseconds.</param>
    /// <param name="length">Of the compound.</param>
    /// <returns>False when none is due.</returns>
    public bool TryWriteReport(Span<byte> compound, long nowUs, out int length)
    {
        length = 0;
        if (nowUs < _timer.DueUs || !_timer.IsDue(nowUs, Membership)) return false;

        var writer = new RtcpWriter(compound);
        Report(ref writer, nowUs);
        length = writer.Length;
        _timer.Sent(nowUs, length, Membership);
        (_sentBefore, _sentAtLast) = (_sentAtLast, _sender.Packets);
        (_receivedBefore, _receivedAtLast) = (_receivedAtLast, _source.Received);
        return true;
    }

    /// <summary>Writes the last report and BYE (§6.6).</summary>
    /// <param name="compound">Room for 1200 bytes.</param>
    /// <param name="nowUs">Monotonic microseconds.</param>
    /// <param name="reason">UTF-8, at most 255 bytes, or empty.</param>
    /// <returns>Its length; 0 when RTCP is off, or nothing was ever sent (§6.3.7).</returns>
    public int WriteBye(Span<byte> compound, long nowUs, ReadOnlySpan<byte> reason = default) =>
        WriteByeOf(_sender.Ssrc, compound, nowUs, reason);

    /// <summary>Tells the listener of the RTP session that a source heard in the mix has left: a mixer must forward BYE (§7.3).</summary>
    /// <param name="compound">Room for 1200 bytes.</param>
    /// <param name="nowUs">Monotonic microseconds.</param>
    /// <param name="contributor">Its SSRC.</param>
    /// <returns>Length of the compound; 0 as with <see cref="WriteBye"/>.</returns>
    public int WriteContributorBye(Span<byte> compound, long nowUs, uint contributor) =>
        WriteByeOf(contributor, compound, nowUs, default);

    /// <summary>Adds the peer of the RTP session to a compound that another one has written: a mixer forwards the CNAME of those it mixes (§7.3).</summary>
    /// <param name="compound">Room for 1200 bytes.</param>
    /// <param name="length">What is written already.</param>
    /// <returns>The new length; the old one when the peer has not named itself, or no room is left.</returns>
    public int DescribePeer(Span<byte> compound, int length)
    {
        if (!_source.IsValid || PeerCname.IsEmpty) return length;
        var writer = new RtcpWriter(compound, length);
        writer.SourceDescription(_source.Ssrc, PeerCname);
        return writer.Length;
    }

    /// <summary>The peer uses our SSRC (§8.2): leaves with the old one and goes on with another.</summary>
    /// <param name="compound">Room for 1200 bytes.</param>
    /// <param name="nowUs">Monotonic microseconds.</param>
    /// <param name="freshSsrc">Random.</param>
    /// <returns>Length of the BYE to be sent; may be 0.</returns>
    public int WriteCollision(Span<byte> compound, long nowUs, uint freshSsrc)
    {
        var length = WriteBye(compound, nowUs, "SSRC collision"u8);
        _sender.ChangeSsrc(freshSsrc);
        (_sentAtLast, _sentBefore) = (0, 0);
        HasPeerReport = false;
        return length;
    }

    private int WriteByeOf(uint ssrc, Span<byte> compound, long nowUs, ReadOnlySpan<byte> reason)
    {
        if (!_timer.IsOn || _sender.Packets == 0) return 0;
        var writer = new RtcpWriter(compound);
        Report(ref writer, nowUs);
        writer.Bye(ssrc, reason);
        return writer.Length;
    }

    private void Report(ref RtcpWriter writer, long nowUs)
    {
        Span<ReportBlock> blocks = stackalloc ReportBlock[1];
        var count = 0;
        if (_source.IsValid && _source.Received != _receivedBefore) blocks[count++] = _source.Report(nowUs);

        if (_sender.Packets != _sentBefore)
            writer.SenderReport(
                _sender.Ssrc,
                new SenderInfo(NtpTime.Add(_ntpOrigin, nowUs), _sender.Timestamp, _sender.Packets, _sender.Octets),
                blocks[..count]);
        else
            writer.ReceiverReport(_sender.Ssrc, blocks[..count]);

        writer.SourceDescription(_sender.Ssrc, _cname);
    }

    private void Take(ReportBlocks blocks, long nowUs)
    {
        for (var i = 0; i < blocks.Count; i++)
        {
            var block = blocks[i];
            if (block.Ssrc != _sender.Ssrc) continue;

            HasPeerReport = true;
            PeerReport = block;
            if (block.TryGetRoundTrip(NtpTime.Middle(NtpTime.Add(_ntpOrigin, nowUs)), out var roundTrip))
                RoundTripMs = NtpTime.ToMilliseconds(roundTrip);
        }
    }

    private void TakeBye(ReadOnlySpan<byte> leaving)
    {
        for (; leaving.Length >= 4; leaving = leaving[4..])
        {
            if (!_source.IsValid || BinaryPrimitives.ReadUInt32BigEndian(leaving) != _source.Ssrc) continue;
            _gotBye = true;
            _source.Forget();
        }
    }
}
