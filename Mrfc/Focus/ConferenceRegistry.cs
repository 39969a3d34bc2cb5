using ImsConference.Mrfc.Focus.Admission;
using ImsConference.Mrfc.Focus.Leaving;
using ImsConference.Mrfc.Focus.News;
using ImsConference.Mrfc.Focus.Recordings;
using ImsConference.Mrfc.Focus.Roster;
using ImsConference.Mrfc.Media;
using ImsConference.Sip.Loop;
using ImsConference.Sip.Messages;
using ImsConference.Sip.Sessions;

namespace ImsConference.Mrfc.Focus;

/// <summary>All conferences: gives out their URIs, finds them, and ends them.</summary>
public sealed class ConferenceRegistry
{
    private static readonly TimeSpan TellingPause = TimeSpan.FromSeconds(1);

    private readonly Dictionary<string, Conference> _conferences = new(StringComparer.Ordinal);
    private readonly Dictionary<Conference, LoopTimer> _expiries = [];
    private readonly Dictionary<Participant, LoopTimer> _departed = [];
    private readonly SignallingLoop _loop;
    private readonly MrfpPool _pool;
    private readonly FocusOptions _options;
    private readonly NodePolicy _node;
    private readonly ConferenceUriTemplate _template;
    private readonly UriQuarantine _quarantine;
    private readonly ConferenceDescriber _describer;
    private readonly ILogger<ConferenceRegistry> _log;

    /// <param name="loop">Where all of this happens.</param>
    /// <param name="pool">Where conferences find their media.</param>
    /// <param name="node">Limits and lifetimes, and who may create.</param>
    /// <param name="template">Form of the URIs.</param>
    /// <param name="log">One line for each conference that begins or ends.</param>
    public ConferenceRegistry(
        SignallingLoop loop, MrfpPool pool, NodePolicy node, ConferenceUriTemplate template, ILogger<ConferenceRegistry> log)
    {
        _loop = loop;
        _pool = pool;
        _node = node;
        _options = node.Options;
        _template = template;
        _describer = new ConferenceDescriber(_options);
        _log = log;
        News = new ConferenceNews(loop.Time);
        Clock = new ConferenceClock(loop, _options, End);
        _quarantine = new UriQuarantine(loop.Time, TimeSpan.FromSeconds(_options.QuarantineSeconds));
    }

    /// <summary>What happens to them.</summary>
    public ConferenceNews News { get; }

    /// <summary>Ends them when their time is up, and says so before.</summary>
    public ConferenceClock Clock { get; }

    /// <summary>A recording of a conference has begun, paused, gone on or ended; with its state before, null when it begins.</summary>
    public event Action<Conference, ConferenceRecording, RecordingState?>? RecordingChanged;

    /// <summary>Others are heard in a conference than before (<see cref="Conference.Speakers"/>).</summary>
    public event Action<Conference>? SpeakersChanged;

    public int Count => _conferences.Count;

    public IReadOnlyCollection<Conference> All => _conferences.Values;

    /// <summary>True when the URI has the form of our conferences, whether there is such a one or not.</summary>
    public bool IsConferenceUri(SipUri uri) => _template.TryMatch(uri, out _);

    /// <returns>False when there is no such conference, or no more.</returns>
    public bool TryFind(SipUri uri, out Conference conference)
    {
        conference = null!;
        return _template.TryMatch(uri, out var token) && _conferences.TryGetValue(token, out conference!);
    }

    /// <summary>The conference that a context on an MRFP was made for; null when it is no more.</summary>
    public Conference? FindByContext(string contextId) => _conferences.GetValueOrDefault(ConferenceContext.TokenOf(contextId));

    /// <summary>Notes who is heard.</summary>
    public void Hear(Conference conference, IReadOnlyList<ActiveSpeaker> speakers)
    {
        conference.Speakers = speakers;
        SpeakersChanged?.Invoke(conference);
    }

