using System.Buffers.Binary;

namespace ImsConference.Engine.Rtp;

/// <summary>The sender's part of an SR (RFC 3550 §6.4.1).</summary>
/// <param name="Ntp">Wall-clock time of the report; 0 when the sender has none.</param>
/// <param name="RtpTimestamp">The same moment in the time of the RTP stream.</param>
/// <param name="Packets">Sent since the start or since the SSRC changed, wrapping.</param>
/// <param name="Octets">Payload octets likewise.</param>
public readonly record struct SenderInfo(ulong Ntp, uint RtpTimestamp, uint Packets, uint Octets)
{
    /// <summary>Bytes on the wire.</summary>
    public const int Size = 20;

    /// <param name="bytes">At least <see cref="Size"/> bytes.</param>
    public static SenderInfo Read(ReadOnlySpan<byte> bytes) => new(
        BinaryPrimitives.ReadUInt64BigEndian(bytes),
        BinaryPrimitives.ReadUInt32BigEndian(bytes[8..]),
        BinaryPrimitives.ReadUInt32BigEndian(bytes[12..]),
        BinaryPrimitives.ReadUInt32BigEndian(bytes[16..]));

    /// <param name="bytes">At least <see cref="Size"/> bytes.</param>
    public void Write(Span<byte> bytes)
    {
        BinaryPrimitives.WriteUInt64BigEndian(bytes, Ntp);
        BinaryPrimitives.WriteUInt32BigEndian(bytes[8..], RtpTimestamp);
        BinaryPrimitives.WriteUInt32BigEndian(bytes[12..], Packets);
        BinaryPrimitives.WriteUInt32BigEndian(bytes[16..], Octets);
    }
}
