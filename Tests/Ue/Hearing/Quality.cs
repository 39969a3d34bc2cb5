namespace ImsConference.Tests.Ue.Hearing;

/// <summary>How clean a mix of known tones came through.</summary>
/// <param name="SnrDb">Signal to noise of the middle window; about 35 after two passes of G.711.</param>
/// <param name="WorstSnrDb">Of the worst window: a click, gap or slip pulls it down to 20 or less.</param>
/// <param name="Windows">Windows looked at.</param>
/// <param name="DisturbedWindows">Windows below <see cref="DisturbedBelowDb"/>.</param>
public sealed record Quality(double SnrDb, double WorstSnrDb, int Windows, int DisturbedWindows)
{
    /// <summary>Audible in a pure tone, and far below what G.711 itself costs.</summary>
    public const double DisturbedBelowDb = 22;

    private const double CeilingDb = 99;

    /// <summary>Judges each 100 ms of the audio against the tones that should be in it, and no others.</summary>
    /// <param name="samples">8 kHz, at least one window.</param>
    /// <param name="tonesHz">At least one.</param>
    public static Quality Of(ReadOnlySpan<short> samples, IReadOnlyList<double> tonesHz) => Of(samples, new ToneFit(tonesHz));

    /// <inheritdoc cref="Of(ReadOnlySpan{short}, IReadOnlyList{double})"/>
    public static Quality Of(ReadOnlySpan<short> samples, ToneFit fit)
    {
        var ratios = new List<double>();
        for (var at = 0; at + ToneFit.WindowSamples <= samples.Length; at += ToneFit.WindowSamples)
            ratios.Add(RatioDb(fit.Split(samples.Slice(at, ToneFit.WindowSamples))));

        if (ratios.Count == 0) return new Quality(0, 0, 0, 0);
        ratios.Sort();
        return new Quality(ratios[ratios.Count / 2], ratios[0], ratios.Count, ratios.Count(r => r < DisturbedBelowDb));
    }

    private static double RatioDb((double Signal, double Noise) power) =>
        power.Signal <= 0 ? 0 : Math.Clamp(10 * Math.Log10(power.Signal / Math.Max(power.Noise, 1e-6)), 0, CeilingDb);
}
