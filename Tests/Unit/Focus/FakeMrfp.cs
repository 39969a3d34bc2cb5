using System.Net;
using System.Runtime.CompilerServices;
using ImsConference.Mrfc.Media;
using ImsConference.Protos.Mp;
using ImsConference.Sip.Loop;
using NUnit.Framework;
using Endpoint = ImsConference.Protos.Mp.Endpoint;

namespace ImsConference.Tests.Unit.Focus;

/// <summary>An MRFP in memory that keeps the rules of mp.proto, and fails or waits where a test says so.</summary>
internal sealed class FakeMrfp(SignallingLoop loop, string name = "mrfp:7070") : IMrfp
{
    private static readonly TimeSpan Latency = TimeSpan.FromMilliseconds(2);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    private readonly Queue<Event> _events = new();
    private TaskCompletionSource _news = new();
    private ulong _sequence;
    private uint _nextPort = 20_000;

    public string Name => name;

    /// <summary>Contexts, and the terminations in each.</summary>
    public Dictionary<string, Dictionary<string, Termination>> Contexts { get; } = new(StringComparer.Ordinal);

    /// <summary>Every command in order, for example <c>AddTermination c-1</c>.</summary>
    public List<string> Commands { get; } = [];

    /// <summary>Last descriptor commanded for each termination.</summary>
    public Dictionary<string, StreamDescriptor> Streams { get; } = new(StringComparer.Ordinal);

    /// <summary>Every recording that was started.</summary>
    public List<StartRecordingRequest> RecordingRequests { get; } = [];

    /// <summary>Runs before a command is carried out: waits, or throws what the command shall end with.</summary>
    public Func<string, Task>? Before { get; set; }

    /// <summary>Runs after a command was carried out: what it throws is a reply that was lost.</summary>
    public Func<string, Task>? After { get; set; }

    /// <summary>What is played now.</summary>
    public Dictionary<string, StartPlaybackRequest> Playbacks { get; } = new(StringComparer.Ordinal);

    /// <summary>Digits that are waited for.</summary>
    public Dictionary<string, CollectDigitsRequest> Collections { get; } = new(StringComparer.Ordinal);

    /// <summary>Keys that were relayed.</summary>
    public string PressedKeys { get; private set; } = "";

    public string StartId { get; private set; } = "start-1";

    public uint MaxTerminations { get; set; } = 1000;

    public string[] Encodings { get; set; } = ["PCMU", "PCMA"];

    public bool IsDown { get; private set; }

    /// <summary>Its event stream opens, and nothing comes.</summary>
    public bool IsMute { get; set; }

    /// <summary>Takes what comes and answers nothing: each command ends when its sender loses patience, and no event comes.</summary>
    public bool Hangs { get; set; }

    /// <summary>Out of reach: every command fails, the event stream breaks.</summary>
    public void GoDown()
    {
        IsDown = true;
        _news.TrySetResult();
    }

    /// <summary>In reach again, with or without what it held.</summary>
    public void ComeBack(bool restarted)
    {
        IsDown = false;
        _events.Clear();
        if (!restarted) return;
        StartId += "'";
        _sequence = 0;
        Contexts.Clear();
        Streams.Clear();
    }

    public void Report(string contextId, string terminationId, Action<Event> fill)
    {
        var happened = new Event { StartId = StartId, Sequence = ++_sequence, ContextId = contextId, TerminationId = terminationId };
        fill(happened);
        _events.Enqueue(happened);
        _news.TrySetResult();
    }

    public Task<Capabilities> GetCapabilitiesAsync(CancellationToken stop) => RunAsync("GetCapabilities", "", Capabilities);

    public Task<ContextReply> AddContextAsync(AddContextRequest request, CancellationToken stop) => RunAsync("AddContext", request.ContextId, () =>
    {
        Assert.That(request.Owner, Is.Not.Empty);
        Contexts.TryAdd(request.ContextId, new(StringComparer.Ordinal));
        return new ContextReply { StartId = StartId, ContextId = request.ContextId, Owner = request.Owner };
    });

    public Task<TerminationReply> AddTerminationAsync(AddTerminationRequest request, CancellationToken stop) =>
        RunAsync("AddTermination", request.TerminationId, () =>
        {
            var context = Find(request.ContextId);
            if (!context.TryGetValue(request.TerminationId, out var termination))
            {
                if (Contexts.Values.Sum(c => c.Count) >= MaxTerminations) throw new MrfpException(MrfpFault.Exhausted, "full");
                context[request.TerminationId] = termination = Make(request);
            }

            Streams[request.TerminationId] = request.Streams.Single();
            return Reply(request.ContextId, termination);
        });

