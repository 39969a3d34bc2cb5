namespace ImsConference.Engine.Mixing;

/// <summary>Tells speech from background noise by level alone: a tracked noise floor and a hangover. One object a talker.</summary>
public sealed class VoiceActivity
{
    private const double AboveFloorDb = 9;
    private const double QuietestSpeechDbov = -55;
    private const double FloorRiseDbAFrame = 0.1; // 5 dB a second: slower than any syllable
    private const double LoudestFloorDbov = -45; // a steady sound above this is meant to be heard
    private const int HangoverFrames = 15; // 300 ms bridges the gaps between words

    private double _floorDbov = -70;
    private int _hangover;

    /// <summary>The verdict on the last frame.</summary>
    public bool IsSpeaking => _hangover > 0;

    /// <param name="level">Of one 20 ms frame, as <see cref="LevelMeter.Measure"/> gives it.</param>
    /// <returns>True while the talker speaks, or has just stopped.</returns>
    public bool Update(byte level)
    {
        double levelDbov = -level;
        var isVoice = levelDbov > Math.Max(Follow(levelDbov) + AboveFloorDb, QuietestSpeechDbov);
        return Note(isVoice);
    }

    /// <summary>The sender has judged its sound itself (RFC 6464 §3); it is believed where there is anything to be heard.</summary>
    /// <param name="level">As in <see cref="Update(byte)"/>.</param>
    /// <param name="isVoice">Its verdict.</param>
    /// <returns>As <see cref="Update(byte)"/>.</returns>
    public bool Update(byte level, bool isVoice)
    {
        Follow(-level);
        return Note(isVoice && -level > QuietestSpeechDbov);
    }

    private double Follow(double levelDbov) =>
        _floorDbov = levelDbov < _floorDbov
            ? Math.Max(levelDbov, -90)
            : Math.Min(Math.Min(levelDbov, LoudestFloorDbov), _floorDbov + FloorRiseDbAFrame);

    private bool Note(bool isVoice)
    {
        if (isVoice) _hangover = HangoverFrames;
        else if (_hangover > 0) _hangover--;
        return IsSpeaking;
    }
}
