namespace ImsConference.Mrfp.Contexts;

/// <summary>The form of the mix: mono, 16-bit.</summary>
public static class MixFormat
{
    public const int SampleRateHz = 8_000;

    /// <summary>Length of a frame.</summary>
    public const int FrameMs = 20;

    /// <summary>Samples of a frame.</summary>
    public const int FrameSamples = SampleRateHz / 1000 * FrameMs;
}
