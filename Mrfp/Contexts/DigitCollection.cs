using ImsConference.Mrfp.Playback;

namespace ImsConference.Mrfp.Contexts;

/// <summary>Digits that one participant is asked for, with the prompt that asks. Touched on the context's worker only.</summary>
/// <param name="id">Chosen by the MRFC.</param>
/// <param name="startedBy">The command, to tell a repetition from a clash.</param>
/// <param name="rules">Which digits.</param>
/// <param name="prompt">Null: none.</param>
/// <param name="bargesIn">A key stops the prompt and counts; else keys count from the prompt's end on.</param>
/// <param name="mutes">The others do not hear the participant meanwhile.</param>
internal sealed class DigitCollection(string id, object startedBy, DigitRules rules, ContextPlayback? prompt, bool bargesIn, bool mutes)
{
    private readonly DigitCollector _collector = new(rules);
    private string _lastPress = "";

    public string Id => id;

    public object StartedBy => startedBy;

    public ContextPlayback? Prompt => prompt;

    public bool Mutes => mutes;

    public DigitsEnd End => _collector.End;

    public ReadOnlySpan<char> Digits => _collector.Digits;

    public CollectionState State => new(id, prompt?.Player.DurationMs ?? 0, End != DigitsEnd.None);

    private bool IsPrompting => prompt is { Player.IsEnded: false, StoppedBy: null };

    /// <summary>Takes a key.</summary>
    public void Press(char key, long nowUs)
    {
        if (IsPrompting && !bargesIn) return;
        prompt?.Stop(PlaybackEnd.BargedIn);
        _collector.StartTimes(nowUs);
        _collector.Press(key, nowUs);
    }

    /// <summary>Takes a key that was told by signalling; one that is told twice counts once.</summary>
    public void Press(char key, string pressId, long nowUs)
    {
        if (pressId == _lastPress) return;
        _lastPress = pressId;
        Press(key, nowUs);
    }

    /// <summary>Once a tick.</summary>
    public void Look(long nowUs, bool isKeyDown)
    {
        if (isKeyDown && bargesIn) prompt?.Stop(PlaybackEnd.BargedIn);
        if (!IsPrompting) _collector.StartTimes(nowUs);
        _collector.Look(nowUs, isKeyDown);
    }

    /// <summary>Ends it, unless it has ended.</summary>
    public void Stop(DigitsEnd why)
    {
        _collector.Stop(why);
        prompt?.Stop(PlaybackEnd.Stopped);
    }
}
