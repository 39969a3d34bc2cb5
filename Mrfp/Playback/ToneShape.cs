namespace ImsConference.Mrfp.Playback;

/// <summary>One tone, or several at once.</summary>
/// <param name="FrequenciesHz">1..4 of them.</param>
/// <param name="LevelDbm0">Of each; a sine of full scale has +3.14 (ITU-T G.711 §5).</param>
/// <param name="CadenceMs">On, off, on and so on: once through.</param>
public sealed record ToneShape(IReadOnlyList<int> FrequenciesHz, int LevelDbm0, IReadOnlyList<int> CadenceMs)
{
    private const int RateHz = 16_000;
    private const double FullScaleDbm0 = 3.14;
    private const int EdgeMs = 4; // softer edges, or each would click

    /// <summary>Equal for tones that sound alike.</summary>
    public string Key => $"{string.Join('+', FrequenciesHz)}@{LevelDbm0}/{string.Join(',', CadenceMs)}";

    /// <summary>Makes it.</summary>
    public Clip ToClip()
    {
        var pcm = new short[RateHz / 1000 * CadenceMs.Sum()];
        var at = 0;
        for (var i = 0; i < CadenceMs.Count; i++)
        {
            var part = pcm.AsSpan(at, RateHz / 1000 * CadenceMs[i]);
            if (i % 2 == 0) Sing(part);
            at += part.Length;
        }

        return new Clip(RateHz, pcm);
    }

    private void Sing(Span<short> part)
    {
        var amplitude = short.MaxValue * Math.Pow(10, (LevelDbm0 - FullScaleDbm0) / 20);
        var edge = Math.Min(RateHz / 1000 * EdgeMs, part.Length / 2);
        for (var i = 0; i < part.Length; i++)
        {
            var sum = 0.0;
            foreach (var hz in FrequenciesHz) sum += Math.Sin(2 * Math.PI * hz * i / RateHz);
            var shape = Math.Min(1, (Math.Min(i, part.Length - 1 - i) + 1.0) / (edge + 1));
            part[i] = (short)Math.Clamp(Math.Round(amplitude * shape * sum), short.MinValue, short.MaxValue);
        }
    }
}
