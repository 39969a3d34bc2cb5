using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;
using ImsConference.Engine.Codecs;
using ImsConference.Engine.Rtp;
using ImsConference.Mrfp.Contexts;
using ImsConference.Protos.Mp;
using Microsoft.Extensions.Options;
using Endpoint = ImsConference.Protos.Mp.Endpoint;
using RecordingScope = ImsConference.Mrfp.Contexts.RecordingScope;

namespace ImsConference.Mrfp.Control;

/// <summary>Reads commands of mp.proto; whatever is wrong in one is a <see cref="MediaException"/> that names the field.</summary>
internal sealed class CommandReader(IOptions<MpOptions> mp, IOptions<RtpOptions> rtp, CodecLibrary codecs)
{
    private const int LongestId = 128;
    private const int LongestPtimeMs = 240;
    private const int LongestTimeoutMs = 24 * 3600 * 1000;
    private const int G711Kbps = 64;
    private const int MostReserved = 1_000_000;
    private const uint LeastSpeakersIntervalMs = 100;
    private const uint MostSpeakersIntervalMs = 3_600_000;
    private const uint LongestLeaseSeconds = 7 * 86_400;
    private const uint MostRecordingSeconds = 30 * 86_400;

    private readonly PayloadMapStock _payloads = new();
    private readonly AddressFamily _family = IPAddress.Parse(rtp.Value.Address).AddressFamily;

    public static string Id(string id, string field) =>
        id.Length is > 0 and <= LongestId ? id : throw Wrong(field, $"1..{LongestId} characters, not {id.Length}");

    public ContextIdentity Context(AddContextRequest request)
    {
        Id(request.ContextId, "context_id");
        Id(request.Owner, "owner");
        foreach (var media in request.Media)
            if (media != MediaType.Audio) throw Wrong("media", $"{media} is not offered");
        if (request.ReservedTerminations > MostReserved) throw Wrong("reserved_terminations", $"{request.ReservedTerminations} is too many");
        if (request.LeaseSeconds > LongestLeaseSeconds) throw Wrong("lease_seconds", $"at most {LongestLeaseSeconds}");

        if (request.SpeakersIntervalMs is > 0 and < LeastSpeakersIntervalMs or > MostSpeakersIntervalMs)
            throw Wrong("speakers_interval_ms", $"0, or {LeastSpeakersIntervalMs}..{MostSpeakersIntervalMs}, not {request.SpeakersIntervalMs}");

        var lease = request.LeaseSeconds == 0 ? mp.Value.LeaseSeconds : (int)request.LeaseSeconds;
        return new ContextIdentity(
            request.ContextId, request.Owner, TimeSpan.FromSeconds(lease), (int)request.ReservedTerminations, request.Clone(),
            TimeSpan.FromMilliseconds(request.SpeakersIntervalMs));
    }

    /// <summary>What is to be recorded. Its file name is the folder's to judge.</summary>
    public static RecordingOrder Recording(StartRecordingRequest request)
    {
        var scope = request.Scope switch
        {
            Protos.Mp.RecordingScope.Unspecified or Protos.Mp.RecordingScope.Mix => RecordingScope.Mix,
            Protos.Mp.RecordingScope.Termination => RecordingScope.Termination,
            Protos.Mp.RecordingScope.EachTermination => RecordingScope.EachTermination,
            _ => throw Wrong("scope", $"{request.Scope} is not offered"),
        };
        if (scope == RecordingScope.Termination != request.TerminationId.Length > 0)
            throw Wrong("termination_id", "belongs to the scope of one termination, and to no other");
        if (request.SampleRateHz is not (0 or 8_000 or 16_000 or 24_000 or 32_000 or 48_000))
            throw Wrong("sample_rate_hz", $"0, 8000, 16000, 24000, 32000 or 48000, not {request.SampleRateHz}");
        if (request.MostSeconds > MostRecordingSeconds) throw Wrong("most_seconds", $"at most {MostRecordingSeconds}");
        return new RecordingOrder(
            Id(request.RecordingId, "recording_id"), request.FileName, scope, request.TerminationId, (int)request.SampleRateHz, (int)request.MostSeconds);
    }