    public Task<TerminationReply> ModifyTerminationAsync(ModifyTerminationRequest request, CancellationToken stop) =>
        RunAsync("ModifyTermination", request.TerminationId, () =>
        {
            var termination = Find(request.ContextId).GetValueOrDefault(request.TerminationId)
                ?? throw new MrfpException(MrfpFault.NotFound, $"termination {request.TerminationId}");
            Assert.That(request.Streams.Single().StreamId, Is.EqualTo(termination.Streams.Single().StreamId), "a stream never changes its line");
            var isRehomed = (Streams[request.TerminationId].PortMode, request.Streams.Single().PortMode) == (PortMode.Shared, PortMode.Dedicated);
            if (isRehomed) termination.Streams.Single().Local = NextLocal();
            Streams[request.TerminationId] = request.Streams.Single();
            return Reply(request.ContextId, termination);
        });

    public Task<TerminationReply> MoveTerminationAsync(MoveTerminationRequest request, CancellationToken stop) => throw new NotSupportedException();

    public Task<SubtractTerminationReply> SubtractTerminationAsync(SubtractTerminationRequest request, CancellationToken stop) =>
        RunAsync("SubtractTermination", request.TerminationId, () =>
        {
            Find(request.ContextId).Remove(request.TerminationId, out var last);
            Streams.Remove(request.TerminationId);
            return new SubtractTerminationReply { StartId = StartId, Termination = last };
        });

    public Task<SubtractContextReply> SubtractContextAsync(SubtractContextRequest request, CancellationToken stop) =>
        RunAsync("SubtractContext", request.ContextId, () =>
        {
            if (!Contexts.Remove(request.ContextId, out var terminations)) return new SubtractContextReply { StartId = StartId };
            foreach (var termination in terminations.Keys) Streams.Remove(termination);
            return new SubtractContextReply { StartId = StartId, Terminations = { terminations.Values } };
        });

    public Task<TerminationReply> AuditTerminationAsync(AuditTerminationRequest request, CancellationToken stop) => throw new NotSupportedException();

    public Task<IReadOnlyList<ContextReply>> AuditAllAsync(AuditAllRequest request, CancellationToken stop) =>
        RunAsync<IReadOnlyList<ContextReply>>("AuditAll", "", () =>
        [
            .. Contexts.Select(context => new ContextReply { StartId = StartId, ContextId = context.Key, Terminations = { context.Value.Values } }),
        ]);

    public Task<RecordingReply> StartRecordingAsync(StartRecordingRequest request, CancellationToken stop) =>
        RunAsync("StartRecording", request.ContextId, () =>
        {
            Find(request.ContextId);
            RecordingRequests.Add(request);
            return Recording($"/{request.FileName}");
        });

    public Task<RecordingReply> PauseRecordingAsync(PauseRecordingRequest request, CancellationToken stop) =>
        RunAsync("PauseRecording", request.ContextId, () => Recording(PathOf(request.RecordingId)));

    public Task<RecordingReply> ResumeRecordingAsync(ResumeRecordingRequest request, CancellationToken stop) =>
        RunAsync("ResumeRecording", request.ContextId, () => Recording(PathOf(request.RecordingId)));

    public Task<RecordingReply> StopRecordingAsync(StopRecordingRequest request, CancellationToken stop) =>
        RunAsync("StopRecording", request.ContextId, () => Recording(PathOf(request.RecordingId)));

    public Task<PlaybackReply> StartPlaybackAsync(StartPlaybackRequest request, CancellationToken stop) =>
        RunAsync("StartPlayback", request.TerminationId.Length > 0 ? request.TerminationId : request.ContextId, () =>
        {
            Find(request.ContextId);
            Playbacks[request.PlaybackId] = request;
            return new PlaybackReply { StartId = StartId, PlaybackId = request.PlaybackId, DurationMs = 1000 };
        });

    public Task<PlaybackReply> StopPlaybackAsync(StopPlaybackRequest request, CancellationToken stop) =>
        RunAsync("StopPlayback", request.PlaybackId, () =>
        {
            if (Playbacks.Remove(request.PlaybackId)) Report(request.ContextId, "", it => it.PlaybackEnded = new() { PlaybackId = request.PlaybackId, Reason = PlaybackEnd.PlaybackStopped });
            return new PlaybackReply { StartId = StartId, PlaybackId = request.PlaybackId, Ended = true };
        });

    public Task<CollectionReply> CollectDigitsAsync(CollectDigitsRequest request, CancellationToken stop) =>
        RunAsync("CollectDigits", request.TerminationId, () =>
        {
            if (!Find(request.ContextId).ContainsKey(request.TerminationId)) throw new MrfpException(MrfpFault.NotFound, $"termination {request.TerminationId}");
            Collections[request.CollectionId] = request;
            return new CollectionReply { StartId = StartId, CollectionId = request.CollectionId, PromptMs = request.Prompt is null ? 0u : 1000u };
        });

