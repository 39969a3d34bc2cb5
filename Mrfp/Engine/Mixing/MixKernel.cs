using System.Diagnostics;
using System.Numerics;

namespace ImsConference.Engine.Mixing;

/// <summary>The inner loops of mixing. Sums are int32: 65 536 talkers fit; subtract first, limit last.</summary>
public static class MixKernel
{
    /// <summary>Adds one talker to the sum.</summary>
    /// <param name="sum">N samples, changed.</param>
    /// <param name="talker">N samples.</param>
    public static void Add(Span<int> sum, ReadOnlySpan<short> talker)
    {
        Debug.Assert(sum.Length == talker.Length);
        var i = 0;
        for (; i <= talker.Length - Vector<short>.Count; i += Vector<short>.Count)
        {
            Vector.Widen(new Vector<short>(talker[i..]), out var low, out var high);
            (new Vector<int>(sum[i..]) + low).CopyTo(sum[i..]);
            var upper = sum[(i + Vector<int>.Count)..];
            (new Vector<int>(upper) + high).CopyTo(upper);
        }

        for (; i < talker.Length; i++) sum[i] += talker[i];
    }

    /// <summary>Adds one sum to another.</summary>
    /// <param name="sum">N samples, changed.</param>
    /// <param name="more">N samples.</param>
    public static void Add(Span<int> sum, ReadOnlySpan<int> more)
    {
        Debug.Assert(sum.Length == more.Length);
        var i = 0;
        for (; i <= more.Length - Vector<int>.Count; i += Vector<int>.Count)
            (new Vector<int>(sum[i..]) + new Vector<int>(more[i..])).CopyTo(sum[i..]);

        for (; i < more.Length; i++) sum[i] += more[i];
    }

    /// <summary>Widens one talker's samples, for a resampler.</summary>
    /// <param name="talker">N samples.</param>
    /// <param name="wide">N samples out.</param>
    public static void Widen(ReadOnlySpan<short> talker, Span<int> wide)
    {
        Debug.Assert(wide.Length == talker.Length);
        var i = 0;
        for (; i <= talker.Length - Vector<short>.Count; i += Vector<short>.Count)
        {
            Vector.Widen(new Vector<short>(talker[i..]), out var low, out var high);
            low.CopyTo(wide[i..]);
            high.CopyTo(wide[(i + Vector<int>.Count)..]);
        }

        for (; i < talker.Length; i++) wide[i] = talker[i];
    }

    /// <summary>Everybody less one part that was resampled as the sum was, not yet limited.</summary>
    /// <param name="sum">N samples.</param>
    /// <param name="own">N samples.</param>
    /// <param name="rest">N samples out.</param>
    public static void Subtract(ReadOnlySpan<int> sum, ReadOnlySpan<int> own, Span<int> rest)
    {
        Debug.Assert(sum.Length == rest.Length && own.Length == rest.Length);
        var i = 0;
        for (; i <= rest.Length - Vector<int>.Count; i += Vector<int>.Count)
            (new Vector<int>(sum[i..]) - new Vector<int>(own[i..])).CopyTo(rest[i..]);

        for (; i < rest.Length; i++) rest[i] = sum[i] - own[i];
    }

    /// <summary>Turns a frame up from nothing, so that whoever begins to be heard does so without a click.</summary>
    /// <param name="frame">Changed.</param>
    /// <param name="samples">Length of the ramp, from the frame's beginning.</param>
    public static void FadeIn(Span<short> frame, int samples)
    {
        for (var i = 0; i < samples; i++) frame[i] = (short)(frame[i] * (i + 1) / (samples + 1));
    }

    /// <summary>Turns a frame down to nothing.</summary>
    /// <param name="frame">Changed, all of it.</param>
    public static void FadeOut(Span<short> frame)
    {
        for (var i = 0; i < frame.Length; i++) frame[i] = (short)(frame[i] * (frame.Length - i) / (frame.Length + 1));
    }

    /// <summary>Everybody less one talker, not yet limited; feed it to a <see cref="Limiter"/>.</summary>
    /// <param name="sum">Sum of all talkers; N samples.</param>
    /// <param name="own">That talker's N samples, as added to the sum.</param>
    /// <param name="rest">N samples out.</param>
    public static void Subtract(ReadOnlySpan<int> sum, ReadOnlySpan<short> own, Span<int> rest)
    {
        Debug.Assert(sum.Length == rest.Length && own.Length == rest.Length);
        var i = 0;
        for (; i <= rest.Length - Vector<short>.Count; i += Vector<short>.Count)
        {
            Vector.Widen(new Vector<short>(own[i..]), out var low, out var high);
            (new Vector<int>(sum[i..]) - low).CopyTo(rest[i..]);
            (new Vector<int>(sum[(i + Vector<int>.Count)..]) - high).CopyTo(rest[(i + Vector<int>.Count)..]);
        }

        for (; i < rest.Length; i++) rest[i] = sum[i] - own[i];
    }

    /// <summary>What a talker hears, saturated: everybody less itself. For a smooth limit use <see cref="Subtract(ReadOnlySpan{int}, ReadOnlySpan{short}, Span{int})"/> and <see cref="Limiter"/>.</summary>
    /// <param name="sum">Sum of all talkers; N samples.</param>
    /// <param name="own">The talker's own N samples, as added to the sum.</param>
    /// <param name="heard">N samples out.</param>
    public static void MixMinus(ReadOnlySpan<int> sum, ReadOnlySpan<short> own, Span<short> heard)
    {
        Debug.Assert(sum.Length == heard.Length && own.Length == heard.Length);
        var i = 0;
        for (; i <= heard.Length - Vector<short>.Count; i += Vector<short>.Count)
        {
            Vector.Widen(new Vector<short>(own[i..]), out var low, out var high);
            low = new Vector<int>(sum[i..]) - low;
            high = new Vector<int>(sum[(i + Vector<int>.Count)..]) - high;
            Vector.NarrowWithSaturation(low, high).CopyTo(heard[i..]);
        }

        for (; i < heard.Length; i++) heard[i] = (short)Math.Clamp(sum[i] - own[i], short.MinValue, short.MaxValue);
    }

    /// <summary>Saturates a mix.</summary>
    /// <param name="mix">N samples.</param>
    /// <param name="heard">N samples out.</param>
    public static void Saturate(ReadOnlySpan<int> mix, Span<short> heard)
    {
        Debug.Assert(mix.Length == heard.Length);
        var i = 0;
        for (; i <= heard.Length - Vector<short>.Count; i += Vector<short>.Count)
            Vector.NarrowWithSaturation(new Vector<int>(mix[i..]), new Vector<int>(mix[(i + Vector<int>.Count)..])).CopyTo(heard[i..]);

        for (; i < heard.Length; i++) heard[i] = (short)Math.Clamp(mix[i], short.MinValue, short.MaxValue);
    }

    /// <summary>Largest magnitude in a mix, 0 when it is empty. No sample may be <see cref="int.MinValue"/>.</summary>
    public static int Peak(ReadOnlySpan<int> mix)
    {
        var peak = 0;
        var i = 0;
        if (mix.Length >= Vector<int>.Count)
        {
            var peaks = Vector<int>.Zero;
            for (; i <= mix.Length - Vector<int>.Count; i += Vector<int>.Count)
                peaks = Vector.Max(peaks, Vector.Abs(new Vector<int>(mix[i..])));
            for (var lane = 0; lane < Vector<int>.Count; lane++) peak = Math.Max(peak, peaks[lane]);
        }

        for (; i < mix.Length; i++) peak = Math.Max(peak, Math.Abs(mix[i]));
        return peak;
    }
}
