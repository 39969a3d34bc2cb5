using System.Numerics;

namespace ImsConference.Tests.Ue.Hearing;

/// <summary>Looks for known speech in a mix: correlates at every delay, and tells with what gain it is there.</summary>
/// <remarks>
/// A jitter buffer that adapts moves the delay while we listen. So the delay is found once, roughly, and then followed in pieces
/// that are short against the time between two such moves.
/// </remarks>
public static class VoiceMatch
{
    /// <summary>Gain of a voice that is there comes out near 1; of one that is not, below 0.4 in two seconds of speech.</summary>
    public const double Threshold = 0.6;

    private const int PieceSamples = 4000;

    // The most that a jitter buffer moves in some seconds.
    private const int MostShift = 800;

    /// <summary>Gain of the voice in what was heard, at the delays where it fits best.</summary>
    /// <param name="heard">At most as long as the loop.</param>
    /// <param name="loop">What the speaker repeats; its length a power of two (<see cref="Sounds.Speech.Render"/>).</param>
    /// <returns>1 when it is there as loud as it was sent, about 0 when it is not.</returns>
    public static double Gain(ReadOnlySpan<short> heard, ReadOnlySpan<short> loop)
    {
        if (!BitOperations.IsPow2(loop.Length)) throw new ArgumentException("length is no power of two", nameof(loop));
        if (heard.Length > loop.Length) throw new ArgumentException("longer than the loop", nameof(heard));

        var voice = Transform(loop, loop.Length);
        var roughly = Best(Correlate(heard, voice), 0, loop.Length / 2).Delay;
        double common = 0, energy = 0;
        for (var at = 0; at < heard.Length; at += PieceSamples)
        {
            var piece = heard[at..Math.Min(heard.Length, at + PieceSamples)];
            var (delay, correlation) = Best(Correlate(piece, voice), roughly + at, MostShift);
            common += correlation;
            energy += Energy(loop, delay, piece.Length);
        }

        return common / Math.Max(1, energy);
    }

    /// <summary>Sum of products at each delay: of sample i of the piece with sample i + delay of the voice, around its end.</summary>
    private static double[] Correlate(ReadOnlySpan<short> piece, Complex[] voice)
    {
        var n = voice.Length;
        var products = Transform(piece, n);
        for (var i = 0; i < n; i++) products[i] = Complex.Conjugate(products[i]) * voice[i];
        Fft(products);

        // A forward transform in place of the inverse one runs through the delays backwards.
        var correlation = new double[n];
        for (var delay = 0; delay < n; delay++) correlation[delay] = products[(n - delay) % n].Real / n;
        return correlation;
    }

    private static (int Delay, double Correlation) Best(double[] correlation, int around, int reach)
    {
        var n = correlation.Length;
        var best = (Delay: 0, Correlation: double.MinValue);
        for (var offset = -reach; offset < reach; offset++)
        {
            var delay = (around + offset + n) % n;
            if (correlation[delay] > best.Correlation) best = (delay, correlation[delay]);
        }

        return best;
    }

    private static double Energy(ReadOnlySpan<short> loop, int from, int count)
    {
        var energy = 0.0;
        for (var i = 0; i < count; i++)
        {
            double sample = loop[(from + i) % loop.Length];
            energy += sample * sample;
        }

        return energy;
    }

    private static Complex[] Transform(ReadOnlySpan<short> samples, int length)
    {
        var values = new Complex[length];
        for (var i = 0; i < samples.Length; i++) values[i] = samples[i];
        Fft(values);
        return values;
    }

    /// <summary>Radix-2 transform in place.</summary>
    private static void Fft(Complex[] values)
    {
        var n = values.Length;
        for (int i = 1, j = 0; i < n; i++)
        {
            var bit = n >> 1;
            for (; (j & bit) != 0; bit >>= 1) j ^= bit;
            j ^= bit;
            if (i < j) (values[i], values[j]) = (values[j], values[i]);
        }

        for (var size = 2; size <= n; size <<= 1)
        {
            var step = Complex.FromPolarCoordinates(1, -2 * Math.PI / size);
            for (var start = 0; start < n; start += size)
            {
                var turn = Complex.One;
                for (var k = start; k < start + size / 2; k++, turn *= step)
                {
                    var odd = values[k + size / 2] * turn;
                    (values[k], values[k + size / 2]) = (values[k] + odd, values[k] - odd);
                }
            }
        }
    }
}
