using ImsConference.Tests.Ue.Sounds;

namespace ImsConference.Tests.Ue.Hearing;

/// <summary>How loud a frequency is in a piece of audio (Goertzel's idea: one line of the spectrum).</summary>
public static class Spectrum
{
    // Half a second: a jump of phase, as where a jitter buffer leaves a frame out, must not cancel what is before it with what is after.
    private const int PieceSamples = Pcm.RateHz / 2;

    /// <summary>Level of one frequency: mean power over pieces of half a second, each under a Hann window.</summary>
    /// <param name="samples">8 kHz; half a second of them tells tones apart that differ by 10 Hz.</param>
    /// <param name="hz">Any frequency below 4000, not only whole bins.</param>
    /// <returns>dBFS: 0 is a full-scale sine; at least −120.</returns>
    public static double LevelDb(ReadOnlySpan<short> samples, double hz)
    {
        var pieces = Math.Max(1, samples.Length / PieceSamples);
        var power = 0.0;
        for (var i = 0; i < pieces; i++)
        {
            var amplitude = Amplitude(samples[(i * samples.Length / pieces)..((i + 1) * samples.Length / pieces)], hz);
            power += amplitude * amplitude / pieces;
        }

        return Pcm.LevelDb(Math.Sqrt(power));
    }

    /// <summary>Level of everything together, as that of a sine of the same power; dBFS, at least −120.</summary>
    public static double TotalDb(ReadOnlySpan<short> samples)
    {
        if (samples.IsEmpty) return Pcm.LevelDb(0);
        var power = 0.0;
        foreach (var sample in samples) power += (double)sample * sample;
        return Pcm.LevelDb(Math.Sqrt(2 * power / samples.Length));
    }

    private static double Amplitude(ReadOnlySpan<short> samples, double hz)
    {
        if (samples.Length < 2) return 0;
        var window = new Rotor(1.0 / samples.Length);
        var line = new Rotor(hz / Pcm.RateHz);
        double real = 0, imaginary = 0, weights = 0;
        foreach (var sample in samples)
        {
            var weight = 0.5 - 0.5 * window.Cos;
            real += weight * sample * line.Cos;
            imaginary += weight * sample * line.Sin;
            weights += weight;
            window.Turn();
            line.Turn();
        }

        return 2 * Math.Sqrt(real * real + imaginary * imaginary) / weights;
    }

    /// <summary>cos and sin of a steadily growing angle, without a call per sample.</summary>
    private struct Rotor(double turnsPerStep)
    {
        private readonly double _cosStep = Math.Cos(2 * Math.PI * turnsPerStep);
        private readonly double _sinStep = Math.Sin(2 * Math.PI * turnsPerStep);

        public double Cos { get; private set; } = 1;
        public double Sin { get; private set; }

        public void Turn() => (Cos, Sin) = (Cos * _cosStep - Sin * _sinStep, Sin * _cosStep + Cos * _sinStep);
    }
}
