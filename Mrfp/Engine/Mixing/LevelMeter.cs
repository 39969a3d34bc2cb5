using System.Numerics;

namespace ImsConference.Engine.Mixing;

/// <summary>Loudness of one frame, in the scale of RFC 6464 and RFC 6465.</summary>
public static class LevelMeter
{
    /// <summary>Digital silence.</summary>
    public const byte Silence = 127;

    /// <param name="frame">PCM samples.</param>
    /// <returns>−dBov of the frame's RMS: 0 is the loudest (a square wave of full scale), 127 is silence or less than −126.5 dBov.</returns>
    public static byte Measure(ReadOnlySpan<short> frame)
    {
        if (frame.IsEmpty) return Silence;
        var energy = Energy(frame);
        if (energy == 0) return Silence;

        var meanSquare = (double)energy / frame.Length / (32767.0 * 32767.0);
        return (byte)Math.Clamp(Math.Round(-10 * Math.Log10(meanSquare)), 0, Silence);
    }

    /// <summary>Sum of squares.</summary>
    public static long Energy(ReadOnlySpan<short> frame)
    {
        var energy = 0L;
        var i = 0;
        if (frame.Length >= Vector<short>.Count)
        {
            var sums = Vector<ulong>.Zero;
            for (; i <= frame.Length - Vector<short>.Count; i += Vector<short>.Count)
            {
                Vector.Widen(new Vector<short>(frame[i..]), out var low, out var high);
                // Two squares of 2^30 fill 31 bits: an unsigned lane holds their sum.
                Vector.Widen(Vector.AsVectorUInt32(low * low) + Vector.AsVectorUInt32(high * high), out var even, out var odd);
                sums += even + odd;
            }

            energy = (long)Vector.Sum(sums);
        }

        for (; i < frame.Length; i++) energy += frame[i] * frame[i];
        return energy;
    }
}
