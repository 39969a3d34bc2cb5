namespace ImsConference.Tests.Ue.Sounds;

/// <summary>Renders what sounds like somebody speaking: voiced syllables of random vowels with pauses between words.</summary>
/// <remarks>Two voices of different seeds are all but uncorrelated, so <see cref="Hearing.VoiceMatch"/> tells who is in a mix.</remarks>
public static class Speech
{
    /// <summary>Length of the rendered loop: a power of two, for the transform that looks for it.</summary>
    public const int LoopSamples = 32768;

    private const double RmsDb = -24;
    private const double HighestHz = 3400;

    // First three formants of a e i o u, Hz.
    private static readonly double[][] Vowels = [[730, 1090, 2440], [530, 1840, 2480], [270, 2290, 3010], [570, 840, 2410], [300, 870, 2240]];
    private static readonly double[] BandwidthsHz = [90, 110, 170];

    /// <summary>About four seconds of speech that can be repeated without a click.</summary>
    /// <param name="seed">The words.</param>
    /// <param name="pitchHz">The voice: 80 to 300.</param>
    public static short[] Render(int seed, double pitchHz)
    {
        var random = new Random(seed);
        var wave = new double[LoopSamples];
        var at = 0;
        while (at < LoopSamples)
        {
            var syllables = random.Next(1, 5);
            for (var i = 0; i < syllables && at < LoopSamples; i++) at = AddSyllable(wave, at, random, pitchHz);
            at += Pcm.RateHz * random.Next(80, 300) / 1000;
        }

        return Scale(wave);
    }

    private static int AddSyllable(double[] wave, int start, Random random, double pitchHz)
    {
        var length = Math.Min(Pcm.RateHz * random.Next(120, 260) / 1000, LoopSamples - start);
        var formants = Vowels[random.Next(Vowels.Length)];
        var glide = 1 + (random.NextDouble() - 0.5) * 0.3;
        var loudness = 0.6 + 0.4 * random.NextDouble();
        var highest = (int)(HighestHz / (pitchHz * Math.Max(1, glide)));
        var gains = Enumerable.Range(1, highest).Select(h => loudness * Envelope(h * pitchHz, formants)).ToArray();
        var phase = 0.0;
        for (var i = 0; i < length; i++)
        {
            var fade = Math.Sin(Math.PI * i / length);
            phase += 2 * Math.PI * pitchHz * (1 + (glide - 1) * i / length) / Pcm.RateHz;
            var sum = 0.0;
            for (var h = 0; h < gains.Length; h++) sum += gains[h] * Math.Sin((h + 1) * phase);
            wave[start + i] = fade * fade * sum;
        }

        return start + length;
    }

    private static double Envelope(double hz, double[] formants)
    {
        var gain = 0.0;
        for (var i = 0; i < formants.Length; i++)
        {
            var distance = (hz - formants[i]) / BandwidthsHz[i];
            gain += 1 / (1 + distance * distance) / (i + 1);
        }

        return gain + 0.02;
    }

    private static short[] Scale(double[] wave)
    {
        var rms = Math.Sqrt(wave.Sum(x => x * x) / wave.Length);
        var gain = Pcm.FullScale * Math.Pow(10, RmsDb / 20) / rms;
        return [.. wave.Select(x => (short)Math.Clamp(Math.Round(gain * x), short.MinValue, short.MaxValue))];
    }
}
