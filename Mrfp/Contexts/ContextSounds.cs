using ImsConference.Mrfp.Playback;

namespace ImsConference.Mrfp.Contexts;

/// <summary>What is played in a context and asked of its members: begins and ends it, and tells the ends. Touched on the context's worker only.</summary>
/// <param name="identity">Of the context.</param>
/// <param name="report">Told of ends.</param>
internal sealed class ContextSounds(ContextIdentity identity, Action<MediaEvent> report)
{
    private const int MostPlaybacks = 32;

    private readonly List<ContextPlayback> _toAll = [];
    private readonly List<Termination> _busy = []; // those that something is played to or asked of

    /// <summary>Playbacks that have ended.</summary>
    public EndedCommands<PlaybackState> PastPlaybacks { get; } = new();

    /// <summary>Collections that have ended.</summary>
    public EndedCommands<CollectionState> PastCollections { get; } = new();

    /// <summary>Something is played to all.</summary>
    public bool IsPlaying => _toAll.Count > 0;

    /// <summary>Rates of what is played to all, one bit each.</summary>
    public int Rates
    {
        get
        {
            var rates = 0;
            foreach (var playback in _toAll) rates |= playback.Rates;
            return rates;
        }
    }

    /// <summary>One that is played; null when there is none of this id.</summary>
    public ContextPlayback? FindPlayback(string id) =>
        _toAll.Find(playback => playback.Id == id)
        ?? _busy.SelectMany(termination => termination.Audio.Own.Playing).FirstOrDefault(playback => playback.Id == id);

    /// <summary>One that is under way; null when there is none of this id.</summary>
    public DigitCollection? FindCollection(string id) =>
        _busy.Select(termination => termination.Audio.Keys.Collection).FirstOrDefault(collection => collection?.Id == id);

    /// <summary>Begins to play.</summary>
    /// <param name="playback">Prepared.</param>
    /// <param name="listener">Null: all.</param>
    /// <exception cref="MediaException">Forbidden: too much is played already.</exception>
    public void Play(ContextPlayback playback, Termination? listener)
    {
        if ((listener?.Audio.Own.Playing ?? _toAll).Count >= MostPlaybacks) throw new MediaException(MediaFault.Forbidden, $"{MostPlaybacks} playbacks are under way");
        if (listener is null)
        {
            _toAll.Add(playback);
            return;
        }

        listener.Audio.Own.Play(playback);
        Occupy(listener);
    }

    /// <summary>Begins to ask for digits.</summary>
    /// <exception cref="MediaException">Forbidden: it is asked already.</exception>
    public void Ask(DigitCollection collection, Termination asked, bool keepsEarlierKeys, long nowUs)
    {
        if (asked.Audio.Keys.Collection is { } other) throw new MediaException(MediaFault.Forbidden, $"collection {other.Id} is under way at {asked.Id}");
        if (collection.Prompt is { } prompt) Play(prompt, asked);
        asked.Audio.Ask(collection, keepsEarlierKeys, nowUs);
        Occupy(asked);
    }

    /// <summary>A tick: lets time pass for those who are asked. Keys of this tick have been taken.</summary>
    public void Look(long nowUs)
    {
        foreach (var termination in _busy) termination.Audio.Keys.Collection?.Look(nowUs, termination.Audio.IsKeyDown);
    }

    /// <summary>A tick: adds what is played to all.</summary>
    public void AddTo(ConferenceMix mix, MixScratch scratch)
    {
        foreach (var playback in _toAll)
        {
            var frame = playback.Player.Read(scratch.Played, out var rateHz);
            if (!frame.IsEmpty) mix.Add(MixRates.IndexOf(rateHz), frame, scratch);
        }
    }

    /// <summary>A tick is over: tells what has ended in it.</summary>
    public void Settle()
    {
        for (var i = _toAll.Count - 1; i >= 0; i--)
        {
            if (!_toAll[i].Player.IsEnded) continue;
            Tell(_toAll[i], "");
            _toAll.RemoveAt(i);
        }

        for (var i = _busy.Count - 1; i >= 0; i--)
        {
            Settle(_busy[i]);
            if (_busy[i].Audio is { Keys.Collection: null, Own.Playing.Count: 0 }) _busy.RemoveAt(i);
        }
    }

    /// <summary>A member leaves: what was played to it and asked of it ends.</summary>
    public void Leave(Termination termination)
    {
        if (!_busy.Remove(termination)) return;
        termination.Audio.Keys.Collection?.Stop(DigitsEnd.TerminationGone);
        foreach (var playback in termination.Audio.Own.Playing) playback.Cut(PlaybackEnd.TerminationGone);
        Settle(termination);
    }

    /// <summary>The context goes, after its members.</summary>
    public void Close()
    {
        foreach (var playback in _toAll) playback.Cut(PlaybackEnd.TerminationGone);
        Settle();
    }

    private void Occupy(Termination termination)
    {
        if (!_busy.Contains(termination)) _busy.Add(termination);
    }

    private void Settle(Termination termination)
    {
        var audio = termination.Audio;
        if (audio.Keys.Collection is { End: not DigitsEnd.None } collection)
        {
            audio.AskNoMore();
            collection.Stop(collection.End); // its prompt too
            PastCollections.Remember(collection.Id, collection.StartedBy, collection.State);
            report(new MediaEvent(MediaEventKind.DigitsCollected, identity.Owner, identity.Id, termination.Id, 0)
            {
                Ended = new EndedActivity(collection.Id, "") { Digits = new string(collection.Digits), DigitsEnd = collection.End },
            });
        }

        for (var i = audio.Own.Playing.Count - 1; i >= 0; i--)
        {
            var playback = audio.Own.Playing[i];
            if (!playback.Player.IsEnded) continue;
            Tell(playback, termination.Id);
            audio.Own.Forget(playback);
        }
    }

    private void Tell(ContextPlayback playback, string terminationId)
    {
        if (playback.Id.Length == 0) return;
        PastPlaybacks.Remember(playback.Id, playback.StartedBy, playback.State);
        report(new MediaEvent(MediaEventKind.PlaybackEnded, identity.Owner, identity.Id, terminationId, 0)
        {
            Ended = new EndedActivity(playback.Id, playback.Player.Fault ?? "") { PlaybackEnd = playback.Outcome },
        });
    }
}