    public Task<CollectionReply> CancelDigitsAsync(CancelDigitsRequest request, CancellationToken stop) =>
        RunAsync("CancelDigits", request.CollectionId, () =>
        {
            if (Collections.Remove(request.CollectionId)) Report(request.ContextId, "", it => it.DigitsCollected = new() { CollectionId = request.CollectionId, Reason = DigitsEnd.DigitsCancelled });
            return new CollectionReply { StartId = StartId, CollectionId = request.CollectionId, Ended = true };
        });

    public Task<PressKeyReply> PressKeyAsync(PressKeyRequest request, CancellationToken stop) =>
        RunAsync("PressKey", request.TerminationId, () =>
        {
            PressedKeys += request.Key;
            return new PressKeyReply { StartId = StartId, Taken = true };
        });

    /// <summary>Ends a playback; the test says which.</summary>
    public void EndPlayback(string playbackId, PlaybackEnd reason = PlaybackEnd.PlaybackFinished)
    {
        Playbacks.Remove(playbackId, out var request);
        Report(request!.ContextId, request.TerminationId, it => it.PlaybackEnded = new() { PlaybackId = playbackId, Reason = reason });
    }

    /// <summary>Ends the one collection that is under way.</summary>
    public void EndCollection(string digits, DigitsEnd reason = DigitsEnd.DigitsTerminator)
    {
        var request = Collections.Values.Single();
        Collections.Clear();
        Report(request.ContextId, request.TerminationId, it => it.DigitsCollected = new() { CollectionId = request.CollectionId, Digits = digits, Reason = reason });
    }

    public async IAsyncEnumerable<Event> EventsAsync(EventsRequest request, [EnumeratorCancellation] CancellationToken stop)
    {
        if (IsDown) throw new MrfpException(MrfpFault.Unavailable, "down");
        if (IsMute) await Task.Delay(Timeout.Infinite, stop);
        yield return new Event { StartId = StartId, Sequence = _sequence, Started = new Started { Capabilities = Capabilities() } };
        await using var stopped = stop.Register(() => _news.TrySetResult());
        while (true)
        {
            await _news.Task;
            _news = new TaskCompletionSource();
            stop.ThrowIfCancellationRequested();
            if (Hangs) continue;
            if (IsDown) throw new MrfpException(MrfpFault.Unavailable, "down");
            while (_events.TryDequeue(out var happened)) yield return happened;
        }
    }

    private async Task<T> RunAsync<T>(string command, string id, Func<T> carryOut)
    {
        Commands.Add($"{command} {id}".TrimEnd());
        await loop.DelayAsync(Latency);
        if (Hangs)
        {
            await loop.DelayAsync(Patience);
            throw new MrfpException(MrfpFault.TimedOut, "hangs");
        }

        if (Before is { } before) await before(command);
        if (IsDown) throw new MrfpException(MrfpFault.Unavailable, "down");
        var reply = carryOut();
        if (After is { } after) await after(command);
        return reply;
    }

    private string PathOf(string recordingId) => $"/{RecordingRequests.Last(it => it.RecordingId == recordingId).FileName}";

    private RecordingReply Recording(string path) =>
        new() { StartId = StartId, Path = path, Samples = 8000, Files = { new RecordedFile { Path = path, Samples = 8000, SampleRateHz = 16_000 } } };

    private Capabilities Capabilities() => new()
    {
        StartId = StartId,
        MaxContexts = 10_000,
        MaxTerminations = MaxTerminations,
        Load = new() { FreePorts = 10_000 },
        PortModes = { PortMode.Dedicated, PortMode.Shared },
        Media =
        {
            new MediaCapability
            {
                Media = MediaType.Audio,
                Formats =
                {
                    Encodings.Select(Format),
                    Encodings.Select(Format).Select(format => format.ClockRateHz).Distinct()
                        .Select(clockRateHz => new PayloadFormat { Encoding = "telephone-event", ClockRateHz = clockRateHz }),
                },
            },
        },
    };

    private static PayloadFormat Format(string encoding) => new()
    {
        Encoding = encoding,
        ClockRateHz = encoding switch { "AMR-WB" => 16_000, "opus" => 48_000, _ => 8000 },
        Channels = encoding == "opus" ? 2u : 1u,
        PayloadType = encoding switch { "PCMA" => 8, "G722" => 9, "CN" => 13, _ => 0 },
    };

    private Termination Make(AddTerminationRequest request) => new()
    {
        TerminationId = request.TerminationId,
        Streams = { new StreamState { StreamId = request.Streams.Single().StreamId, Local = NextLocal() } },
    };

    private Endpoint NextLocal()
    {
        _nextPort += 2;
        return new Endpoint { Address = IPAddress.Loopback.ToString(), RtpPort = _nextPort, RtcpPort = _nextPort + 1 };
    }

    private Dictionary<string, Termination> Find(string contextId) =>
        Contexts.GetValueOrDefault(contextId) ?? throw new MrfpException(MrfpFault.NotFound, $"context {contextId}");

    private TerminationReply Reply(string contextId, Termination termination) => new() { StartId = StartId, ContextId = contextId, Termination = termination.Clone() };
}
