using System.Globalization;
using ImsConference.Protos.Mp;
using ImsConference.Sip.Sdp;
using Endpoint = ImsConference.Protos.Mp.Endpoint;

namespace ImsConference.Mrfc.Focus.Negotiation;

/// <summary>Two descriptions that are in force, as one stream of Mp.</summary>
public static class StreamMapper
{
    private const int LongestPacketMs = 60;

    /// <param name="local">Ours.</param>
    /// <param name="remote">The peer's; null while there is none, then nothing is sent.</param>
    /// <param name="line">Index of the audio line in both.</param>
    /// <param name="isThroughConnected">False keeps the stream silent while resources are being reserved (RFC 3312 §6).</param>
    /// <param name="rtpTimeout">After so long without RTP the MRFP reports; zero: never.</param>
    public static StreamDescriptor Describe(
        SessionDescription local, SessionDescription? remote, int line, bool isThroughConnected, TimeSpan rtpTimeout)
    {
        var ours = local.Media[line];
        var stream = new StreamDescriptor { StreamId = (uint)line + 1, Media = MediaType.Audio, Direction = Direction.Inactive };
        stream.ReceiveFormats.AddRange(ours.RtpMaps.Select(map => ToFormat(map, ours)));
        if (remote is null || line >= remote.Media.Length || ours.IsRefused || remote.Media[line].IsRefused) return stream;

        var theirs = remote.Media[line];
        var direction = EffectiveDirection(local, remote, line);
        stream.SendFormats.AddRange(theirs.RtpMaps.Where(map => ours.RtpMaps.Any(map.IsSameFormat)).Select(map => ToFormat(map, theirs)));
        stream.RtcpMux = ours.HasRtcpMux && theirs.HasRtcpMux;
        stream.Remote = RemoteEndpoint(remote, theirs, stream.RtcpMux);
        stream.PtimeMs = PacketMs(theirs);
        stream.BandwidthKbps = (uint)Math.Clamp(theirs.BandwidthOf("AS") ?? 0, 0, int.MaxValue);
        if (Bps(theirs, "RS") is { } senders) stream.RtcpSenderBps = senders;
        if (Bps(theirs, "RR") is { } receivers) stream.RtcpReceiverBps = receivers;
        stream.DetectDtmf = theirs.RtpMaps.Any(AudioNegotiator.IsEvent);
        if (!isThroughConnected) return stream;

        stream.Direction = ToMp(direction);
        if (direction.HasFlag(MediaDirection.ReceiveOnly)) stream.RtpTimeoutMs = (uint)rtpTimeout.TotalMilliseconds;
        return stream;
    }

    /// <summary>What we may do: our own direction, cut down to what the peer's leaves us.</summary>
    public static MediaDirection EffectiveDirection(SessionDescription local, SessionDescription remote, int line) =>
        local.DirectionOf(local.Media[line]) & AudioNegotiator.Reverse(remote.DirectionOf(remote.Media[line]));

    /// <summary>True when a voice format is common to both: without one an answer to our offer is worth nothing.</summary>
    public static bool CanTalk(StreamDescriptor stream) => stream.SendFormats.Any(format =>
        !format.Encoding.Equals("telephone-event", StringComparison.OrdinalIgnoreCase)) && stream.Remote is not null;

    private static Endpoint? RemoteEndpoint(SessionDescription remote, MediaDescription theirs, bool isMuxed)
    {
        if (remote.ConnectionOf(theirs) is not { } connection || !connection.TryGetAddress(out var address)) return null;

        var rtcpPort = isMuxed ? theirs.Port : theirs.Port + 1;
        if (!isMuxed && theirs.TryGetAttribute("rtcp", out var rtcp) && TryPort(rtcp, out var said)) rtcpPort = said;
        return new Endpoint { Address = address.ToString(), RtpPort = (uint)theirs.Port, RtcpPort = (uint)Math.Min(rtcpPort, ushort.MaxValue) };
    }

    // a=rtcp:53020 or a=rtcp:53020 IN IP4 126.16.64.4 (RFC 3605 §2.1); another address than that of RTP is not followed.
    private static bool TryPort(string rtcp, out int port) =>
        int.TryParse(rtcp.Split(' ')[0], NumberStyles.None, CultureInfo.InvariantCulture, out port) && port is > 0 and <= ushort.MaxValue;

    private static uint? Bps(MediaDescription theirs, string type) =>
        theirs.BandwidthOf(type) is { } value ? (uint)Math.Clamp(value, 0, int.MaxValue) : null;

    private static uint PacketMs(MediaDescription theirs)
    {
        var wanted = Math.Min(theirs.PacketTimeMs ?? 20, theirs.MaxPacketTimeMs ?? LongestPacketMs);
        return (uint)Math.Clamp(wanted / 20 * 20, 20, LongestPacketMs);
    }

    private static PayloadFormat ToFormat(RtpMap map, MediaDescription media) => new()
    {
        PayloadType = map.PayloadType,
        Encoding = map.Encoding,
        ClockRateHz = (uint)map.ClockRateHz,
        Channels = (uint)map.Channels,
        Fmtp = media.FormatParameters(map.PayloadType) ?? "",
    };

    private static Direction ToMp(MediaDirection direction) => direction switch
    {
        MediaDirection.SendOnly => Direction.SendOnly,
        MediaDirection.ReceiveOnly => Direction.ReceiveOnly,
        MediaDirection.SendReceive => Direction.SendReceive,
        _ => Direction.Inactive,
    };
}
