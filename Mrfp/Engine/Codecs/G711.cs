using System.Diagnostics;
using System.Numerics;

namespace ImsConference.Engine.Codecs;

/// <summary>G.711 (ITU-T G.711; RFC 3551 §4.5.14): one byte a sample, against 16-bit linear samples.</summary>
/// <remarks>Linear values are the standard's 14-bit (µ) and 13-bit (A) values scaled to 16 bits. Quantising is symmetric about zero.</remarks>
public static class G711
{
    private const int MuBias = 33 << 2; // makes every µ-law segment start at a power of two
    private const int MuClip = 32767 - MuBias;
    private const byte ALawToggle = 0x55; // even bits are inverted on the line (§3.2)

    private static readonly short[] MuTable = Table(MuToLinear);
    private static readonly short[] ATable = Table(AToLinear);

    /// <param name="law">Which companding law.</param>
    /// <param name="code">N bytes.</param>
    /// <param name="pcm">N samples out.</param>
    public static void Decode(G711Law law, ReadOnlySpan<byte> code, Span<short> pcm)
    {
        Debug.Assert(pcm.Length >= code.Length);
        var table = law == G711Law.Mu ? MuTable : ATable;
        for (var i = 0; i < code.Length; i++) pcm[i] = table[code[i]];
    }

    /// <param name="law">Which companding law.</param>
    /// <param name="pcm">N samples.</param>
    /// <param name="code">N bytes out.</param>
    public static void Encode(G711Law law, ReadOnlySpan<short> pcm, Span<byte> code)
    {
        Debug.Assert(code.Length >= pcm.Length);
        var i = 0;
        for (; i <= pcm.Length - Vector<byte>.Count; i += Vector<byte>.Count) // where all of a room talk, the plain loop is a twentieth of the whole cost
        {
            var first = Compress(law, new Vector<short>(pcm[i..]));
            var second = Compress(law, new Vector<short>(pcm[(i + Vector<short>.Count)..]));
            Vector.Narrow(first, second).CopyTo(code[i..]);
        }

        for (; i < pcm.Length; i++) code[i] = law == G711Law.Mu ? LinearToMu(pcm[i]) : LinearToA(pcm[i]);
    }

    /// <summary>The code of a sample of value 0.</summary>
    public static byte Silence(G711Law law) => law == G711Law.Mu ? (byte)0xFF : (byte)0xD5;

    private static Vector<ushort> Compress(G711Law law, Vector<short> samples)
    {
        Vector.Widen(samples, out var low, out var high);
        return law == G711Law.Mu
            ? Vector.Narrow(LinearToMu(low), LinearToMu(high))
            : Vector.Narrow(LinearToA(low), LinearToA(high));
    }

    private static Vector<uint> LinearToMu(Vector<int> samples)
    {
        var magnitudes = Vector.Min(Vector.Abs(samples), new Vector<int>(MuClip)) + new Vector<int>(MuBias);
        return Signed(samples, SegmentAndStep(magnitudes), 0xFF);
    }

    private static Vector<uint> LinearToA(Vector<int> samples)
    {
        var magnitudes = Vector.Min(Vector.Abs(samples), new Vector<int>(short.MaxValue));
        var isLowest = Vector.LessThan(magnitudes, new Vector<int>(256));
        return Signed(samples, Vector.ConditionalSelect(isLowest, magnitudes >> 4, SegmentAndStep(magnitudes)), 0x80 | ALawToggle);
    }

    // A float is what G.711 is: three bits of exponent here, and the four highest of the mantissa.
    private static Vector<int> SegmentAndStep(Vector<int> magnitudes) =>
        (Vector.AsVectorInt32(Vector.ConvertToSingle(magnitudes)) >> 19) - new Vector<int>((127 + 7) << 4);

    private static Vector<uint> Signed(Vector<int> samples, Vector<int> segmentAndStep, int positive) =>
        Vector.AsVectorUInt32(segmentAndStep ^ new Vector<int>(positive) ^ (Vector.LessThan(samples, Vector<int>.Zero) & new Vector<int>(0x80)));

    private static byte LinearToMu(int sample)
    {
        var sign = sample < 0 ? 0 : 0x80;
        var magnitude = Math.Min(Math.Abs(sample), MuClip) + MuBias;
        var segment = BitOperations.Log2((uint)magnitude) - 7;
        var step = (magnitude >> (segment + 3)) & 0x0F;
        return (byte)(sign | (~(segment << 4 | step) & 0x7F)); // all bits but the sign go inverted
    }

    private static short MuToLinear(int code)
    {
        var bits = ~code;
        var segment = (bits >> 4) & 7;
        var magnitude = ((((bits & 0x0F) << 3) + MuBias) << segment) - MuBias;
        return (short)((code & 0x80) != 0 ? magnitude : -magnitude);
    }

    private static byte LinearToA(int sample)
    {
        var sign = sample < 0 ? 0 : 0x80;
        var magnitude = Math.Min(Math.Abs(sample), short.MaxValue);
        var segment = magnitude < 256 ? 0 : BitOperations.Log2((uint)magnitude) - 7;
        var step = (magnitude >> (segment == 0 ? 4 : segment + 3)) & 0x0F;
        return (byte)((sign | segment << 4 | step) ^ ALawToggle);
    }

    private static short AToLinear(int code)
    {
        var bits = code ^ ALawToggle;
        var segment = (bits >> 4) & 7;
        var magnitude = ((bits & 0x0F) << 4) + 8; // the middle of the step
        if (segment > 0) magnitude = (magnitude + 256) << (segment - 1);
        return (short)((bits & 0x80) != 0 ? magnitude : -magnitude);
    }

    private static short[] Table(Func<int, short> decode)
    {
        var table = new short[256];
        for (var code = 0; code < table.Length; code++) table[code] = decode(code);
        return table;
    }
}
