namespace ImsConference.Mrfp.Playback;

/// <summary>The form of one file, and how large it may become.</summary>
/// <param name="SampleRateHz">Of what is written.</param>
public sealed record RecorderSettings(int SampleRateHz)
{
    /// <summary>The file ends when it is so long.</summary>
    public long MostSamples { get; init; } = long.MaxValue;

    /// <summary>Asked before so many bytes more are written: false ends the file.</summary>
    public Predicate<long> MayGrow { get; init; } = static _ => true;

    /// <summary>RF64 above it; see <see cref="WavHeader.Write"/>.</summary>
    public long MostRiffBytes { get; init; } = WavHeader.MostRiffBytes;
}
