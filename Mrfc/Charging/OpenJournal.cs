using System.Text;

namespace ImsConference.Mrfc.Charging;

/// <summary>What stands now, on the disk: the last record of each open session, so that a crash leaves none unrecorded.</summary>
/// <remarks>A line is a record, START or INTERIM, or <c>-</c> and the Session-Id of one that has ended.</remarks>
/// <param name="file">The journal's.</param>
internal sealed class OpenJournal(LineFile file) : IDisposable
{
    private const byte Closed = (byte)'-';
    private const long UsualBytes = 1_000_000;

    private long _compactedBytes;

    /// <summary>Open sessions by their Session-Id, read from the disk.</summary>
    public Dictionary<string, ChargingRecord> Read()
    {
        var open = new Dictionary<string, ChargingRecord>(StringComparer.Ordinal);
        foreach (var line in LineFile.Read(file.Path))
        {
            if (line.Span is [Closed, .. var id]) open.Remove(Encoding.UTF8.GetString(id));
            else if (ChargingRecord.TryParse(line.Span, out var record)) open[record.SessionId] = record;
        }

        return open;
    }

    /// <summary>The line that a record leaves here; empty when it leaves none.</summary>
    public static byte[] LineOf(ChargingRecord record) => record.Type switch
    {
        RecordType.Start or RecordType.Interim => record.ToLine(),
        RecordType.Stop => ClosingLine(record),
        _ => [],
    };

    /// <summary>The line that says that a session has ended.</summary>
    public static byte[] ClosingLine(ChargingRecord record) => Encoding.UTF8.GetBytes($"-{record.SessionId}\n");

    /// <exception cref="IOException">The lines are not on the disk.</exception>
    public void Append(ReadOnlySpan<byte> lines)
    {
        file.Append(lines);
        if (file.Length > UsualBytes && file.Length > 2 * _compactedBytes) Compact();
    }

    public void Dispose() => file.Dispose();

    // Leaves out what has ended.
    private void Compact()
    {
        byte[] lines = [.. Read().Values.SelectMany(record => record.ToLine())];
        file.Replace(lines);
        _compactedBytes = lines.Length;
    }
}
