using ImsConference.Engine.Codecs;
using ImsConference.Engine.Rtp;
using ImsConference.Mrfp.Contexts;
using ImsConference.Protos.Mp;
using ContextPlaybackEnd = ImsConference.Mrfp.Contexts.PlaybackEnd;
using ContextDigitsEnd = ImsConference.Mrfp.Playback.DigitsEnd;
using PlaybackEnd = ImsConference.Protos.Mp.PlaybackEnd;
using DigitsEnd = ImsConference.Protos.Mp.DigitsEnd;
using Endpoint = ImsConference.Protos.Mp.Endpoint;
using RecordedFile = ImsConference.Mrfp.Contexts.RecordedFile;
using RecordingEnd = ImsConference.Mrfp.Playback.RecordingEnd;
using Termination = ImsConference.Protos.Mp.Termination;

namespace ImsConference.Mrfp.Control;

/// <summary>Puts what the contexts say into the messages of mp.proto.</summary>
internal sealed class MpWriter(StartId start, MediaNode node, CodecLibrary codecs)
{
    private static readonly string Version = typeof(MpWriter).Assembly.GetName().Version?.ToString(3) ?? "";

    public string StartId => start.Value;

    /// <param name="rtp">None gives null.</param>
    /// <param name="rtcp">None leaves the port 0.</param>
    public static Endpoint? Endpoint(PeerAddress rtp, PeerAddress rtcp) =>
        rtp.IsKnown
            ? new Endpoint { Address = rtp.ToEndPoint().Address.ToString(), RtpPort = rtp.Port, RtcpPort = rtcp.Port }
            : null;

    public static ActiveSpeakers Speakers(IReadOnlyList<ActiveSpeaker> speakers) => new()
    {
        Speakers = { speakers.Select(speaker => new Speaker { TerminationId = speaker.TerminationId, LevelDbov = speaker.Level }) },
    };

    public static PlaybackEnded PlaybackEnded(EndedActivity ended) => new()
    {
        PlaybackId = ended.Id,
        Detail = ended.Detail,
        Reason = ended.PlaybackEnd switch
        {
            ContextPlaybackEnd.Finished => PlaybackEnd.PlaybackFinished,
            ContextPlaybackEnd.BargedIn => PlaybackEnd.PlaybackBargedIn,
            ContextPlaybackEnd.Unreadable => PlaybackEnd.PlaybackUnreadable,
            ContextPlaybackEnd.TerminationGone => PlaybackEnd.PlaybackTerminationGone,
            _ => PlaybackEnd.PlaybackStopped,
        },
    };

    public static DigitsCollected DigitsCollected(EndedActivity ended) => new()
    {
        CollectionId = ended.Id,
        Digits = ended.Digits,
        Reason = ended.DigitsEnd switch
        {
            ContextDigitsEnd.Complete => DigitsEnd.DigitsComplete,
            ContextDigitsEnd.Terminator => DigitsEnd.DigitsTerminator,
            ContextDigitsEnd.FirstTimeout => DigitsEnd.DigitsFirstTimeout,
            ContextDigitsEnd.InterTimeout => DigitsEnd.DigitsInterTimeout,
            ContextDigitsEnd.OverallTimeout => DigitsEnd.DigitsOverallTimeout,
            ContextDigitsEnd.TerminationGone => DigitsEnd.DigitsTerminationGone,
            _ => DigitsEnd.DigitsCancelled,
        },
    };

