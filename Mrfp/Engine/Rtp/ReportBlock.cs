using System.Buffers.Binary;

namespace ImsConference.Engine.Rtp;

/// <summary>What one receiver says about one source (RFC 3550 §6.4.1).</summary>
/// <param name="Ssrc">The source reported on.</param>
/// <param name="FractionLost">Of the last interval, in 1/256.</param>
/// <param name="CumulativeLost">Since the start, −2^23..2^23−1; negative when duplicates outnumber losses.</param>
/// <param name="ExtendedHighestSequence">Cycles in the upper 16 bits.</param>
/// <param name="Jitter">In units of the clock rate.</param>
/// <param name="LastSenderReport">LSR: middle bits of the NTP time of the last SR, 0 when there was none.</param>
/// <param name="DelaySinceLastSenderReport">DLSR in 1/65536 s, 0 likewise.</param>
public readonly record struct ReportBlock(
    uint Ssrc,
    byte FractionLost,
    int CumulativeLost,
    uint ExtendedHighestSequence,
    uint Jitter,
    uint LastSenderReport,
    uint DelaySinceLastSenderReport)
{
    /// <summary>Bytes on the wire.</summary>
    public const int Size = 24;

    /// <param name="bytes">At least <see cref="Size"/> bytes.</param>
    public static ReportBlock Read(ReadOnlySpan<byte> bytes) => new(
        BinaryPrimitives.ReadUInt32BigEndian(bytes),
        bytes[4],
        (int)(BinaryPrimitives.ReadUInt32BigEndian(bytes[4..]) << 8) >> 8, // signed 24 bits
        BinaryPrimitives.ReadUInt32BigEndian(bytes[8..]),
        BinaryPrimitives.ReadUInt32BigEndian(bytes[12..]),
        BinaryPrimitives.ReadUInt32BigEndian(bytes[16..]),
        BinaryPrimitives.ReadUInt32BigEndian(bytes[20..]));

    /// <param name="bytes">At least <see cref="Size"/> bytes.</param>
    public void Write(Span<byte> bytes)
    {
        BinaryPrimitives.WriteUInt32BigEndian(bytes, Ssrc);
        BinaryPrimitives.WriteUInt32BigEndian(bytes[4..], (uint)FractionLost << 24 | (uint)CumulativeLost & 0xFF_FFFF);
        BinaryPrimitives.WriteUInt32BigEndian(bytes[8..], ExtendedHighestSequence);
        BinaryPrimitives.WriteUInt32BigEndian(bytes[12..], Jitter);
        BinaryPrimitives.WriteUInt32BigEndian(bytes[16..], LastSenderReport);
        BinaryPrimitives.WriteUInt32BigEndian(bytes[20..], DelaySinceLastSenderReport);
    }

    /// <summary>Round-trip time as the sender reported on works it out (§6.4.1, figure 2).</summary>
    /// <param name="arrivalNtp">When the report came, middle 32 bits of NTP time.</param>
    /// <param name="roundTrip">In 1/65536 s; 0 when the peer's clock makes it come out negative.</param>
    /// <returns>False when the reporter had no SR from us yet.</returns>
    public bool TryGetRoundTrip(uint arrivalNtp, out uint roundTrip)
    {
        roundTrip = 0;
        if (LastSenderReport == 0) return false;
        var difference = (int)(arrivalNtp - LastSenderReport - DelaySinceLastSenderReport);
        roundTrip = (uint)Math.Max(0, difference);
        return true;
    }
}
