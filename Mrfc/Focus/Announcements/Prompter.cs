using ImsConference.Mrfc.Focus.Keys;
using ImsConference.Mrfc.Media;
using ImsConference.Protos.Mp;
using ImsConference.Sip.Loop;

namespace ImsConference.Mrfc.Focus.Announcements;

/// <summary>Plays to one participant, and asks it for digits. Lives on the signalling loop; every call ends, whatever becomes of participant and MRFP.</summary>
/// <param name="loop">Where all of this happens.</param>
/// <param name="book">How each prompt sounds.</param>
/// <param name="log">Hears of what could not be played or collected; never of a digit.</param>
public sealed class Prompter(SignallingLoop loop, PromptBook book, ILogger log)
{
    // What an MRFP owes and did not tell in this time after its own patience is lost.
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    private readonly Dictionary<string, Awaited<PlayResult>> _playbacks = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Awaited<DigitsOutcome>> _collections = new(StringComparer.Ordinal);
    private long _lastId;

    /// <summary>Plays a prompt to one participant to its end; a tone that has none, until <paramref name="stop"/>.</summary>
    /// <remarks>It does not hear the conference meanwhile, unless it is told that it is the first: the next one may come at any moment.</remarks>
    public Task<PlayResult> PlayAsync(Participant participant, Prompt prompt, CancellationToken stop = default) =>
        PlayAsync(participant, prompt, !PromptBook.IsMixed(prompt), stop);

    /// <summary>Likewise, but it hears the conference meanwhile, whatever the prompt is.</summary>
    public Task<PlayResult> PlayOverAsync(Participant participant, Prompt prompt, CancellationToken stop = default) =>
        PlayAsync(participant, prompt, isAlone: false, stop);

    /// <summary>Plays a prompt to all of a conference, mixed with it.</summary>
    public Task<PlayResult> PlayToAllAsync(Conference conference, Prompt prompt, CancellationToken stop = default) =>
        conference.Context.Current is { } context ? PlayAsync(context, null, prompt, isAlone: false, stop) : Task.FromResult(PlayResult.Failed);

    /// <summary>Asks a participant for digits: by telephone-events, tones in its speech, or SIP INFO.</summary>
    /// <param name="participant">One whose media is there; without, the outcome is <see cref="DigitsResult.Failed"/>.</param>
    /// <param name="prompt">Played before; null, or one that is off: none.</param>
    /// <param name="rules">Which digits, and how long to wait.</param>
    /// <param name="stop">Ends it: <see cref="DigitsResult.Cancelled"/>.</param>
    public async Task<DigitsOutcome> CollectAsync(Participant participant, Prompt? prompt, DigitRules rules, CancellationToken stop)
    {
        if (participant.Media?.Termination is not { } termination) return new DigitsOutcome(DigitsResult.Failed, "");
        var request = Request(termination, NextId(termination.Context), prompt, rules);
        var asked = new Awaited<DigitsOutcome>(termination.Context, participant);
        _collections.Add(request.CollectionId, asked);
        LoopTimer? guard = null;
        try
        {
            using var stopping = stop.Register(() => loop.Post(() => asked.GiveUp(new DigitsOutcome(DigitsResult.Cancelled, ""))));
            var reply = await termination.Context.Mrfp.CollectDigitsAsync(request, CancellationToken.None);
            var patience = TimeSpan.FromMilliseconds(reply.PromptMs) + rules.Overall + Grace;
            guard = loop.Schedule(patience, () => asked.GiveUp(new DigitsOutcome(DigitsResult.Failed, "")));
            var outcome = await asked.OutcomeOr(new DigitsOutcome(DigitsResult.Cancelled, ""));
            if (asked.IsGivenUp) CancelDigits(termination.Context, request.CollectionId);
            log.LogInformation("{User} in conference {Conference} was asked for digits: {Outcome}", participant.User.Uri, participant.Conference.Token, outcome);
            return outcome;
        }
        catch (MrfpException e)
        {
            if (MayHaveBegun(e)) CancelDigits(termination.Context, request.CollectionId);
            log.LogWarning("{User} in conference {Conference} could not be asked for digits: {Why}", participant.User.Uri, participant.Conference.Token, e.Message);
            return new DigitsOutcome(DigitsResult.Failed, "");
        }
        finally
        {
            guard?.Cancel();
            _collections.Remove(request.CollectionId);
        }
    }

