using System.Buffers.Binary;

namespace ImsConference.Engine.Rtp;

/// <summary>Payload of a telephone-event packet (RFC 4733 §2.3).</summary>
/// <param name="Code">0–9 digits, 10 *, 11 #, 12–15 A–D, 16 flash (§3.2).</param>
/// <param name="IsEnd">E bit.</param>
/// <param name="Volume">−dBm0, 0..63.</param>
/// <param name="Duration">So far, in units of the clock rate.</param>
public readonly record struct TelephoneEvent(byte Code, bool IsEnd, byte Volume, ushort Duration)
{
    /// <summary>Bytes on the wire.</summary>
    public const int Size = 4;

    private const string Digits = "0123456789*#ABCD";

    /// <param name="payload">May hold more than one event block; the first counts, the others would be redundant.</param>
    /// <param name="value">The event; default when the result is false.</param>
    /// <returns>False when it is too short.</returns>
    public static bool TryRead(ReadOnlySpan<byte> payload, out TelephoneEvent value)
    {
        value = default;
        if (payload.Length < Size) return false;
        value = new TelephoneEvent(
            payload[0], (payload[1] & 0x80) != 0, (byte)(payload[1] & 0x3F), BinaryPrimitives.ReadUInt16BigEndian(payload[2..]));
        return true;
    }

    /// <param name="payload">At least <see cref="Size"/> bytes.</param>
    public void Write(Span<byte> payload)
    {
        payload[0] = Code;
        payload[1] = (byte)((IsEnd ? 0x80 : 0) | Volume & 0x3F);
        BinaryPrimitives.WriteUInt16BigEndian(payload[2..], Duration);
    }

    /// <returns>False when the code is no DTMF digit.</returns>
    public static bool TryGetDigit(byte code, out char digit)
    {
        digit = code < Digits.Length ? Digits[code] : '\0';
        return code < Digits.Length;
    }

    /// <returns>False when it is none of 0–9, *, #, A–D (either case).</returns>
    public static bool TryGetCode(char digit, out byte code)
    {
        var index = Digits.IndexOf(char.ToUpperInvariant(digit), StringComparison.Ordinal);
        code = (byte)Math.Max(0, index);
        return index >= 0;
    }
}
