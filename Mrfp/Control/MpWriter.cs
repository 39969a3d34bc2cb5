using ImsConference.Engine.Rtp;
using ImsConference.Mrfp.Contexts;
using ImsConference.Mrfp.Playback;
using ImsConference.Protos.Mp;
using Endpoint = ImsConference.Protos.Mp.Endpoint;
using Termination = ImsConference.Protos.Mp.Termination;

namespace ImsConference.Mrfp.Control;

/// <summary>Puts what the contexts say into the messages of mp.proto.</summary>
internal sealed class MpWriter(StartId start, MediaNode node)
{
    private static readonly string Version = typeof(MpWriter).Assembly.GetName().Version?.ToString(3) ?? "";

    public string StartId => start.Value;

    /// <param name="rtp">None gives null.</param>
    /// <param name="rtcp">None leaves the port 0.</param>
    public static Endpoint? Endpoint(PeerAddress rtp, PeerAddress rtcp) =>
        rtp.IsKnown
            ? new Endpoint { Address = rtp.ToEndPoint().Address.ToString(), RtpPort = rtp.Port, RtcpPort = rtcp.Port }
            : null;

    public Capabilities Capabilities() => new()
    {
        StartId = start.Value,
        Version = Version,
        MaxContexts = (uint)node.MaxContexts,
        MaxTerminations = (uint)node.MaxTerminations,
        Load = Load(),
        PortModes = { PortMode.Dedicated },
        Media =
        {
            new MediaCapability
            {
                Media = MediaType.Audio,
                Formats =
                {
                    new PayloadFormat { PayloadType = 0, Encoding = "PCMU", ClockRateHz = 8000, Channels = 1 },
                    new PayloadFormat { PayloadType = 8, Encoding = "PCMA", ClockRateHz = 8000, Channels = 1 },
                    new PayloadFormat { PayloadType = 0, Encoding = "telephone-event", ClockRateHz = 8000, Channels = 1, Fmtp = "0-16" },
                },
            },
        },
    };

    public Load Load()
    {
        var load = node.Load;
        return new Load
        {
            Contexts = (uint)load.Contexts,
            Terminations = (uint)load.Terminations,
            ReservedTerminations = (uint)load.SetAside,
            FreePorts = (uint)load.FreePairs,
            Percent = (uint)load.Percent,
            Draining = load.IsDraining,
        };
    }

    public ContextReply Context(ContextState context) => new()
    {
        StartId = start.Value,
        ContextId = context.Identity.Id,
        Owner = context.Identity.Owner,
        Terminations = { context.Terminations.Select(Termination) },
    };

    public TerminationReply Termination(string contextId, TerminationState termination) => new()
    {
        StartId = start.Value,
        ContextId = contextId,
        Termination = Termination(termination),
    };

    public Termination Termination(TerminationState termination) => new()
    {
        TerminationId = termination.Id,
        Streams = { Stream(termination.Audio) },
    };

    public RecordingReply Recording(MixRecorder recorder) => new()
    {
        StartId = start.Value,
        Path = recorder.Path,
        Samples = (ulong)recorder.Samples,
        SampleRateHz = MixFormat.SampleRateHz,
    };

    private static StreamState Stream(AudioState audio) => new()
    {
        StreamId = (uint)audio.Settings.StreamId,
        Media = MediaType.Audio,
        Direction = DirectionOf(audio.Settings.Direction),
        Local = Endpoint(audio.LocalRtp, audio.LocalRtcp),
        Remote = Endpoint(audio.Settings.RemoteRtp, audio.Settings.RemoteRtcp),
        Latched = Endpoint(audio.Latched, default),
        Ssrc = audio.Ssrc,
        Statistics = Statistics(audio.Statistics),
    };

    private static StreamStatistics Statistics(AudioStatistics figures) => new()
    {
        PacketsReceived = (ulong)figures.PacketsReceived,
        OctetsReceived = (ulong)figures.OctetsReceived,
        PacketsSent = (ulong)figures.PacketsSent,
        OctetsSent = (ulong)figures.OctetsSent,
        PacketsLost = (ulong)figures.PacketsLost,
        PacketsLate = (ulong)figures.PacketsLate,
        PacketsDiscarded = (ulong)figures.PacketsDiscarded,
        FramesConcealed = (ulong)figures.FramesConcealed,
        JitterMs = figures.JitterMs,
        RoundTripMs = figures.RoundTripMs,
        PeerFractionLost = (uint)figures.PeerFractionLost,
        PeerPacketsLost = (ulong)figures.PeerPacketsLost,
    };

    private static Direction DirectionOf(StreamDirection direction) => direction switch
    {
        StreamDirection.Send => Direction.SendOnly,
        StreamDirection.Receive => Direction.ReceiveOnly,
        StreamDirection.Both => Direction.SendReceive,
        _ => Direction.Inactive,
    };
}
