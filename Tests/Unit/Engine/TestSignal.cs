using ImsConference.Engine.Codecs;

namespace ImsConference.Tests.Unit.Engine;

/// <summary>Signals to test with, at 8 kHz, and how to judge what became of them.</summary>
internal static class TestSignal
{
    public static short Tone(long sample, double hz, double amplitude = 8000) =>
        (short)Math.Round(amplitude * Math.Sin(2 * Math.PI * hz * sample / 8000));

    /// <summary>A vowel: harmonics of a voice's pitch under three formants.</summary>
    public static short[] Vowel(int samples, double pitchHz, double amplitude = 8000)
    {
        var vowel = new short[samples];
        for (var i = 0; i < samples; i++)
        {
            double value = 0;
            for (var harmonic = 1; harmonic * pitchHz < 3400; harmonic++)
            {
                var hz = harmonic * pitchHz;
                var formants = Peak(hz, 700) + 0.5 * Peak(hz, 1200) + 0.2 * Peak(hz, 2600);
                value += formants * Math.Sin(2 * Math.PI * hz * i / 8000 + harmonic);
            }

            vowel[i] = (short)Math.Clamp(amplitude * value / 2, -32000, 32000);
        }

        return vowel;
    }

    public static byte[] Encode(ReadOnlySpan<short> pcm)
    {
        var code = new byte[pcm.Length];
        G711.Encode(G711Law.Mu, pcm, code);
        return code;
    }

    /// <summary>Loudest departure from a steady tone of this frequency: what is left when the tone is annihilated. A click stands out.</summary>
    public static int LoudestClick(ReadOnlySpan<short> heard, double hz, int rateHz = 8000)
    {
        var twiceCos = 2 * Math.Cos(2 * Math.PI * hz / rateHz);
        double loudest = 0;
        for (var i = 2; i < heard.Length; i++)
            loudest = Math.Max(loudest, Math.Abs(heard[i] - twiceCos * heard[i - 1] + heard[i - 2]));
        return (int)loudest;
    }

    public static double SnrDb(ReadOnlySpan<short> wanted, ReadOnlySpan<short> heard)
    {
        double signal = 1e-9, noise = 1e-9;
        for (var i = 0; i < wanted.Length; i++)
        {
            signal += wanted[i] * (double)wanted[i];
            noise += (wanted[i] - heard[i]) * (double)(wanted[i] - heard[i]);
        }

        return 10 * Math.Log10(signal / noise);
    }

    public static double Rms(ReadOnlySpan<short> pcm)
    {
        double energy = 0;
        foreach (var sample in pcm) energy += sample * (double)sample;
        return Math.Sqrt(energy / pcm.Length);
    }

    private static double Peak(double hz, double formant) => 1 / (1 + Math.Pow((hz - formant) / 150, 2));
}
