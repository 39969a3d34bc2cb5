using ImsConference.Mrfp.Playback;

namespace ImsConference.Mrfp.Contexts;

/// <summary>The recordings of contexts' mixes: starts and ends them by command.</summary>
/// <param name="node">Where the contexts are.</param>
/// <param name="folder">Where the files go.</param>
/// <param name="time">Paces the writing.</param>
public sealed class ContextRecordings(MediaNode node, RecordingFolder folder, TimeProvider time)
{
    /// <summary>Told when a recording has ended, for whatever reason; on any thread.</summary>
    public Action<ContextIdentity, MixRecorder> Ended { get; set; } = static (_, _) => { };

    /// <summary>Starts to record the mix, or finds the recording that the same command started.</summary>
    public async Task<MixRecorder> StartAsync(string contextId, string recordingId, string fileName, CancellationToken stop)
    {
        var context = node.Find(contextId);
        if (!RecordingFolder.IsValidName(fileName))
            throw new MediaException(MediaFault.Invalid, $"file_name: '{fileName}' is not letters, digits, '.', '-', '_' ending in .wav");

        var known = await context.RunAsync(it => Find(it, recordingId), stop);
        if (known is not null) return Same(known, fileName);

        var recorder = Open(context.Identity, recordingId, fileName);
        var running = await context.RunAsync(it => Enter(it, recorder), CancellationToken.None);
        if (running != recorder) await recorder.StopAsync();
        return running is null ? throw MediaNode.NoContext(contextId) : Same(running, fileName);
    }

    /// <summary>Ends a recording; the file is whole when this completes. One that has ended already is returned likewise.</summary>
    public async Task<MixRecorder> StopAsync(string contextId, string recordingId, CancellationToken stop)
    {
        var recorder = await node.Find(contextId).RunAsync(it => Find(it, recordingId), stop)
            ?? throw new MediaException(MediaFault.NotFound, $"recording {recordingId} in context {contextId}");
        await recorder.StopAsync();
        return recorder;
    }

    private static MixRecorder? Find(MediaContext context, string recordingId) =>
        context.IsClosed
            ? throw MediaNode.NoContext(context.Id)
            : context.Recorders.FirstOrDefault(recorder => recorder.Id == recordingId);

    private static MixRecorder Same(MixRecorder recorder, string fileName) =>
        Path.GetFileName(recorder.Path) == fileName
            ? recorder
            : throw new MediaException(MediaFault.Clash, $"recording {recorder.Id} goes to {Path.GetFileName(recorder.Path)}");

    // Null when the context has gone meanwhile.
    private static MixRecorder? Enter(MediaContext context, MixRecorder recorder)
    {
        if (context.IsClosed) return null;
        if (Find(context, recorder.Id) is { } faster) return faster;
        context.Record(recorder);
        return recorder;
    }

    private MixRecorder Open(ContextIdentity context, string recordingId, string fileName)
    {
        try
        {
            return MixRecorder.Start(
                recordingId, folder.Create(fileName), MixFormat.RecordingRateHz, time, recorder => Ended(context, recorder));
        }
        catch (IOException) when (folder.Exists(fileName))
        {
            throw new MediaException(MediaFault.Clash, $"file_name: {fileName} exists already");
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new MediaException(MediaFault.Forbidden, $"cannot record to {fileName}: {fault.Message}");
        }
    }
}
