using System.Text;
using ImsConference.Mrfc.Focus.Admission;
using ImsConference.Mrfc.Focus.News;
using ImsConference.Mrfc.Focus.Recordings;
using ImsConference.Mrfc.Focus.Roster;
using ImsConference.Sip.Loop;
using ImsConference.Sip.Messages;

namespace ImsConference.Mrfc.Focus;

/// <summary>One conference: its URI, who is in it, who watches it, and where its media is.</summary>
public sealed class Conference
{
    private readonly List<Participant> _participants = [];
    private readonly List<RosterSubscriber> _subscribers = [];
    private readonly NodePolicy _node;
    private int _lastNumber;

    internal Conference(string token, SipUri uri, Caller creator, ConferenceContext context, ConferenceRules rules, NodePolicy node)
    {
        Token = token;
        SessionUuid = Ims.SessionUuid.Of(token);
        Uri = uri;
        Creator = creator;
        Context = context;
        MaxParticipants = Math.Min(rules.MaxParticipants ?? node.Options.MaxParticipants, node.Options.MaxParticipants);
        Policy = new ConferencePolicy(this, rules, node);
        _node = node;
        Roster = new ConferenceRoster(uri.ToString());
        Documents = new RosterDocuments(Roster);
    }

    public string Token { get; }

    /// <summary>Our half of Session-ID in all sessions of it (RFC 7989 §9).</summary>
    public string SessionUuid { get; }

    public SipUri Uri { get; }

    /// <summary>Contact value of everything the focus sends for this conference (RFC 4579 §3.2).</summary>
    public string Contact => $"<{Uri}>;isfocus{Features}";

    /// <summary>Further feature parameters of <see cref="Contact"/> (RFC 3840), from the semicolon on.</summary>
    public string Features { get; internal init; } = "";

    public Caller Creator { get; }

    public ConferenceContext Context { get; }

    public ConferenceRecordings Recordings => Context.Recordings;

    /// <summary>Who is heard now, the loudest first, as the MRFP told last; empty where Focus:SpeakersIntervalMs is 0.</summary>
    public IReadOnlyList<ActiveSpeaker> Speakers { get; internal set; } = [];

    public int MaxParticipants { get; }

    /// <summary>Where what happens in it is told.</summary>
    public required ConferenceNews News { get; init; }

    /// <summary>Who may do what in it.</summary>
    public ConferencePolicy Policy { get; }

    public ConferenceState State { get; internal set; }

    public bool IsFull => _participants.Count >= MaxParticipants;

    /// <summary>Its URI was made by a redirect: it waits for somebody to come. One that a factory made ends with its maker's INVITE.</summary>
    public bool OutlivesItsMaker { get; internal set; }

    public IReadOnlyList<Participant> Participants => _participants;

    public IReadOnlyList<RosterSubscriber> Subscribers => _subscribers;

    /// <summary>What it is about, for people; null when nobody said.</summary>
    public string? Subject { get; internal set; }

    public ConferenceRoster Roster { get; }

    /// <summary>The roster as NOTIFYs tell it.</summary>
    public RosterDocuments Documents { get; }

    /// <summary>Says what the roster tells of it besides its state and its users.</summary>
    internal Func<Conference, ConferenceDescription>? Describe { get; init; }

    /// <summary>Takes in one more, who counts from now on, wherever it is on its way.</summary>
    public Participant Admit(Caller user, JoiningMethod method, RosterExecution? referred = null)
    {
        var participant = new Participant(this, ++_lastNumber, user, method)
        {
            Referred = referred,
            IsCreator = method == JoiningMethod.DialedIn && user.IsSameUser(Creator),
            Role = Policy.RoleOf(user),
        };
        if (method == JoiningMethod.DialedOut) Policy.NoteInvited(user);
        _participants.Add(participant);
        _node.Count(+1);
        News.Tell(ConferenceEventKind.ParticipantDialing, participant);
        return participant;
    }

    /// <summary>Takes the subject that its maker's INVITE names (RFC 3261 §20.36); none from one who wants privacy.</summary>
    internal void TakeSubject(SipMessage invite, Caller creator)
    {
        if (!creator.IsPrivate && invite.Has(HeaderId.Subject)) Subject = Encoding.UTF8.GetString(invite[HeaderId.Subject]);
    }

    /// <summary>Records it: all mixed, one participant, or each apart.</summary>
    /// <exception cref="Media.MrfpException">NotFound: it has no media yet, or the participant has none; else why the MRFP does not record.</exception>
    public Task<ConferenceRecording> RecordAsync(RecordingWish wish) => Recordings.StartAsync(Context.Current, wish);

    /// <returns>False when it was not there any more.</returns>
    public bool Dismiss(Participant participant)
    {
        if (!_participants.Remove(participant)) return false;
        _node.Count(-1);
        return true;
    }

    public void Add(RosterSubscriber subscriber) => _subscribers.Add(subscriber);

    public void Remove(RosterSubscriber subscriber)
    {
        _subscribers.Remove(subscriber);
        Roster.Forget(ToldToAll());
    }

    /// <summary>Ends what a participant subscribed to, for it may not watch any more (RFC 6665 §4.1.3).</summary>
    internal void EndSubscriptions(SignallingLoop loop, Participant gone)
    {
        foreach (var subscriber in _subscribers.Where(subscriber => subscriber.IsOf(gone)).ToArray())
            loop.Spawn("end of a subscription", () => subscriber.EndAsync("rejected"));
    }

    /// <summary>Calls of the focus to a user that ring, or soon will; not one that is to take over a session of its, for that session stays without it.</summary>
    public IEnumerable<Participant> CallsTo(Caller user) => _participants.Where(participant =>
        participant is { IsConnected: false, IsLeaving: false, Call.MeansSession: false } && participant.User.IsSameUser(user));

    /// <summary>What others see in the place of a user's URI: its own, unless that participant wants privacy (RFC 4579 §6).</summary>
    public string RosterUriOf(string userUri) => _participants.Find(participant => participant.User.Uri == userUri)?.RosterUri ?? userUri;

    /// <summary>Brings in line with the conference what the roster tells of it as a whole.</summary>
    public void RefreshRoster()
    {
        if (Describe is not null) Roster.Describe(Describe(this));
        Roster.Show(State == ConferenceState.Active, Policy.IsLocked);
    }

    /// <summary>The roster, or something that it tells of the conference, has changed: each subscriber hears of it in its own time.</summary>
    public void TellSubscribers()
    {
        RefreshRoster();
        Roster.Forget(ToldToAll());
        foreach (var subscriber in _subscribers.ToArray()) subscriber.OnRosterChanged();
    }

    private long ToldToAll() => _subscribers.Count == 0 ? Roster.Revision : _subscribers.Min(subscriber => subscriber.Told);
}