    /// <summary>Makes a conference with an URI of its own. No resource is taken yet.</summary>
    /// <param name="creator">Who asked for it.</param>
    /// <param name="outlivesItsMaker">True for a redirect, which gives the URI away for somebody to come later.</param>
    /// <param name="conference">The conference; null when the result is false.</param>
    /// <param name="refusal">Which limit forbids it; null when the result is true.</param>
    /// <param name="rules">How it is to be run; null: as its creator's subscription says.</param>
    public bool TryAllocate(Caller creator, bool outlivesItsMaker, out Conference conference, out Refusal refusal, ConferenceRules? rules = null)
    {
        conference = null!;
        refusal = LimitReached(creator, outlivesItsMaker)!;
        if (refusal is not null) return false;

        var token = NewToken();
        var recordings = new ConferenceRecordings(token, _loop.Time, _log);
        var context = new ConferenceContext(token, _pool, _options, recordings, _log);
        conference = new Conference(token, _template.Make(token), creator, context, rules ?? _node.SubscriptionOf(creator).Rules, _node)
        {
            OutlivesItsMaker = outlivesItsMaker,
            News = News,
            Features = _options.ContactParameters,
            Describe = _describer.Describe,
        };
        var made = conference;
        recordings.Changed += (recording, before) => TellRecording(made, recording, before);
        _conferences.Add(token, conference);
        if (outlivesItsMaker) Await(conference);
        _log.LogInformation("Conference {Conference} is made for {Creator}: {Uri}", token, creator.Uri, conference.Uri);
        News.Tell(ConferenceEventKind.ConferenceCreated, conference);
        return true;
    }

    private void TellRecording(Conference conference, ConferenceRecording recording, RecordingState? before)
    {
        RecordingChanged?.Invoke(conference, recording, before);
        if (_conferences.ContainsKey(conference.Token)) conference.TellSubscribers(); // that it is recorded is in the roster
    }

    /// <summary>A participant is in.</summary>
    public void Activate(Conference conference)
    {
        if (conference.State == ConferenceState.Allocated)
        {
            conference.State = ConferenceState.Active;
            if (_expiries.Remove(conference, out var expiry)) expiry.Cancel();
            Clock.Start(conference);
            News.Tell(ConferenceEventKind.ConferenceActivated, conference);
        }

        Clock.Count(conference);
    }

    /// <summary>A participant has gone: shows it, gives its media back, and ends the conference when it was the last, or all depend on it.</summary>
    /// <param name="participant">Its session has ended, or never came to be.</param>
    /// <param name="method">How it went.</param>
    /// <param name="how">When, why and by whom.</param>
    /// <param name="bye">Our BYE to it, until the answer; completed when there is none.</param>
    public async Task LeaveAsync(Participant participant, DisconnectionMethod method, RosterExecution how, Task bye)
    {
        var conference = participant.Conference;
        if (!conference.Dismiss(participant)) return;

        if (!_options.OpenRoster) CloseRoster(conference, participant);
        if (!bye.IsCompleted) participant.ShowLeaving();
        else ShowGone(participant, method, how);
        News.Tell(ConferenceEventKind.ParticipantLeft, participant, how.Reason);
        EndIfDue(conference, participant);
        Clock.Count(conference);

        var last = participant.Media is { } media ? await media.Termination.SubtractAsync() : null;
        News.Tell(new ConferenceEvent(ConferenceEventKind.ParticipantReleased, _loop.Time.GetUtcNow())
        {
            Conference = conference,
            Participant = participant,
            Reason = how.Reason,
            Figures = last?.Streams.FirstOrDefault()?.Statistics,
        });
        await bye;
        ShowGone(participant, method, how);
    }

    /// <summary>Ends a conference: everybody gets a BYE, every subscriber its last NOTIFY, the MRFP its place back. Returns at once.</summary>
    public void End(Conference conference, Removal why)
    {
        if (conference.State == ConferenceState.Ended) return;

        conference.State = ConferenceState.Ended;
        _conferences.Remove(conference.Token);
        _quarantine.Add(conference.Token);
        Clock.Stop(conference);
        if (_expiries.Remove(conference, out var expiry)) expiry.Cancel();
        foreach (var gone in _departed.Keys.Where(gone => gone.Conference == conference).ToArray())
            if (_departed.Remove(gone, out var timer)) timer.Cancel();

        _log.LogInformation("Conference {Conference} ends: {Why}", conference.Token, why.Text);
        News.Tell(ConferenceEventKind.ConferenceEnded, conference, why.Text);
        foreach (var participant in conference.Participants.ToArray()) participant.Remove(why);
        foreach (var subscriber in conference.Subscribers.ToArray())
            _loop.Spawn("last conference NOTIFY", subscriber.TellEndAsync);
        _loop.Spawn($"release of {conference.Token}", conference.Context.ReleaseAsync);
    }

