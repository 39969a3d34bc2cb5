using System.Globalization;
using ImsConference.Mrfc.Focus.Negotiation.Codecs;
using ImsConference.Protos.Mp;
using ImsConference.Sip.Sdp;
using Endpoint = ImsConference.Protos.Mp.Endpoint;

namespace ImsConference.Mrfc.Focus.Negotiation;

/// <summary>Two descriptions that are in force, as one stream of Mp.</summary>
/// <param name="codecs">What this node uses.</param>
/// <param name="rtpTimeout">After so long without RTP the MRFP reports; zero: never.</param>
public sealed class StreamMapper(CodecList codecs, TimeSpan rtpTimeout)
{
    /// <param name="local">Ours.</param>
    /// <param name="remote">The peer's; null while there is none, then nothing is sent.</param>
    /// <param name="line">Index of the audio line in both.</param>
    /// <param name="isThroughConnected">False keeps the stream silent while resources are being reserved (RFC 3312 §6).</param>
    public StreamDescriptor Describe(SessionDescription local, SessionDescription? remote, int line, bool isThroughConnected)
    {
        var ours = local.Media[line];
        var stream = new StreamDescriptor { StreamId = (uint)line + 1, Media = MediaType.Audio, Direction = Direction.Inactive };
        if (remote is null || line >= remote.Media.Length || ours.IsRefused || remote.Media[line].IsRefused)
        {
            stream.ReceiveFormats.AddRange(ours.RtpMaps.Select(map => ToFormat(map, ours.FormatParameters(map.PayloadType))));
            return stream;
        }

        var theirs = remote.Media[line];
        if (!Srtp.TryAgree(ours, theirs, stream)) return stream; // nothing is sent in the clear that was to be protected
        var limit = ReceiveLimit.Of(remote, theirs);
        AddFormats(stream, ours, theirs, limit);
        stream.HeaderExtensions.AddRange(AudioLevels.Agreed(local, remote, line));
        stream.RtcpMux = ours.HasRtcpMux && theirs.HasRtcpMux;
        stream.Remote = RemoteEndpoint(remote, theirs, stream.RtcpMux);
        stream.BandwidthKbps = (uint)(limit?.Kbps ?? 0);
        if (Bps(theirs, "RS") is { } senders) stream.RtcpSenderBps = senders;
        if (Bps(theirs, "RR") is { } receivers) stream.RtcpReceiverBps = receivers;
        stream.DetectDtmf = theirs.RtpMaps.Any(SideFormats.IsEvent);
        if (!isThroughConnected) return stream;

        var direction = EffectiveDirection(local, remote, line);
        stream.Direction = ToMp(direction);
        if (direction.HasFlag(MediaDirection.ReceiveOnly)) stream.RtpTimeoutMs = (uint)rtpTimeout.TotalMilliseconds;
        return stream;
    }

    /// <summary>What we may do: our own direction, cut down to what the peer's leaves us.</summary>
    public static MediaDirection EffectiveDirection(SessionDescription local, SessionDescription remote, int line) =>
        local.DirectionOf(local.Media[line]) & remote.DirectionOf(remote.Media[line]).Reversed();

    /// <summary>True when a voice format is common to both: without one an answer to our offer is worth nothing.</summary>
    public static bool CanTalk(StreamDescriptor stream) =>
        stream.SendFormats.Any(format => !SideFormats.IsEvent(format.Encoding)) && stream.Remote is not null;

    /// <summary>
    /// Each direction with the numbers of who receives (RFC 3264 §5.1). We send the first voice format of theirs that is ours too; what they may send
    /// is what of ours they have taken (§7).
    /// </summary>
    private void AddFormats(StreamDescriptor stream, MediaDescription ours, MediaDescription theirs, ReceiveLimit? limit)
    {
        var (mine, yours) = (VoiceFormat.In(ours, codecs), VoiceFormat.In(theirs, codecs));
        if (Sent(mine, yours) is { } sent)
        {
            stream.SendFormats.Add(ToFormat(sent.Map, sent.Codec.ForSending(sent.Parameters, limit).ToString()));
            stream.PtimeMs = (uint)sent.Codec.PacketMs(theirs);
        }

        stream.SendFormats.AddRange(from map in theirs.RtpMaps
                                    where SideFormats.IsEvent(map) && ours.RtpMaps.Any(map.IsSameFormat)
                                    select ToFormat(map, theirs.FormatParameters(map.PayloadType)));
        stream.ReceiveFormats.AddRange(from format in mine
                                       where yours.Exists(other => IsSame(format, other))
                                       select ToFormat(format.Map, format.Parameters.ToString()));
        stream.ReceiveFormats.AddRange(from map in ours.RtpMaps
                                       where (SideFormats.IsEvent(map) || SideFormats.IsComfortNoise(map)) && theirs.RtpMaps.Any(map.IsSameFormat)
                                       select ToFormat(map, ours.FormatParameters(map.PayloadType)));
    }

    // Of several payload types of one codec it is the one that both number alike: in an answer that is the one we took.
    private static VoiceFormat? Sent(List<VoiceFormat> mine, List<VoiceFormat> yours)
    {
        var first = yours.Find(format => mine.Exists(own => IsSame(own, format)));
        return yours.Find(format => format.Codec == first?.Codec
            && mine.Exists(own => own.Map.PayloadType == format.Map.PayloadType && IsSame(own, format))) ?? first;
    }

    private static bool IsSame(VoiceFormat ours, VoiceFormat theirs) =>
        ours.Codec == theirs.Codec && ours.Codec.IsAnsweredBy(ours.Parameters, theirs.Parameters);

    private static Endpoint? RemoteEndpoint(SessionDescription remote, MediaDescription theirs, bool isMuxed)
    {
        if (remote.ConnectionOf(theirs) is not { } connection || !connection.TryGetHost(out var address)) return null;

        var rtcpPort = isMuxed ? theirs.Port : theirs.Port + 1;
        if (!isMuxed && theirs.TryGetAttribute("rtcp", out var rtcp) && TryPort(rtcp, out var said)) rtcpPort = said;
        return new Endpoint { Address = address.ToString(), RtpPort = (uint)theirs.Port, RtcpPort = (uint)Math.Min(rtcpPort, ushort.MaxValue) };
    }

    // a=rtcp:53020 or a=rtcp:53020 IN IP4 126.16.64.4 (RFC 3605 §2.1); another address than that of RTP is not followed.
    private static bool TryPort(string rtcp, out int port) =>
        int.TryParse(rtcp.Split(' ')[0], NumberStyles.None, CultureInfo.InvariantCulture, out port) && port is > 0 and <= ushort.MaxValue;

    private static uint? Bps(MediaDescription theirs, string type) =>
        theirs.BandwidthOf(type) is { } value ? (uint)Math.Clamp(value, 0, int.MaxValue) : null;

    private static PayloadFormat ToFormat(RtpMap map, string? parameters) => new()
    {
        PayloadType = map.PayloadType,
        Encoding = map.Encoding,
        ClockRateHz = (uint)map.ClockRateHz,
        Channels = (uint)map.Channels,
        Fmtp = parameters ?? "",
    };

    private static Direction ToMp(MediaDirection direction) => direction switch
    {
        MediaDirection.SendOnly => Direction.SendOnly,
        MediaDirection.ReceiveOnly => Direction.ReceiveOnly,
        MediaDirection.SendReceive => Direction.SendReceive,
        _ => Direction.Inactive,
    };
}
