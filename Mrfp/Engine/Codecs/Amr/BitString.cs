namespace ImsConference.Engine.Codecs;

/// <summary>Bits of octets, counted from the most significant of the first.</summary>
internal static class BitString
{
    /// <param name="bits">From where.</param>
    /// <param name="at">First bit.</param>
    /// <param name="count">1..8.</param>
    public static int Read(ReadOnlySpan<byte> bits, int at, int count)
    {
        var first = at >> 3;
        var window = bits[first] << 8 | (first + 1 < bits.Length ? bits[first + 1] : 0);
        return window >> (16 - (at & 7) - count) & ((1 << count) - 1);
    }

    /// <summary>Copies bits; those that fill the last octet up are zeros.</summary>
    /// <param name="to">Bits below <paramref name="toAt"/> stay as they are.</param>
    public static void Copy(ReadOnlySpan<byte> from, int fromAt, Span<byte> to, int toAt, int count)
    {
        while (count > 0)
        {
            var width = Math.Min(count, 8 - (toAt & 7));
            var kept = to[toAt >> 3] & ~(0xFF >> (toAt & 7));
            to[toAt >> 3] = (byte)(kept | Read(from, fromAt, width) << (8 - (toAt & 7) - width));
            fromAt += width;
            toAt += width;
            count -= width;
        }
    }
}
