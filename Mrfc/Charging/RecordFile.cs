using System.Globalization;

namespace ImsConference.Mrfc.Charging;

/// <summary>The records as a gateway finds them: one file that grows, <c>cdr.jsonl</c>, and closed ones that bear the time of their closing.</summary>
/// <param name="folder">Where.</param>
/// <param name="options">When a file is closed.</param>
/// <param name="time">Of the names.</param>
/// <param name="open">Opens a file for writing.</param>
internal sealed class RecordFile(string folder, ChargingOptions options, TimeProvider time, Func<string, Stream> open) : IDisposable
{
    private readonly LineFile _file = new(Path.Combine(folder, "cdr.jsonl"), open);
    private DateTimeOffset? _begun;
    private int _closed;

    /// <summary>Time until the present file is too old; null when there is none.</summary>
    public TimeSpan? UntilOld => _begun is { } begun ? begun + TimeSpan.FromSeconds(options.RotateSeconds) - time.GetUtcNow() : null;

    /// <summary>Session-Ids that the present file has the last record of.</summary>
    public HashSet<string> Ended()
    {
        var ended = new HashSet<string>(StringComparer.Ordinal);
        foreach (var line in LineFile.Read(_file.Path))
        {
            _begun ??= new DateTimeOffset(File.GetCreationTimeUtc(_file.Path));
            if (ChargingRecord.TryParse(line.Span, out var record) && record.Type is RecordType.Stop or RecordType.Event) ended.Add(record.SessionId);
        }

        return ended;
    }

    /// <exception cref="IOException">The lines are not on the disk.</exception>
    public void Append(ReadOnlySpan<byte> lines)
    {
        if (lines.IsEmpty) return;
        _file.Append(lines);
        _begun ??= time.GetUtcNow();
    }

    /// <summary>Closes the file when it is long or old enough.</summary>
    public void Rotate()
    {
        if (_begun is null || (_file.Length < options.RotateBytes && UntilOld > TimeSpan.Zero)) return;

        var stamp = time.GetUtcNow().ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);
        string closed;
        do closed = Path.Combine(folder, $"cdr-{stamp}-{++_closed:D4}.jsonl");
        while (File.Exists(closed));
        _file.MoveTo(closed);
        _begun = null;
    }

    public void Dispose() => _file.Dispose();
}
