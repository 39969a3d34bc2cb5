using System.Threading.Channels;

namespace ImsConference.Mrfc.Charging;

/// <summary>Takes records from any thread without delay, and has them on the disk soon after, in order; each batch with one flush.</summary>
/// <remarks>
/// First the lines, then the journal: a crash in between leaves an open session in the journal whose last record is in the file, which the next
/// start knows by its Session-Id. What cannot be written waits in memory, and calls go on.
/// </remarks>
public sealed class RecordWriter : IAsyncDisposable
{
    private const int MostInBatch = 1_000;
    private static readonly TimeSpan RetryPause = TimeSpan.FromSeconds(2);

    private readonly Channel<ChargingRecord> _waiting;
    private readonly OpenJournal _journal;
    private readonly RecordFile _file;
    private readonly List<ChargingRecord> _open; // of the process before
    private readonly List<ChargingRecord> _aborted;
    private readonly TimeProvider _time;
    private readonly TimeSpan _pause;
    private readonly ILogger<RecordWriter> _log;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _writing;
    private volatile bool _isFailing;
    private long _written;
    private long _lost;
    private int _inBatch;

    private RecordWriter(ChargingOptions options, OpenJournal journal, RecordFile file, TimeProvider time, ILogger<RecordWriter> log)
    {
        _journal = journal;
        _file = file;
        _time = time;
        _log = log;
        _open = [.. journal.Read().Values];
        var ended = file.Ended();
        _aborted = [.. _open.Where(record => !ended.Contains(record.SessionId)).Select(record => record.Aborted())];
        if (_aborted.Count > 0) log.LogWarning("{Count} call detail records were open when the process before ended, and are closed as aborted", _aborted.Count);
        _pause = TimeSpan.FromMilliseconds(options.FlushMs);
        _waiting = Channel.CreateBounded<ChargingRecord>(new BoundedChannelOptions(options.MaxWaiting) { SingleReader = true });
        _writing = Task.Run(WriteAllAsync);
    }

    /// <summary>How the records fare; from any thread.</summary>
    public ChargingStatus Status => new(!_isFailing, Interlocked.Read(ref _written), _waiting.Reader.Count + Volatile.Read(ref _inBatch), Interlocked.Read(ref _lost));

    /// <summary>Opens the folder, and closes what the process before left open.</summary>
    /// <param name="options">Settings; checked, with a folder.</param>
    /// <param name="time">The clock.</param>
    /// <param name="log">Hears when records cannot be written, and when they can again.</param>
    /// <param name="open">Opens a file for writing; null: as files are opened.</param>
    /// <exception cref="IOException">The folder cannot be used.</exception>
    public static RecordWriter Start(ChargingOptions options, TimeProvider time, ILogger<RecordWriter> log, Func<string, Stream>? open = null)
    {
        open ??= OpenFile;
        try
        {
            Directory.CreateDirectory(options.Folder);
            var journal = new OpenJournal(new LineFile(Path.Combine(options.Folder, "open.journal"), open));
            var file = new RecordFile(options.Folder, options, time, open);
            return new RecordWriter(options, journal, file, time, log);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new IOException($"call detail records cannot be written to {options.Folder} (Charging:Folder): {e.Message}", e);
        }
    }

    /// <summary>Takes a record; never waits.</summary>
    public void Write(ChargingRecord record)
    {
        if (_waiting.Writer.TryWrite(record)) return;
        if (Interlocked.Increment(ref _lost) == 1) _log.LogError("No room for call detail records any more (Charging:MaxWaiting): they are lost");
    }

    /// <summary>Writes what waits; what cannot be written even now is lost, and counted in the log.</summary>
    public async ValueTask DisposeAsync()
    {
        _waiting.Writer.TryComplete();
        await _stopping.CancelAsync();
        await _writing;
        _journal.Dispose();
        _file.Dispose();
        _stopping.Dispose();
    }

    private static FileStream OpenFile(string path) => new(path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.Read);

    private async Task WriteAllAsync()
    {
        await WriteAsync(_aborted, [.. _open.SelectMany(OpenJournal.ClosingLine)]);
        var batch = new List<ChargingRecord>(MostInBatch);
        while (await ComesOrOldAsync())
        {
            while (batch.Count < MostInBatch && _waiting.Reader.TryRead(out var record)) batch.Add(record);
            await WriteAsync(batch, [.. batch.SelectMany(OpenJournal.LineOf)]);
            batch.Clear();
            await PauseAsync(_pause);
        }
    }

    /// <returns>False when all is written and no more will come.</returns>
    private async Task<bool> ComesOrOldAsync()
    {
        var comes = _waiting.Reader.WaitToReadAsync().AsTask();
        while (!comes.IsCompleted && _file.UntilOld is { } left)
        {
            using var moved = new CancellationTokenSource();
            var old = Task.Delay(left > RetryPause ? left : RetryPause, _time, moved.Token); // a file that cannot be closed is not tried at once again
            var first = await Task.WhenAny(comes, old);
            await moved.CancelAsync();
            if (first == old) TryRotate();
        }

        return await comes;
    }

    /// <summary>Tries until it is written, or the process ends.</summary>
    private async Task WriteAsync(List<ChargingRecord> batch, byte[] notes)
    {
        byte[] lines = [.. batch.Where(record => record.Type != RecordType.Start).SelectMany(record => record.ToLine())];
        Volatile.Write(ref _inBatch, batch.Count);
        var isInFile = false;
        while (true)
        {
            try
            {
                if (!isInFile) _file.Append(lines);
                isInFile = true;
                _journal.Append(notes);
                Interlocked.Add(ref _written, batch.Count(record => record.Type != RecordType.Start));
                if (_isFailing) _log.LogInformation("Call detail records are written again");
                _isFailing = false;
                Volatile.Write(ref _inBatch, 0);
                TryRotate();
                return;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                if (!_isFailing) _log.LogError("Call detail records cannot be written and wait: {Why}", e.Message);
                _isFailing = true;
                if (_stopping.IsCancellationRequested)
                {
                    _log.LogError("{Count} call detail records are lost: they could not be written before the end", batch.Count + _waiting.Reader.Count);
                    return;
                }
            }

            await PauseAsync(RetryPause);
        }
    }

    private void TryRotate()
    {
        try
        {
            _file.Rotate();
        }
        catch (IOException e)
        {
            _log.LogWarning("The file of call detail records could not be closed, and grows on: {Why}", e.Message);
        }
    }

    // The end of the process ends each pause.
    private async Task PauseAsync(TimeSpan pause) => await Task.Delay(pause, _time, _stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
}
