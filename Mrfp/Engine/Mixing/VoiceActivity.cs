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
    public bool IsSpeaking { get; private set; }

    /// <param name="level">Of one 20 ms frame, as <see cref="LevelMeter.Measure"/> gives it.</param>
    /// <returns>True while the talker speaks, or has just stopped.</returns>
    public bool Update(byte level)
    {
        double levelDbov = -level;
        _floorDbov = levelDbov < _floorDbov ? Math.Max(levelDbov, -90) : Math.Min(Math.Min(levelDbov, LoudestFloorDbov), _floorDbov + FloorRiseDbAFrame);
        if (levelDbov > Math.Max(_floorDbov + AboveFloorDb, QuietestSpeechDbov))
            _hangover = HangoverFrames;
        else if (_hangover > 0)
            _hangover--;

        IsSpeaking = _hangover > 0;
        return IsSpeaking;
    }
}
