namespace ImsConference.Mrfp.Contexts;

/// <summary>The sample rates that sums are made at, by index.</summary>
internal static class MixRates
{
    public const int Count = 5;

    /// <summary>Samples of a frame at the highest of them.</summary>
    public const int MostFrameSamples = 48_000 / 1000 * MixFormat.FrameMs;

    private static readonly int[] RatesHz = [8_000, 16_000, 24_000, 32_000, 48_000];

    /// <param name="sampleRateHz">8000, 16000, 24000, 32000 or 48000.</param>
    public static int IndexOf(int sampleRateHz)
    {
        var index = Array.IndexOf(RatesHz, sampleRateHz);
        return index >= 0 ? index : throw new ArgumentOutOfRangeException(nameof(sampleRateHz), sampleRateHz, "no rate of a mix");
    }

    public static int Hz(int index) => RatesHz[index];

    public static int FrameSamples(int index) => RatesHz[index] / 1000 * MixFormat.FrameMs;
}
