using System.Diagnostics.CodeAnalysis;
using ImsConference.Mrfc.Focus.Roster;
using ImsConference.Sip.Sessions;

namespace ImsConference.Mrfc.Focus.Admission;

/// <summary>Who may do what in one conference, whether it is asked by SIP or by the HTTP API.</summary>
/// <remarks>Each question has a refusal ready when the answer is no. Nothing is done here.</remarks>
/// <param name="conference">Whose policy it is.</param>
/// <param name="rules">What its maker asked for.</param>
/// <param name="node">What holds for all conferences.</param>
public sealed class ConferencePolicy(Conference conference, ConferenceRules rules, NodePolicy node)
{
    private readonly Dictionary<string, Role> _roles = new(rules.Roles, StringComparer.Ordinal);
    private readonly HashSet<string> _expelled = new(StringComparer.Ordinal);

    public ConferenceRules Rules => rules;

    /// <summary>Nobody comes in any more, but moderators and whom the focus calls (RFC 4575 §5.5.3).</summary>
    public bool IsLocked { get; set; }

    /// <summary>The one who asks, with all the rights it has in this conference.</summary>
    /// <param name="user">By what the request proves.</param>
    /// <param name="participant">Itself in the conference, known by a dialog; null: by its identity, if at all.</param>
    public Actor Recognise(Caller user, Participant? participant = null)
    {
        if (participant is { Threshold: not Threshold.None } outside) // who has not shown yet that it belongs here
            return new Actor(outside.Threshold == Threshold.Pin ? Role.Stranger : GivenRole(user) ?? Role.Observer, user, outside);

        participant ??= conference.Participants.FirstOrDefault(other => other.IsConnected && other.User.IsSameUser(user));
        var given = GivenRole(user) ?? Role.Stranger;
        return new Actor(participant is not null && participant.Role > given ? participant.Role : given, user, participant);
    }

    /// <summary>The role that a user has from the moment it comes in.</summary>
    public Role RoleOf(Caller user) => GivenRole(user) ?? Role.Participant;

    /// <summary>Gives a user a role for as long as the conference stands, whether it is in or comes later; it is invited by that.</summary>
    public void Give(Caller user, Role role)
    {
        _roles[user.Uri] = role;
        _expelled.Remove(user.Uri);
    }

    /// <summary>Takes back what a user was given who is expelled: if it comes again, it comes as anybody does. A creator stays one.</summary>
    public void Withdraw(Caller user)
    {
        _roles.Remove(user.Uri);
        if (user.Tel is { } tel) _roles.Remove(tel);
        _expelled.Add(user.Uri);
    }

    /// <summary>Notes that a participant asked for this user: it may come in by itself too.</summary>
    public void NoteInvited(Caller user) => _roles.TryAdd(user.Uri, Role.Participant);

    /// <summary>Come in by an INVITE of one's own.</summary>
    public bool MayJoin(Actor actor, [NotNullWhen(false)] out Refusal? refusal)
    {
        if (actor.User is { } user && !node.MayJoin(user, out refusal)) return false;

        refusal = actor.Role >= Role.Moderator ? null
            : IsLocked ? Refusals.ConferenceLocked
            : rules.IsInvitedOnly && !IsInvited(actor.User) ? Refusals.NotInvited
            : actor.Role == Role.Observer ? Refusals.OnlyObserver
            : null;
        if (refusal is null && !HasPlace(out var full) && !IsCalled(actor.User)) refusal = full;
        return refusal is null;
    }

    /// <summary>Have the focus call somebody.</summary>
    public bool MayInvite(Actor actor, [NotNullWhen(false)] out Refusal? refusal)
    {
        refusal = actor.Role < Role.ListenOnly ? Refusals.NotAParticipant
            : actor.Role < Role.Participant ? Refusals.NoInviter
            : null;
        return refusal is null && HasPlace(out refusal);
    }

    /// <summary>Take somebody out; oneself always.</summary>
    public bool MayExpel(Actor actor, Participant target, [NotNullWhen(false)] out Refusal? refusal) =>
        MayActOn(actor, target, out refusal);

    /// <summary>Take out whoever it may be; asked where nobody is found by the name that was given.</summary>
    public bool MayExpelAnybody(Actor actor, [NotNullWhen(false)] out Refusal? refusal)
    {
        refusal = actor.Role < Role.ListenOnly ? Refusals.NotAParticipant : actor.Role < Role.Moderator ? Refusals.NotAModerator : null;
        return refusal is null;
    }

    /// <summary>End the conference for everybody.</summary>
    public bool MayEnd(Actor actor, [NotNullWhen(false)] out Refusal? refusal) => Needs(Role.Creator, actor, Refusals.NotTheCreator, out refusal);

