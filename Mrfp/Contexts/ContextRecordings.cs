using ImsConference.Mrfp.Playback;

namespace ImsConference.Mrfp.Contexts;

/// <summary>The recordings of contexts: starts, pauses, resumes and ends them by command.</summary>
/// <param name="node">Where the contexts are.</param>
/// <param name="folder">Where the files go.</param>
/// <param name="time">Paces the writing.</param>
public sealed class ContextRecordings(MediaNode node, RecordingFolder folder, TimeProvider time)
{
    /// <summary>Told when a file of a recording has ended, for whatever reason; on any thread.</summary>
    public Action<ContextIdentity, string, RecordedFile> Ended { get; set; } = static (_, _, _) => { };

    /// <summary>Starts to record, or finds the recording that the same command started.</summary>
    public async Task<RecordingStatus> StartAsync(string contextId, RecordingOrder order, CancellationToken stop)
    {
        var context = node.Find(contextId);
        if (!RecordingFolder.IsValidName(order.FileName))
            throw new MediaException(MediaFault.Invalid, $"file_name: '{order.FileName}' is not letters, digits, '.', '-', '_' ending in .wav");

        var recording = await context.RunAsync(it => FindOrStart(it, order), stop);
        try
        {
            await recording.Opened;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            await context.RunAsync(it => it.Forget(recording), CancellationToken.None);
            throw folder.Exists(order.FileName)
                ? new MediaException(MediaFault.Clash, $"file_name: {order.FileName} exists already")
                : new MediaException(MediaFault.Forbidden, $"cannot record to {order.FileName}: {fault.Message}");
        }

        return await context.RunAsync(_ => recording.Capture(), CancellationToken.None);
    }

    /// <summary>Leaves out what is said from now on, or goes on.</summary>
    public Task<RecordingStatus> PauseAsync(string contextId, string recordingId, bool isPaused, CancellationToken stop) =>
        node.Find(contextId).RunAsync(
            it =>
            {
                var recording = Find(it, recordingId);
                if (!recording.IsRunning) throw new MediaException(MediaFault.Forbidden, $"recording {recordingId} has ended");
                recording.IsPaused = isPaused;
                return recording.Capture();
            },
            stop);

    /// <summary>Ends a recording; the files are whole when this completes. One that has ended already is returned likewise.</summary>
    public async Task<RecordingStatus> StopAsync(string contextId, string recordingId, CancellationToken stop)
    {
        var context = node.Find(contextId);
        var (recording, closed) = await context.RunAsync(
            it =>
            {
                var found = Find(it, recordingId);
                found.Finish(RecordingEnd.Stopped);
                it.Fit();
                return (found, found.Closed);
            },
            stop);
        await closed;
        return await context.RunAsync(_ => recording.Capture(), CancellationToken.None);
    }

    private static Recording Find(MediaContext context, string recordingId) =>
        Known(context, recordingId) ?? throw new MediaException(MediaFault.NotFound, $"recording {recordingId} in context {context.Id}");

    private static Recording? Known(MediaContext context, string recordingId) =>
        context.IsClosed
            ? throw MediaNode.NoContext(context.Id)
            : context.Recordings.FirstOrDefault(recording => recording.Order.Id == recordingId);

    private Recording FindOrStart(MediaContext context, RecordingOrder order)
    {
        if (Known(context, order.Id) is { } known)
            return known.Order == order ? known : throw new MediaException(MediaFault.Clash, $"recording {order.Id} goes to {known.Order.FileName}");
        if (order.Scope == RecordingScope.Termination && context.Find(order.TerminationId) is null)
            throw new MediaException(MediaFault.NotFound, $"termination {order.TerminationId} in context {context.Id}");

        var recording = new Recording(order, (terminationId, rateHz, beginsAtMs) => Begin(context.Identity, order, terminationId, rateHz, beginsAtMs));
        context.Record(recording);
        return recording;
    }

    // On the worker: the file itself is opened beside it.
    private Recorder Begin(ContextIdentity context, RecordingOrder order, string terminationId, int rateHz, int beginsAtMs)
    {
        var mostSeconds = Math.Min(order.MostSeconds == 0 ? int.MaxValue : order.MostSeconds, folder.MostSeconds);
        var settings = new RecorderSettings(rateHz)
        {
            MostSamples = (long)mostSeconds * rateHz,
            MayGrow = folder.MayGrow,
            MostRiffBytes = folder.MostRiffBytes,
        };
        return Recorder.Start(settings, Open, time, End);

        RecordingFile Open() => order.Scope == RecordingScope.EachTermination
            ? folder.CreateBeside(RecordingFolder.NameFor(order.FileName, terminationId))
            : folder.Create(order.FileName);

        void End(Recorder recorder)
        {
            var wasRefused = recorder.Path.Length == 0 && order.Scope != RecordingScope.EachTermination;
            if (!wasRefused) Ended(context, order.Id, RecordedFile.Of(recorder, terminationId, beginsAtMs));
        }
    }
}
