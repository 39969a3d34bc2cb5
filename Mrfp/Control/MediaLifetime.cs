using ImsConference.Engine.Codecs;
using ImsConference.Engine.Rtp;
using ImsConference.Mrfp.Contexts;
using ImsConference.Protos.Mp;
using Microsoft.Extensions.Options;
using RecordedFile = ImsConference.Mrfp.Contexts.RecordedFile;

namespace ImsConference.Mrfp.Control;

/// <summary>Starts the media threads before the service listens, and on the way out drains: no new contexts, time to finish, BYE to all.</summary>
internal sealed class MediaLifetime(
    MediaNode node, IReadOnlyList<MediaWorker> workers, MediaClock clock, ContextRecordings recordings, CodecLibrary codecs, EventHub hub, TimeProvider time,
    IOptions<MpOptions> options, IOptions<MediaOptions> media, ILogger<MediaLifetime> log) : IHostedLifecycleService, IDisposable
{
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(50);

    private readonly List<MediaThread> _threads = [];

    public Task StartAsync(CancellationToken cancellationToken)
    {
        recordings.Ended = Report;
        foreach (var fault in codecs.Faults) log.LogWarning("Codec missing: {Fault}", fault);
        foreach (var worker in workers) _threads.Add(new MediaThread(worker, clock, media.Value.Niceness));
        foreach (var thread in _threads) thread.Start();
        return Task.CompletedTask;
    }

    /// <summary>Comes before the service stops listening: the MRFCs hear of it and may still end their calls.</summary>
    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        node.Drain();
        hub.PublishToAll(() => new Event { OutOfService = new OutOfService { Reason = "stopping" } });
        log.LogInformation("Draining: contexts={Contexts} terminations={Terminations}", node.Load.Contexts, node.Load.Terminations);

        var since = time.GetTimestamp();
        var patience = TimeSpan.FromSeconds(options.Value.DrainSeconds);
        while (node.Load.Contexts > 0 && time.GetElapsedTime(since) < patience && !cancellationToken.IsCancellationRequested)
            await Task.Delay(LookAgain, time, CancellationToken.None);

        foreach (var context in node.Contexts.ToArray()) await node.SubtractContextAsync(context.Id);
        hub.Complete();
    }

    public Task StoppedAsync(CancellationToken cancellationToken)
    {
        EndThreads();
        log.LogInformation("Stopped");
        return Task.CompletedTask;
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => EndThreads();

    private void Report(ContextIdentity context, string recordingId, RecordedFile file)
    {
        log.Log(
            file.Fault.Length > 0 ? LogLevel.Warning : LogLevel.Information,
            "Recording ended: context={Context} recording={Recording} termination={Termination} path={Path} samples={Samples} reason={Reason} {Fault}",
            context.Id, recordingId, file.TerminationId, file.Path, file.Samples, file.End, file.Fault);
        hub.Publish(context.Owner, new Event
        {
            ContextId = context.Id,
            TerminationId = file.TerminationId,
            RecordingEnded = MpWriter.Ended(recordingId, file),
        });
    }

    private void EndThreads()
    {
        foreach (var thread in _threads) thread.Dispose();
        _threads.Clear();
    }
}
