namespace ImsConference.Mrfc.Focus.Admission;

/// <summary>Keeps the subscriber table in line with its file. One that cannot be read leaves the old table in force.</summary>
/// <remarks>
/// It looks at the file each second rather than be told of changes: a file that is replaced by a link, as volumes of a cluster do it, tells nothing.
/// </remarks>
/// <param name="path">Of the file; empty: none, and nothing happens.</param>
/// <param name="subscribers">Where the table goes.</param>
/// <param name="time">The clock.</param>
/// <param name="log">One line for each table, good or bad.</param>
public sealed class SubscriberFile(string path, Subscribers subscribers, TimeProvider time, ILogger<SubscriberFile> log) : IAsyncDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource _stop = new();
    private (DateTime Written, long Length) _seen;
    private Task _watch = Task.CompletedTask;

    /// <summary>Reads it, then looks for changes on a thread of the pool until it is disposed of.</summary>
    public void Start()
    {
        if (path.Length == 0) return;
        ReadIfChanged();
        _watch = Task.Run(WatchAsync);
    }

    /// <summary>Reads the file if it is another than last time.</summary>
    public void ReadIfChanged()
    {
        try
        {
            var file = new FileInfo(Path.GetFullPath(path));
            var now = (file.LastWriteTimeUtc, file.Exists ? file.Length : -1);
            if (now == _seen) return;
            _seen = now;
            if (SubscriberTable.TryRead(File.ReadAllBytes(path), out var table, out var fault))
            {
                subscribers.Table = table;
                log.LogInformation("Subscribers are read from {Path}", path);
            }
            else
            {
                log.LogError("The subscriber table stays as it was: {Path}: {Fault}", path, fault);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            log.LogError("The subscriber table stays as it was: {Fault}", e.Message);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _watch;
        _stop.Dispose();
    }

    private async Task WatchAsync()
    {
        using var beat = new PeriodicTimer(Pause, time);
        try
        {
            while (await beat.WaitForNextTickAsync(_stop.Token)) ReadIfChanged();
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            log.LogDebug("{Path} is not watched any more", path);
        }
    }
}