    /// <summary>True while digits are collected in the session with this Call-ID: what is signalled there may be part of a PIN.</summary>
    public bool IsAsking(string callId) => _collections.Count > 0 && _collections.Values.Any(asked => asked.Participant?.Session?.Dialog.Id.CallId == callId);

    /// <summary>Hands a key that was told by signalling to the collection that is under way.</summary>
    /// <returns>False when there is none: it is an ordinary key.</returns>
    internal bool TryRelay(Participant participant, KeyPress press)
    {
        if (press.Key.Length != 1 || _collections.Values.FirstOrDefault(asked => asked.Participant == participant) is not { } asked) return false;
        var request = new PressKeyRequest
        {
            ContextId = asked.Context.Id,
            TerminationId = participant.Media!.Termination.TerminationId,
            Key = press.Key,
            PressId = NextId(asked.Context),
        };
        asked.LastKey = RelayAsync(asked, request);
        return true;
    }

    /// <summary>Takes what an MRFP reports.</summary>
    internal void Take(Event happened)
    {
        switch (happened.KindCase)
        {
            case Event.KindOneofCase.PlaybackEnded when _playbacks.TryGetValue(happened.PlaybackEnded.PlaybackId, out var playing):
                if (happened.PlaybackEnded.Reason == PlaybackEnd.PlaybackUnreadable)
                    log.LogWarning("Playback {Playback} broke off: {Detail}", happened.PlaybackEnded.PlaybackId, happened.PlaybackEnded.Detail);
                playing.Complete(ResultOf(happened.PlaybackEnded.Reason));
                break;
            case Event.KindOneofCase.DigitsCollected when _collections.TryGetValue(happened.DigitsCollected.CollectionId, out var asked):
                asked.Complete(new DigitsOutcome(ResultOf(happened.DigitsCollected.Reason), happened.DigitsCollected.Digits));
                break;
        }
    }

    /// <summary>A participant's termination is gone without our asking, and the MRFP tells no end of what it does not have.</summary>
    internal void Lose(Participant participant)
    {
        foreach (var playing in _playbacks.Values.Where(playing => playing.Participant == participant).ToArray()) playing.Complete(PlayResult.Stopped);
        foreach (var asked in _collections.Values.Where(asked => asked.Participant == participant).ToArray()) asked.Complete(new DigitsOutcome(DigitsResult.Cancelled, ""));
    }

    private static PlayResult ResultOf(PlaybackEnd reason) => reason switch
    {
        PlaybackEnd.PlaybackFinished => PlayResult.Finished,
        PlaybackEnd.PlaybackUnreadable => PlayResult.Failed,
        _ => PlayResult.Stopped,
    };

    private static DigitsResult ResultOf(DigitsEnd reason) => reason switch
    {
        DigitsEnd.DigitsComplete => DigitsResult.Complete,
        DigitsEnd.DigitsTerminator => DigitsResult.Terminated,
        DigitsEnd.DigitsFirstTimeout => DigitsResult.NoDigit,
        DigitsEnd.DigitsInterTimeout or DigitsEnd.DigitsOverallTimeout => DigitsResult.TooFew,
        _ => DigitsResult.Cancelled,
    };

    private Task<PlayResult> PlayAsync(Participant participant, Prompt prompt, bool isAlone, CancellationToken stop) =>
        participant.Media?.Termination is { } termination
            ? PlayAsync(termination.Context, participant, prompt, isAlone, stop)
            : Task.FromResult(PlayResult.Failed);