    public Capabilities Capabilities() => new()
    {
        StartId = start.Value,
        Version = Version,
        MaxContexts = (uint)node.MaxContexts,
        MaxTerminations = (uint)node.MaxTerminations,
        Load = Load(),
        PortModes = { node.MayShare ? [PortMode.Dedicated, PortMode.Shared] : [PortMode.Dedicated] },
        Media = { new MediaCapability { Media = MediaType.Audio, Formats = { AudioFormats() }, SrtpSuites = { SrtpLibrary.Suites.Select(suite => suite.NameOf()) } } },
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
            OpusComplexity = (uint)load.OpusComplexity,
            Workers = { load.Workers.Select(Worker) },
            Runtime = Runtime(),
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

    public PlaybackReply Playback(PlaybackState playback) => new()
    {
        StartId = start.Value,
        PlaybackId = playback.Id,
        DurationMs = (uint)playback.DurationMs,
        Ended = playback.IsEnded,
    };

    public CollectionReply Collection(CollectionState collection) => new()
    {
        StartId = start.Value,
        CollectionId = collection.Id,
        PromptMs = (uint)collection.PromptMs,
        Ended = collection.IsEnded,
    };

    public RecordingReply Recording(RecordingStatus recording)
    {
        var reply = new RecordingReply { StartId = start.Value, Paused = recording.IsPaused, Files = { recording.Files.Select(File) } };
        if (reply.Files.FirstOrDefault() is not { } first) return reply;
        reply.Path = first.Path;
        reply.Samples = first.Samples;
        reply.SampleRateHz = first.SampleRateHz;
        return reply;
    }

    public static RecordingEnded Ended(string recordingId, RecordedFile file) => new()
    {
        RecordingId = recordingId,
        Path = file.Path,
        Samples = (ulong)file.Samples,
        SampleRateHz = (uint)file.SampleRateHz,
        MissingSamples = (ulong)file.MissingSamples,
        BeginsAtMs = (uint)file.BeginsAtMs,
        Reason = ReasonOf(file.End),
        Fault = file.Fault,
    };

    private static Protos.Mp.RecordedFile File(RecordedFile file) => new()
    {
        Path = file.Path,
        TerminationId = file.TerminationId,
        SampleRateHz = (uint)file.SampleRateHz,
        Samples = (ulong)file.Samples,
        MissingSamples = (ulong)file.MissingSamples,
        BeginsAtMs = (uint)file.BeginsAtMs,
        Ended = file.End is not null,
    };

    private static Protos.Mp.RecordingEnd ReasonOf(RecordingEnd? end) => end switch
    {
        RecordingEnd.Stopped => Protos.Mp.RecordingEnd.Stopped,
        RecordingEnd.DiskFull => Protos.Mp.RecordingEnd.DiskFull,
        RecordingEnd.LimitReached => Protos.Mp.RecordingEnd.LimitReached,
        RecordingEnd.TerminationGone => Protos.Mp.RecordingEnd.TerminationGone,
        RecordingEnd.ContextGone => Protos.Mp.RecordingEnd.ContextGone,
        _ => Protos.Mp.RecordingEnd.Unwritable,
    };

    private PayloadFormat[] AudioFormats()
    {
        var speech = codecs.Available.Select(Speech).ToList();
        var events = speech.Select(format => format.ClockRateHz).Distinct().Select(clockRateHz => Format("telephone-event", clockRateHz, fmtp: "0-16"));
        return [.. speech, .. events, Format("CN", 8000, payloadType: 13)];
    }

    private static PayloadFormat Speech(AudioCodec codec) => codec switch
    {
        AudioCodec.Pcmu => Format("PCMU", 8000),
        AudioCodec.Pcma => Format("PCMA", 8000, payloadType: 8),
        AudioCodec.G722 => Format("G722", 8000, payloadType: 9),
        AudioCodec.Opus => Format("opus", 48_000, channels: 2),
        AudioCodec.Amr => Format("AMR", 8000),
        _ => Format("AMR-WB", 16_000),
    };

    private static PayloadFormat Speech(AudioCodec codec, byte payloadType)
    {
        var format = Speech(codec);
        format.PayloadType = payloadType;
        return format;
    }

    private static PayloadFormat Format(string encoding, uint clockRateHz, uint channels = 1, uint payloadType = 0, string fmtp = "") =>
        new() { PayloadType = payloadType, Encoding = encoding, ClockRateHz = clockRateHz, Channels = channels, Fmtp = fmtp };

    private static WorkerFigures Worker(WorkerLoad worker) => new()
    {
        Percent = (uint)worker.Percent,
        Ticks = (ulong)worker.Ticks,
        Overruns = (ulong)worker.Overruns,
        Faults = (ulong)worker.Faults,
        TickTimeHistogram = { worker.TickTimes.Select(count => (ulong)count) },
        TickDelayHistogram = { worker.TickDelays.Select(count => (ulong)count) },
        AllocatedBytes = (ulong)worker.AllocatedBytes,
        UnknownPackets = (ulong)worker.UnknownPackets,
        KernelDrops = (ulong)worker.KernelDrops,
    };

    private static RuntimeFigures Runtime() => new()
    {
        Collections = { Enumerable.Range(0, GC.MaxGeneration + 1).Select(generation => (uint)GC.CollectionCount(generation)) },
        AllocatedBytes = (ulong)GC.GetTotalAllocatedBytes(),
        PauseMs = GC.GetTotalPauseDuration().TotalMilliseconds,
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
        PeerSsrc = audio.PeerSsrc,
        Sending = audio.Settings.SendFormat is { } sent ? Speech(sent.Codec, audio.Settings.SendPayloadType) : null,
        Receiving = audio.Receiving is { } received ? Speech(received.Codec, audio.Settings.ReceivePayloads.TypeOf(received)) : null,
        InMix = audio.IsInMix,
        Statistics = Statistics(audio.Statistics),
        RtpTimedOut = audio.IsSilent,
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
        KernelDrops = (ulong)figures.KernelDrops,
        SrtpForged = (ulong)figures.SrtpForged,
        SrtpReplayed = (ulong)figures.SrtpReplayed,
        LevelDbov = figures.Level,
        MosEstimate = figures.MosEstimate,
    };

    private static Direction DirectionOf(StreamDirection direction) => direction switch
    {
        StreamDirection.Send => Direction.SendOnly,
        StreamDirection.Receive => Direction.ReceiveOnly,
        StreamDirection.Both => Direction.SendReceive,
        _ => Direction.Inactive,
    };
}