    /// <summary>Takes a participant out against its will (RFC 4579 §5.11): it watches no longer, and has no rights left here.</summary>
    /// <param name="participant">The one.</param>
    /// <param name="by">URI of who asked for it, for the others; null when it is not told.</param>
    public void Expel(Participant participant, string? by)
    {
        var conference = participant.Conference;
        conference.Policy.Withdraw(participant.User);
        participant.Remove(Removal.Expelled with { By = by });
        conference.EndSubscriptions(_loop, participant);
    }

    /// <summary>Ends a conference that was made for an INVITE which came to nothing.</summary>
    public void Discard(Conference conference)
    {
        if (conference.Participants.Count == 0 && conference.State == ConferenceState.Allocated) End(conference, Removal.ConferenceEnded);
    }

    private Refusal? LimitReached(Caller creator, bool outlivesItsMaker)
    {
        if (!_node.MayCreate(creator, All, out var refusal)) return refusal;
        if (!outlivesItsMaker) return null;
        if (_expiries.Count >= _options.MaxUnjoined) return Refusals.TooManyUnjoined(_options.RetryAfterSeconds);
        return _expiries.Keys.Count(unjoined => unjoined.Creator.Uri == creator.Uri) >= _options.MaxUnjoinedPerCaller
            ? Refusals.TooManyUnjoinedOfCaller(_options.RetryAfterSeconds) : null;
    }

    private void Await(Conference conference) =>
        _expiries[conference] = _loop.Schedule(TimeSpan.FromSeconds(_options.UnjoinedSeconds), () => Expire(conference));

    private void CloseRoster(Conference conference, Participant gone)
    {
        var user = gone.User;
        if (user.IsSameUser(conference.Creator) || conference.Participants.Any(other => other.User.IsSameUser(user))) return;
        conference.EndSubscriptions(_loop, gone);
    }

    private void ShowGone(Participant participant, DisconnectionMethod method, RosterExecution how)
    {
        var conference = participant.Conference;
        if (conference.State == ConferenceState.Ended || !participant.ShowGone(method, how)) return;

        var revision = conference.Roster.Revision;
        _departed[participant] = _loop.Schedule(TimeSpan.FromMilliseconds(_options.DepartedMs), () => ForgetDeparted(participant, revision));
    }

    private string NewToken()
    {
        while (true)
        {
            var token = ConferenceToken.Next(_options.TokenBits);
            if (!_conferences.ContainsKey(token) && !_quarantine.Holds(token)) return token;
        }
    }

    private void EndIfDue(Conference conference, Participant gone)
    {
        if (conference.State == ConferenceState.Ended) return;
        var isCreator = gone.IsCreator && !conference.Participants.Any(other => other.IsCreator);
        if (conference.State == ConferenceState.Active && isCreator && _options.EndsWhen == ConferenceEnd.CreatorLeaves)
            End(conference, Removal.ConferenceEnded);
        else if (conference.Participants.Count == 0 && !IsStillAwaited(conference))
            End(conference, Removal.ConferenceEnded);
    }

    // The first to come may have failed; until its time is up the URI stays good for the next try.
    private bool IsStillAwaited(Conference conference) =>
        conference.State == ConferenceState.Allocated && conference.OutlivesItsMaker && _expiries.ContainsKey(conference);

    private void Expire(Conference conference)
    {
        _expiries.Remove(conference); // whoever is on the way in now decides: in, or the end
        if (conference.Participants.Count == 0) End(conference, Removal.ConferenceEnded);
    }

    /// <summary>Takes a departed one out of the roster, but not before every subscriber has been told how it went.</summary>
    private void ForgetDeparted(Participant participant, long revision)
    {
        var conference = participant.Conference;
        if (conference.Subscribers.Any(subscriber => subscriber.Told < revision))
        {
            _departed[participant] = _loop.Schedule(TellingPause, () => ForgetDeparted(participant, revision));
            return;
        }

        _departed.Remove(participant);
        if (conference.Roster.StatusOf(participant.RosterUri, participant.EndpointUri) != EndpointStatus.Disconnected) return; // it has come back
        if (conference.Roster.Remove(participant.RosterUri, participant.EndpointUri)) conference.TellSubscribers();
    }
}
