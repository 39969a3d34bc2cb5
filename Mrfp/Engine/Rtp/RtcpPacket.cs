using System.Buffers.Binary;

namespace ImsConference.Engine.Rtp;

/// <summary>One packet of a compound, in place. Each typed reading fails when the body is too short for the count.</summary>
/// <param name="type">Any of 192..223.</param>
/// <param name="count">The five bits RC, SC or FMT.</param>
/// <param name="body">All behind the first word, without padding.</param>
public readonly ref struct RtcpPacket(RtcpType type, int count, ReadOnlySpan<byte> body)
{
    public RtcpType Type { get; } = type;
    public int Count { get; } = count;
    public ReadOnlySpan<byte> Body { get; } = body;

    /// <summary>Reads an SR (RFC 3550 §6.4.1).</summary>
    public bool TryReadSenderReport(out uint ssrc, out SenderInfo info, out ReportBlocks blocks)
    {
        ssrc = 0;
        info = default;
        blocks = default;
        const int FixedSize = 4 + SenderInfo.Size;
        if (Type != RtcpType.SenderReport || Body.Length < FixedSize + Count * ReportBlock.Size) return false;

        ssrc = BinaryPrimitives.ReadUInt32BigEndian(Body);
        info = SenderInfo.Read(Body[4..]);
        blocks = new ReportBlocks(Body.Slice(FixedSize, Count * ReportBlock.Size));
        return true;
    }

    /// <summary>Reads an RR (§6.4.2).</summary>
    public bool TryReadReceiverReport(out uint ssrc, out ReportBlocks blocks)
    {
        ssrc = 0;
        blocks = default;
        if (Type != RtcpType.ReceiverReport || Body.Length < 4 + Count * ReportBlock.Size) return false;

        ssrc = BinaryPrimitives.ReadUInt32BigEndian(Body);
        blocks = new ReportBlocks(Body.Slice(4, Count * ReportBlock.Size));
        return true;
    }

    /// <summary>Reads a BYE (§6.6).</summary>
    /// <param name="ssrcs">The sources that leave, 4 bytes each.</param>
    /// <param name="reason">UTF-8 text, empty when absent or cut short.</param>
    public bool TryReadBye(out ReadOnlySpan<byte> ssrcs, out ReadOnlySpan<byte> reason)
    {
        ssrcs = default;
        reason = default;
        if (Type != RtcpType.Bye || Body.Length < 4 * Count) return false;

        ssrcs = Body[..(4 * Count)];
        var rest = Body[(4 * Count)..];
        if (!rest.IsEmpty && rest[0] < rest.Length) reason = rest.Slice(1, rest[0]);
        return true;
    }

    /// <summary>Looks a source's CNAME up in an SDES (§6.5.1).</summary>
    /// <returns>False when it is no SDES, is malformed up to that item, or does not name it.</returns>
    public bool TryFindCname(uint ssrc, out ReadOnlySpan<byte> cname)
    {
        cname = default;
        if (Type != RtcpType.SourceDescription) return false;

        var items = new SdesItems(Body, Count);
        while (items.MoveNext())
            if (items.Ssrc == ssrc && items.Type == SdesItems.Cname)
            {
                cname = items.Text;
                return true;
            }

        return false;
    }
}
