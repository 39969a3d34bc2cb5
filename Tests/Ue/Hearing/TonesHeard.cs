namespace ImsConference.Tests.Ue.Hearing;

/// <summary>Which tones a UE heard, against which it should have.</summary>
/// <param name="Levels">Level of each tone looked for, by frequency in Hz; dBFS.</param>
/// <param name="Missing">Should be there and are not.</param>
/// <param name="Unwanted">Should not be there and are, such as one's own.</param>
public sealed record TonesHeard(IReadOnlyDictionary<double, double> Levels, IReadOnlyList<double> Missing, IReadOnlyList<double> Unwanted)
{
    /// <summary>A tone that is there is at least this loud: 10 dB below what UEs send.</summary>
    public const double PresentDb = -24;

    /// <summary>A tone that is not there is at most this loud: above every product of G.711's distortion.</summary>
    public const double AbsentDb = -50;

    /// <summary>Likewise where a codec for speech has to carry tones: it puts a little noise everywhere.</summary>
    public const double AbsentInSpeechDb = -42;

    /// <summary>Exactly the tones that should be there.</summary>
    public bool IsExact => Missing.Count == 0 && Unwanted.Count == 0;

    /// <param name="samples">8 kHz; a second or more.</param>
    /// <param name="expectedHz">Everybody else's tones.</param>
    /// <param name="forbiddenHz">One's own, and those of who is not in the conference.</param>
    /// <param name="presentDb">Where being there begins, dBFS.</param>
    /// <param name="absentDb">Where not being there ends, dBFS.</param>
    public static TonesHeard In(
        ReadOnlySpan<short> samples, IReadOnlyCollection<double> expectedHz, IReadOnlyCollection<double> forbiddenHz, double presentDb = PresentDb, double absentDb = AbsentDb)
    {
        var levels = new Dictionary<double, double>();
        foreach (var hz in expectedHz.Concat(forbiddenHz)) levels[hz] = Spectrum.LevelDb(samples, hz);
        return new TonesHeard(
            levels,
            [.. expectedHz.Where(hz => levels[hz] < presentDb)],
            [.. forbiddenHz.Where(hz => levels[hz] > absentDb)]);
    }

    public override string ToString() =>
        string.Join(" ", Levels.Select(l => $"{l.Key:0}Hz:{l.Value:0}dB"))
        + (Missing.Count == 0 ? "" : $" missing {string.Join(",", Missing)}")
        + (Unwanted.Count == 0 ? "" : $" unwanted {string.Join(",", Unwanted)}");
}