    // To all where there is no participant.
    private async Task<PlayResult> PlayAsync(MrfpContext context, Participant? participant, Prompt prompt, bool isAlone, CancellationToken stop)
    {
        if (book.Find(prompt) is not { } announcement) return PlayResult.Off;
        var id = NextId(context);
        var playing = new Awaited<PlayResult>(context, participant);
        _playbacks.Add(id, playing);
        LoopTimer? guard = null;
        try
        {
            using var stopping = stop.Register(() => loop.Post(() => playing.GiveUp(PlayResult.Stopped)));
            var request = new StartPlaybackRequest { ContextId = context.Id, PlaybackId = id, Announcement = announcement, Alone = isAlone };
            if (participant is not null) request.TerminationId = participant.Media!.Termination.TerminationId;
            var reply = await context.Mrfp.StartPlaybackAsync(request, CancellationToken.None);
            if (announcement.Times > 0)
                guard = loop.Schedule(TimeSpan.FromMilliseconds(reply.DurationMs) + Grace, () => playing.GiveUp(PlayResult.Failed));
            var result = await playing.OutcomeOr(PlayResult.Stopped);
            if (playing.IsGivenUp) StopPlayback(context, id);
            return result;
        }
        catch (MrfpException e)
        {
            if (MayHaveBegun(e)) StopPlayback(context, id);
            log.LogWarning("{Prompt} could not be played in context {Context}: {Why}", prompt, context.Id, e.Message);
            return PlayResult.Failed;
        }
        finally
        {
            guard?.Cancel();
            _playbacks.Remove(id);
        }
    }

    private CollectDigitsRequest Request(MrfpTermination termination, string id, Prompt? prompt, DigitRules rules) => new()
    {
        ContextId = termination.Context.Id,
        TerminationId = termination.TerminationId,
        CollectionId = id,
        Prompt = prompt is { } asked ? book.Find(asked) : null,
        Alone = rules.Alone,
        BargeIn = rules.BargeIn,
        Mute = rules.Mutes,
        KeepEarlierKeys = rules.KeepsEarlierKeys,
        MinDigits = (uint)rules.MinDigits,
        MaxDigits = (uint)rules.MaxDigits,
        Terminator = rules.Terminator,
        FirstDigitMs = (uint)rules.FirstDigit.TotalMilliseconds,
        InterDigitMs = (uint)rules.InterDigit.TotalMilliseconds,
        OverallMs = (uint)rules.Overall.TotalMilliseconds,
    };

    // Keys come one after the other, as they were pressed.
    private async Task RelayAsync(Awaited<DigitsOutcome> asked, PressKeyRequest request)
    {
        await asked.LastKey;
        try
        {
            await asked.Context.Mrfp.PressKeyAsync(request, CancellationToken.None);
        }
        catch (MrfpException e)
        {
            log.LogWarning("A key was not relayed: {Why}", e.Message);
        }
    }

    // Its reply was lost: a tone without an end would sound for ever.
    private static bool MayHaveBegun(MrfpException e) => e.Fault is MrfpFault.Unavailable or MrfpFault.TimedOut;

    private void StopPlayback(MrfpContext context, string id) => Tell(
        "StopPlayback", mrfp => mrfp.StopPlaybackAsync(new() { ContextId = context.Id, PlaybackId = id }, CancellationToken.None), context);

    private void CancelDigits(MrfpContext context, string id) => Tell(
        "CancelDigits", mrfp => mrfp.CancelDigitsAsync(new() { ContextId = context.Id, CollectionId = id }, CancellationToken.None), context);

    private void Tell(string what, Func<IMrfp, Task> command, MrfpContext context) => loop.Spawn(what, async () =>
    {
        try
        {
            if (!context.IsGone) await command(context.Mrfp);
        }
        catch (MrfpException e)
        {
            log.LogDebug("{Command} in context {Context} came to nothing: {Why}", what, context.Id, e.Message); // it goes with the context
        }
    });

    private string NextId(MrfpContext context) => $"{context.Id}-p{++_lastId}";

    /// <summary>Something that an MRFP will tell the end of.</summary>
    private sealed class Awaited<T>(MrfpContext context, Participant? participant)
    {
        private readonly TaskCompletionSource<T> _outcome = new();

        public MrfpContext Context => context;

        public Participant? Participant => participant;

        /// <summary>We ended it, and the MRFP does not know.</summary>
        public bool IsGivenUp { get; private set; }

        public Task LastKey { get; set; } = Task.CompletedTask;

        /// <summary>What the MRFP tells, or the other when the context has gone.</summary>
        public async Task<T> OutcomeOr(T gone) => await Task.WhenAny(_outcome.Task, context.Gone) == _outcome.Task ? await _outcome.Task : gone;

        public void Complete(T outcome) => _outcome.TrySetResult(outcome);

        public void GiveUp(T outcome)
        {
            if (_outcome.Task.IsCompleted) return;
            IsGivenUp = true;
            _outcome.SetResult(outcome);
        }
    }
}