    /// <summary>Lock or unlock.</summary>
    public bool MayLock(Actor actor, [NotNullWhen(false)] out Refusal? refusal) => Needs(Role.Moderator, actor, Refusals.NotAModerator, out refusal);

    /// <summary>Let somebody in who waits in the lobby.</summary>
    public bool MayLetIn(Actor actor, [NotNullWhen(false)] out Refusal? refusal) => Needs(Role.Moderator, actor, Refusals.NotAModerator, out refusal);

    /// <summary>Mute, unmute, hold or resume somebody; oneself always.</summary>
    public bool MayMute(Actor actor, Participant target, [NotNullWhen(false)] out Refusal? refusal) =>
        MayActOn(actor, target, out refusal);

    /// <summary>Watch the roster (RFC 4575 §3.6).</summary>
    public bool MaySubscribe(Actor actor, [NotNullWhen(false)] out Refusal? refusal)
    {
        refusal = node.Options.OpenRoster || actor.Role > Role.Stranger ? null : Refusals.RosterClosed;
        return refusal is null;
    }

    /// <summary>Give somebody another role, none above one's own. A creator stays one, and nobody becomes one.</summary>
    public bool MayChangeRole(Actor actor, Participant target, Role role, [NotNullWhen(false)] out Refusal? refusal)
    {
        refusal = target.Role == Role.Creator || role is not (Role.ListenOnly or Role.Participant or Role.Moderator) ? Refusals.NoSuchRole
            : actor.Role < Role.Moderator || actor.Role < target.Role ? Refusals.NotAModerator
            : null;
        return refusal is null;
    }

    /// <summary>Begin, pause or end a recording.</summary>
    public bool MayRecord(Actor actor, [NotNullWhen(false)] out Refusal? refusal) => Needs(Role.Moderator, actor, Refusals.NotAModerator, out refusal);

    /// <summary>Play something to one or all.</summary>
    public bool MayPlay(Actor actor, [NotNullWhen(false)] out Refusal? refusal) => Needs(Role.Moderator, actor, Refusals.NotAModerator, out refusal);

    /// <summary>Whether the participant must press the PIN: whoever dials in, unless it is proved to own the conference, or comes from inside.</summary>
    /// <param name="participant">On its way in.</param>
    /// <param name="isKnownElsewhere">There is a PIN server to be asked when no PIN is known here.</param>
    public bool MustProvePin(Participant participant, bool isKnownElsewhere) =>
        participant is { Method: JoiningMethod.DialedIn, IsVouchedFor: false, HasProvedPin: false }
        && !(participant.IsCreator && participant.User.IsProved)
        && (rules.Pin.Length > 0 || isKnownElsewhere);

    /// <summary>Whether the participant must wait until a moderator is in.</summary>
    public bool MustWait(Participant participant) => rules.HasLobby && !participant.IsVouchedFor && participant.Role < Role.Moderator
        && !conference.Participants.Any(other => other.IsConnected && other.Role >= Role.Moderator);

    private bool IsInvited(Caller? user) => user is null || _roles.ContainsKey(user.Uri) || (user.Tel is { } tel && _roles.ContainsKey(tel));

    private Role? GivenRole(Caller user) => user.IsSameUser(conference.Creator) ? Role.Creator
        : _roles.TryGetValue(user.Uri, out var role) || (user.Tel is { } tel && _roles.TryGetValue(tel, out role)) ? role
        : _expelled.Contains(user.Uri) ? null : node.SubscriptionOf(user).Role;

    // The place that is kept for a user whom the focus is calling: who comes by itself takes it, and the call is withdrawn.
    private bool IsCalled(Caller? user) => user is { IsPrivate: false } && conference.CallsTo(user).Any();

    private bool HasPlace([NotNullWhen(false)] out Refusal? refusal)
    {
        if (!node.HasPlace(out refusal)) return false;
        refusal = conference.IsFull ? Refusals.ConferenceFull : null;
        return refusal is null;
    }

    private static bool MayActOn(Actor actor, Participant target, [NotNullWhen(false)] out Refusal? refusal)
    {
        var mayAct = actor.Is(target) || (actor.Role >= Role.Moderator && actor.Role >= target.Role);
        refusal = mayAct ? null : actor.Role < Role.ListenOnly ? Refusals.NotAParticipant : Refusals.NotAModerator;
        return mayAct;
    }

    private static bool Needs(Role least, Actor actor, Refusal no, [NotNullWhen(false)] out Refusal? refusal)
    {
        refusal = actor.Role >= least ? null : no;
        return refusal is null;
    }
}
