namespace ImsConference.Engine.Rtp;

/// <summary>The report blocks of an SR or RR, in place.</summary>
/// <param name="bytes">Whole blocks.</param>
public readonly ref struct ReportBlocks(ReadOnlySpan<byte> bytes)
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;

    public int Count => _bytes.Length / ReportBlock.Size;

    public ReportBlock this[int index] => ReportBlock.Read(_bytes[(index * ReportBlock.Size)..]);
}
