using System.Numerics;

namespace ImsConference.Tests.Ue.Hearing;

/// <summary>Looks for known speech in a mix: correlates at every delay, and tells with what gain it is there.</summary>
public static class VoiceMatch
{
    /// <summary>Gain of a voice that is there comes out near 1; of one that is not, below 0.2 in two seconds of speech.</summary>
    public const double Threshold = 0.5;

    /// <summary>Gain of the voice in what was heard, at the delay where it fits best.</summary>
    /// <param name="heard">At most as long as the loop.</param>
    /// <param name="loop">What the speaker repeats; its length a power of two (<see cref="Sounds.Speech.Render"/>).</param>
    /// <returns>1 when it is there as loud as it was sent, about 0 when it is not.</returns>
    public static double Gain(ReadOnlySpan<short> heard, ReadOnlySpan<short> loop)
    {
        if (!BitOperations.IsPow2(loop.Length)) throw new ArgumentException("length is no power of two", nameof(loop));
        if (heard.Length > loop.Length) throw new ArgumentException("longer than the loop", nameof(heard));

        var products = Transform(heard, loop.Length);
        var voice = Transform(loop, loop.Length);
        for (var i = 0; i < products.Length; i++) products[i] = Complex.Conjugate(products[i]) * voice[i];
        Fft(products);

        // A forward transform in place of the inverse one runs through the delays backwards.
        var best = 0;
        for (var i = 1; i < products.Length; i++) best = products[i].Real > products[best].Real ? i : best;
        var delay = (loop.Length - best) % loop.Length;
        return products[best].Real / loop.Length / Math.Max(1, Energy(loop, delay, heard.Length));
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