    /// <summary>The one audio stream of a command.</summary>
    public AudioSettings Audio(IReadOnlyList<StreamDescriptor> streams)
    {
        if (streams.Count != 1) throw Wrong("streams", $"one audio stream, not {streams.Count}");
        var stream = streams[0];
        if (stream.StreamId is 0 or > ushort.MaxValue) throw Wrong("streams[0].stream_id", "1..65535");
        if (stream.Media != MediaType.Audio) throw Wrong("streams[0].media", $"{stream.Media} is not offered");
        if (stream.PortMode is not (PortMode.Unspecified or PortMode.Dedicated or PortMode.Shared)) throw Wrong("streams[0].port_mode", $"{stream.PortMode} is not offered");
        if (stream.RtpTimeoutMs > LongestTimeoutMs) throw Wrong("streams[0].rtp_timeout_ms", $"at most {LongestTimeoutMs}");

        var (remoteRtp, remoteRtcp) = Remote(stream.Remote, stream.RtcpMux);
        var sent = stream.SendFormats.FirstOrDefault(IsSpeech);
        return new AudioSettings
        {
            StreamId = (int)stream.StreamId,
            Direction = DirectionOf(stream.Direction),
            RemoteRtp = remoteRtp,
            RemoteRtcp = remoteRtcp,
            SendFormat = sent is null ? null : FormatOf(sent, "send_formats"),
            SendPayloadType = sent is null ? (byte)0 : PayloadType(sent, "send_formats"),
            MixerLevelsId = ExtensionId(stream.HeaderExtensions, MixerLevels.Uri),
            ReceivePayloads = ReceivePayloads(stream.ReceiveFormats),
            SourceLevelId = ExtensionId(stream.HeaderExtensions, AudioLevel.Uri),
            SourceLevelTellsVoice = !stream.HeaderExtensions.Any(extension => extension.Uri == AudioLevel.Uri && extension.Attributes.Contains("vad=off", StringComparison.Ordinal)),
            SharesPort = stream.PortMode == PortMode.Shared,
            Srtp = SrtpKeysOf(stream),
            RtcpMux = stream.RtcpMux,
            PtimeMs = Ptime(stream.PtimeMs),
            RtpTimeoutMs = (int)stream.RtpTimeoutMs,
            DetectDtmf = stream.DetectDtmf,
            IsMuted = stream.Muted,
            IsIsolated = stream.Isolated,
            RtcpBandwidth = RtcpBandwidthOf(stream),
        };
    }

    private static SrtpKeys? SrtpKeysOf(StreamDescriptor stream)
    {
        if (stream.SrtpSend is null && stream.SrtpReceive is null) return null;
        if (stream.SrtpSend is null || stream.SrtpReceive is null) throw Wrong("streams[0].srtp_send", "and srtp_receive: both or none");
        if (stream.SrtpSend.Suite != stream.SrtpReceive.Suite) throw Wrong("streams[0].srtp_receive.suite", $"{stream.SrtpReceive.Suite} is not that of srtp_send");
        if (!SrtpSuites.TryParse(stream.SrtpSend.Suite, out var suite) || !SrtpLibrary.Suites.Contains(suite))
            throw Wrong("streams[0].srtp_send.suite", $"'{stream.SrtpSend.Suite}' is not offered");
        return new SrtpKeys(suite, Key(stream.SrtpSend, "srtp_send"), Key(stream.SrtpReceive, "srtp_receive"));

        ImmutableArray<byte> Key(SrtpKey key, string field) =>
            key.Key.Length == suite.KeyBytes() ? [.. key.Key.Span] : throw Wrong($"streams[0].{field}.key", $"{suite.KeyBytes()} bytes, not {key.Key.Length}");
    }

    internal static MediaException Wrong(string field, string text) => new(MediaFault.Invalid, $"{field}: {text}");

    private static StreamDirection DirectionOf(Direction direction) => direction switch
    {
        Direction.Inactive => StreamDirection.Inactive,
        Direction.SendOnly => StreamDirection.Send,
        Direction.ReceiveOnly => StreamDirection.Receive,
        Direction.SendReceive => StreamDirection.Both,
        _ => throw Wrong("streams[0].direction", "must be stated"),
    };

    private static int Ptime(uint ptimeMs) =>
        ptimeMs == 0 ? 20
        : ptimeMs <= LongestPtimeMs && ptimeMs % 10 == 0 ? (int)ptimeMs
        : throw Wrong("streams[0].ptime_ms", $"a multiple of 10 up to {LongestPtimeMs}, not {ptimeMs}");

