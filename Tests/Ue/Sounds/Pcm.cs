namespace ImsConference.Tests.Ue.Sounds;

/// <summary>The one sample format of the simulated UEs: 16 bit, mono, 8 kHz.</summary>
public static class Pcm
{
    public const int RateHz = 8000;

    /// <summary>Samples in a packet of 20 ms.</summary>
    public const int FrameSamples = 160;

    public const int FrameMs = 20;

    /// <summary>Amplitude of a sine of 0 dBFS.</summary>
    public const double FullScale = short.MaxValue;

    /// <summary>Peak of a sine of that level.</summary>
    /// <param name="levelDb">dBFS, at most 0.</param>
    public static double Amplitude(double levelDb) => FullScale * Math.Pow(10, levelDb / 20);

    /// <summary>dBFS of a sine with that peak; at least −120.</summary>
    public static double LevelDb(double amplitude) => Math.Max(-120, 20 * Math.Log10(Math.Max(amplitude, 1e-9) / FullScale));

    public static int Samples(TimeSpan duration) => (int)Math.Round(duration.TotalSeconds * RateHz);
}
