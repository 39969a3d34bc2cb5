using System.Buffers.Binary;

namespace ImsConference.Engine.Rtp;

/// <summary>Builds a compound RTCP packet in the caller's buffer (RFC 3550 §6.1): an SR or RR first, then SDES, then BYE.</summary>
/// <remarks>What does not fit is not begun: the method returns false and the compound stays as it was.</remarks>
/// <param name="buffer">1200 bytes hold any compound of ours.</param>
/// <param name="length">Bytes of it that hold a compound already, which is continued.</param>
public ref struct RtcpWriter(Span<byte> buffer, int length = 0)
{
    private readonly Span<byte> _buffer = buffer;

    /// <summary>Bytes written so far.</summary>
    public int Length { get; private set; } = length;

    /// <summary>SR (§6.4.1).</summary>
    /// <param name="ssrc">Who reports.</param>
    /// <param name="info">What it sent.</param>
    /// <param name="blocks">What it received, at most 31.</param>
    public bool SenderReport(uint ssrc, in SenderInfo info, scoped ReadOnlySpan<ReportBlock> blocks)
    {
        if (!TryBegin(RtcpType.SenderReport, blocks.Length, 4 + SenderInfo.Size + blocks.Length * ReportBlock.Size, out var body)) return false;
        BinaryPrimitives.WriteUInt32BigEndian(body, ssrc);
        info.Write(body[4..]);
        Write(blocks, body[(4 + SenderInfo.Size)..]);
        return true;
    }

    /// <summary>RR (§6.4.2); without blocks it is the empty RR that starts a compound when there is nothing to report.</summary>
    /// <param name="ssrc">Who reports.</param>
    /// <param name="blocks">What it received, at most 31.</param>
    public bool ReceiverReport(uint ssrc, scoped ReadOnlySpan<ReportBlock> blocks)
    {
        if (!TryBegin(RtcpType.ReceiverReport, blocks.Length, 4 + blocks.Length * ReportBlock.Size, out var body)) return false;
        BinaryPrimitives.WriteUInt32BigEndian(body, ssrc);
        Write(blocks, body[4..]);
        return true;
    }

    /// <summary>SDES with one chunk and its CNAME (§6.5.1).</summary>
    /// <param name="ssrc">Who is described.</param>
    /// <param name="cname">UTF-8, at most 255 bytes.</param>
    public bool SourceDescription(uint ssrc, scoped ReadOnlySpan<byte> cname)
    {
        var chunk = RoundUp(4 + 2 + cname.Length + 1); // at least one zero ends the items
        if (cname.Length > byte.MaxValue || !TryBegin(RtcpType.SourceDescription, 1, chunk, out var body)) return false;
        BinaryPrimitives.WriteUInt32BigEndian(body, ssrc);
        body[4] = SdesItems.Cname;
        body[5] = (byte)cname.Length;
        cname.CopyTo(body[6..]);
        body[(6 + cname.Length)..].Clear();
        return true;
    }

    /// <summary>BYE of one source (§6.6).</summary>
    /// <param name="ssrc">Who leaves.</param>
    /// <param name="reason">UTF-8, at most 255 bytes, or empty.</param>
    public bool Bye(uint ssrc, scoped ReadOnlySpan<byte> reason = default)
    {
        var size = reason.IsEmpty ? 4 : RoundUp(4 + 1 + reason.Length);
        if (reason.Length > byte.MaxValue || !TryBegin(RtcpType.Bye, 1, size, out var body)) return false;
        BinaryPrimitives.WriteUInt32BigEndian(body, ssrc);
        if (reason.IsEmpty) return true;

        body[4] = (byte)reason.Length;
        reason.CopyTo(body[5..]);
        body[(5 + reason.Length)..].Clear();
        return true;
    }

    private static int RoundUp(int bytes) => (bytes + 3) & ~3;

    private static void Write(scoped ReadOnlySpan<ReportBlock> blocks, Span<byte> body)
    {
        for (var i = 0; i < blocks.Length; i++) blocks[i].Write(body[(i * ReportBlock.Size)..]);
    }

    private bool TryBegin(RtcpType type, int count, int size, out Span<byte> body)
    {
        body = default;
        if (count > 31 || Length + 4 + size > _buffer.Length) return false;

        var packet = _buffer.Slice(Length, 4 + size);
        packet[0] = (byte)(0x80 | count);
        packet[1] = (byte)type;
        BinaryPrimitives.WriteUInt16BigEndian(packet[2..], (ushort)(size / 4));
        Length += packet.Length;
        body = packet[4..];
        return true;
    }
}
