using ImsConference.Mrfc.Focus.Announcements;
using ImsConference.Mrfc.Focus.Roster;
using ImsConference.Sip.Loop;

namespace ImsConference.Mrfc.Focus.Admission;

/// <summary>Between an answered call and the conference: the PIN, then the lobby. Who does not get through is told why by BYE.</summary>
/// <param name="services">Of the focus.</param>
/// <param name="book">The PINs that this node knows.</param>
/// <param name="elsewhere">Knows the PINs of conferences that have none here; null: then they have none.</param>
public sealed class Entrance(FocusServices services, IPinServer book, IPinServer? elsewhere)
{
    private static readonly DigitRules Rules = new()
    {
        MinDigits = ConferenceRules.LeastPinDigits,
        MaxDigits = ConferenceRules.MostPinDigits,
        Overall = TimeSpan.FromSeconds(30),
    };

    private readonly Dictionary<Participant, TaskCompletionSource> _lobby = [];

    /// <summary>What a participant has to pass, known before it has any media.</summary>
    public Threshold ThresholdFor(Participant participant) =>
        participant.Conference.Policy.MustProvePin(participant, isKnownElsewhere: elsewhere is not null) ? Threshold.Pin
        : participant.Conference.Policy.MustWait(participant) ? Threshold.Lobby
        : Threshold.None;

    /// <summary>Takes one through whose call is answered.</summary>
    /// <returns>False when it is leaving.</returns>
    public async Task<bool> PassAsync(Participant participant)
    {
        if (participant.Threshold == Threshold.Pin && !await ProveAsync(participant)) return false;
        if (participant.Conference.Policy.MustWait(participant) && !await WaitAsync(participant)) return false;

        participant.Threshold = Threshold.None;
        return true;
    }

    /// <summary>Lets one in who waits; nothing happens when it does not.</summary>
    public void LetIn(Participant participant)
    {
        if (_lobby.TryGetValue(participant, out var waiting)) waiting.TrySetResult();
    }

    /// <summary>Somebody has come in, or has another role: those who waited for a moderator may have one now.</summary>
    public void Review(Conference conference)
    {
        if (_lobby.Count == 0) return;
        foreach (var participant in conference.Participants.Where(participant => !conference.Policy.MustWait(participant)).ToArray()) LetIn(participant);
    }

    private async Task<bool> ProveAsync(Participant participant)
    {
        participant.ShowStep(EndpointStatus.DialingIn); // "probably being authenticated" (RFC 4575 §5.7.4)
        var conference = participant.Conference;
        try
        {
            var verdict = await AskAsync(participant, new PinQuestion(conference.Uri.ToString(), conference.Creator.Uri, participant.User.Uri));
            if (participant.IsLeaving) return false;
            if (verdict is PinVerdict.Granted or PinVerdict.NotNeeded) return true;

            services.Log.LogInformation("{User} stays out of conference {Conference}: PIN {Verdict}", participant.User.Uri, conference.Token, verdict);
            await services.Prompter.PlayAsync(participant, Prompt.Goodbye);
            participant.Remove(verdict == PinVerdict.LockedOut ? Removal.PinLockedOut : Removal.WrongPin);
        }
        catch (PinServerException e)
        {
            services.Log.LogWarning("{User} stays out of conference {Conference}: {Why}", participant.User.Uri, conference.Token, e.Message);
            participant.Remove(Removal.PinServerLost);
        }

        return false;
    }

    // No PIN, no log: what is pressed goes into a proof, and is forgotten.
    private async Task<PinVerdict> AskAsync(Participant participant, PinQuestion question)
    {
        var server = elsewhere is null || participant.Conference.Policy.Rules.Pin.Length > 0 ? book : elsewhere;
        var verdict = await server.CheckAsync(question, null);
        for (var tries = services.Options.PinTries; tries > 0 && verdict is PinVerdict.Needed or PinVerdict.Wrong && !participant.IsLeaving; tries--)
        {
            var prompt = verdict == PinVerdict.Needed ? Prompt.EnterPin : Prompt.WrongPin;
            var pressed = await services.Prompter.CollectAsync(participant, prompt, Rules, CancellationToken.None);
            verdict = pressed.IsEntered ? await server.CheckAsync(question, PinProof.Of(pressed.Digits, question)) : PinVerdict.Wrong;
        }

        return verdict;
    }

    private async Task<bool> WaitAsync(Participant participant)
    {
        participant.Threshold = Threshold.Lobby;
        participant.ShowStep(EndpointStatus.Pending);
        services.Log.LogInformation("{User} waits for a moderator of conference {Conference}", participant.User.Uri, participant.Conference.Token);
        using var music = new CancellationTokenSource();
        var playing = services.Prompter.PlayAsync(participant, Prompt.Lobby, music.Token);
        var waiting = _lobby[participant] = new TaskCompletionSource();
        var patience = services.Options.LobbySeconds == 0 ? null
            : services.Loop.Schedule(TimeSpan.FromSeconds(services.Options.LobbySeconds), () => participant.Remove(Removal.NoModerator));
        try
        {
            await SignallingLoop.FirstAsync(waiting.Task, participant.Session!.Ended);
            return !participant.IsLeaving;
        }
        finally
        {
            patience?.Cancel();
            _lobby.Remove(participant);
            music.Cancel(); // on the loop, not beside it
            await playing;
        }
    }
}