    // RFC 3556 §2: what is not stated keeps its share of 5 % of the session.
    private static RtcpBandwidth RtcpBandwidthOf(StreamDescriptor stream)
    {
        const uint MostBps = 10_000_000;
        var session = RtcpBandwidth.OfSession((int)Math.Min(stream.BandwidthKbps == 0 ? G711Kbps : stream.BandwidthKbps, MostBps / 1000));
        return new RtcpBandwidth(
            stream.HasRtcpSenderBps ? (int)Math.Min(stream.RtcpSenderBps, MostBps) : session.SenderBitsPerSecond,
            stream.HasRtcpReceiverBps ? (int)Math.Min(stream.RtcpReceiverBps, MostBps) : session.ReceiverBitsPerSecond);
    }

    private static bool IsSpeech(PayloadFormat format) => format.Encoding.ToUpperInvariant() is not ("TELEPHONE-EVENT" or "CN");

    private static byte PayloadType(PayloadFormat format, string list) =>
        format.PayloadType <= 127 ? (byte)format.PayloadType : throw Wrong($"streams[0].{list}.payload_type", $"0..127, not {format.PayloadType}");

    private AudioFormat FormatOf(PayloadFormat format, string list) =>
        MeaningOf(format, list).Format ?? throw Wrong($"streams[0].{list}", $"payload type {format.PayloadType}: {format.Encoding} is no speech");

    private PayloadMeaning MeaningOf(PayloadFormat format, string list)
    {
        var (clockRateHz, channels) = ((int)Math.Min(format.ClockRateHz, int.MaxValue), (int)Math.Min(format.Channels, int.MaxValue));
        if (!PayloadMeaning.TryParse(format.Encoding, clockRateHz, channels, format.Fmtp, out var meaning, out var fault))
            throw Wrong($"streams[0].{list}", $"payload type {format.PayloadType}: {fault}");
        return meaning.Format is null || codecs.Available.Contains(meaning.Format.Codec)
            ? meaning
            : throw new MediaException(MediaFault.Forbidden, $"streams[0].{list}: {meaning.Format.Encoding} is not available here, for want of its library");
    }

    private static byte ExtensionId(IEnumerable<HeaderExtension> extensions, string uri)
    {
        var id = extensions.FirstOrDefault(extension => extension.Uri == uri)?.Id ?? 0;
        return id <= 14 ? (byte)id : throw Wrong("streams[0].header_extensions", $"{uri}: id 1..14, not {id}");
    }

    private PayloadMap ReceivePayloads(IReadOnlyCollection<PayloadFormat> formats)
    {
        var entries = formats.Select(format => (Type: PayloadType(format, "receive_formats"), Meaning: MeaningOf(format, "receive_formats"))).ToList();
        var twice = entries.GroupBy(entry => entry.Type).FirstOrDefault(group => group.Count() > 1);
        return twice is null ? _payloads.One(new PayloadMap(entries)) : throw Wrong("streams[0].receive_formats", $"payload type {twice.Key} stands twice");
    }

    private (PeerAddress Rtp, PeerAddress Rtcp) Remote(Endpoint? remote, bool isMux)
    {
        if (remote is null) return default;
        if (!IPAddress.TryParse(remote.Address, out var address) || address.AddressFamily != _family)
            throw Wrong("streams[0].remote.address", $"'{remote.Address}' is no numeric {_family} address");
        if (address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any)) return default; // RFC 2543's way to say hold
        if (address.IsIPv6Multicast || address.Equals(IPAddress.Broadcast) || address.GetAddressBytes()[0] is >= 224 and < 240 && _family == AddressFamily.InterNetwork)
            throw Wrong("streams[0].remote.address", $"{address} is no address of one host");
        if (remote.RtpPort is 0 or > 65_535) throw Wrong("streams[0].remote.rtp_port", $"1..65535, not {remote.RtpPort}");
        if (remote.RtcpPort > 65_535) throw Wrong("streams[0].remote.rtcp_port", $"0..65535, not {remote.RtcpPort}");

        var rtcpPort = isMux ? remote.RtpPort : remote.RtcpPort != 0 ? remote.RtcpPort : Math.Min(remote.RtpPort + 1, 65_535);
        return (
            PeerAddress.From(new IPEndPoint(address, (int)remote.RtpPort)),
            PeerAddress.From(new IPEndPoint(address, (int)rtcpPort)));
    }
}
