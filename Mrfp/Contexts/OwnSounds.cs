namespace ImsConference.Mrfp.Contexts;

/// <summary>What is played to one participant only, with the conference or in its place.</summary>
internal sealed class OwnSounds
{
    private readonly List<ContextPlayback> _playing = [];
    private bool _wasAlone; // in the tick before

    /// <summary>Something is played, or the conference comes back in this tick.</summary>
    public bool IsPlaying => _playing.Count > 0 || _wasAlone;

    public IReadOnlyList<ContextPlayback> Playing => _playing;

    public void Add(ContextPlayback playback) => _playing.Add(playback);

    public void Remove(ContextPlayback playback) => _playing.Remove(playback);

    /// <summary>Makes what the next ticks need. Allocates.</summary>
    /// <param name="heard">Index of the rate that the participant hears at.</param>
    public void Prepare(int heard)
    {
        foreach (var playback in _playing) playback.Prepare(heard);
    }

    /// <summary>Turns the conference down where something is to be heard alone, and adds what is played.</summary>
    /// <param name="mix">What the participant would hear, not yet limited.</param>
    /// <param name="tick">One more at each.</param>
    /// <param name="scratch">Working space.</param>
    public void AddTo(Span<int> mix, long tick, MixScratch scratch)
    {
        var isAlone = false;
        foreach (var playback in _playing) isAlone |= playback is { IsAlone: true, Player.IsEnded: false };
        if (isAlone && _wasAlone) mix.Clear();
        else if (isAlone) Fade(mix, from: mix.Length, step: -1);
        else if (_wasAlone) Fade(mix, from: 0, step: 1);
        _wasAlone = isAlone;
        foreach (var playback in _playing) playback.AddTo(mix, tick, scratch);
    }

    /// <summary>Lets a tick pass in which nothing is sent to the participant.</summary>
    public void Pass(long tick, MixScratch scratch)
    {
        _wasAlone = false;
        foreach (var playback in _playing) playback.AddTo([], tick, scratch);
    }

    private static void Fade(Span<int> mix, int from, int step)
    {
        for (var i = 0; i < mix.Length; i++) mix[i] = (int)((long)mix[i] * (from + step * i) / mix.Length);
    }
}
