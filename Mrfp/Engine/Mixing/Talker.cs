namespace ImsConference.Engine.Mixing;

/// <summary>What a <see cref="SpeakerSelector"/> knows of one participant. Tell it one level a tick, then select.</summary>
public sealed class Talker
{
    private const double QuietestDbov = -LevelMeter.Silence;
    private const double RiseAFrame = 0.5; // of the distance: two frames to within 6 dB of a sudden sound
    private const double FallDbAFrame = 0.5; // 25 dB a second bridges syllables

    private readonly VoiceActivity _activity = new();

    /// <summary>−dBov of the last frame (RFC 6464 §3).</summary>
    public byte Level { get; private set; } = LevelMeter.Silence;

    /// <summary>Speaks, or has just stopped.</summary>
    public bool IsSpeaking { get; private set; }

    /// <summary>Belongs to the mix.</summary>
    public bool IsSelected { get; private set; }

    /// <summary>Speaks, is not in the mix, and would be in it soon: its sound should be made ready.</summary>
    public bool IsContending => _contendedFrames > 0;

    /// <summary>Level followed over words, dBov: up at once, down slowly.</summary>
    public double LoudnessDbov { get; private set; } = QuietestDbov;

    /// <summary>Since it was selected.</summary>
    internal int SelectedFrames { get; private set; }

    /// <summary>Grows while it is louder than the weakest in the mix by enough, shrinks while it is not.</summary>
    internal int ContendedFrames => _contendedFrames;

    private int _contendedFrames;

    /// <summary>A frame passed of which the level is known.</summary>
    /// <param name="level">−dBov, 0..127; measured, or as the sender says in RFC 6464's extension.</param>
    public void Hear(byte level)
    {
        IsSpeaking = _activity.Update(level);
        Follow(level);
    }

    /// <summary>A frame passed whose sender says whether there is voice in it (RFC 6464 §3, bit V).</summary>
    /// <param name="level">−dBov, 0..127.</param>
    /// <param name="isVoice">Bit V.</param>
    public void Hear(byte level, bool isVoice)
    {
        IsSpeaking = _activity.Update(level, isVoice);
        Follow(level);
    }

    internal void Select()
    {
        IsSelected = true;
        SelectedFrames = 0;
        _contendedFrames = 0;
    }

    internal void Deselect() => IsSelected = false;

    internal void Stay() => SelectedFrames++;

    internal void Contend(bool isLouder, int most) =>
        _contendedFrames = isLouder ? Math.Min(most, _contendedFrames + 1) : Math.Max(0, _contendedFrames - 1);

    internal void Withdraw() => _contendedFrames = 0;

    private void Follow(byte level)
    {
        Level = level;
        double dbov = -level;
        LoudnessDbov = dbov > LoudnessDbov
            ? LoudnessDbov + RiseAFrame * (dbov - LoudnessDbov)
            : Math.Max(dbov, LoudnessDbov - FallDbAFrame);
    }
}
