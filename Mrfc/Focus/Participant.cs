using ImsConference.Mrfc.Focus.Admission;
using ImsConference.Mrfc.Focus.Ims;
using ImsConference.Mrfc.Focus.Invitations;
using ImsConference.Mrfc.Focus.News;
using ImsConference.Mrfc.Focus.Roster;
using ImsConference.Sip.Messages;
using ImsConference.Sip.Sessions;

namespace ImsConference.Mrfc.Focus;

/// <summary>One endpoint that is in a conference, or on its way in. Its flow owns it from the first request to the last release.</summary>
public sealed class Participant
{
    private bool _isShown;

    internal Participant(Conference conference, int number, Caller user, JoiningMethod method)
    {
        Conference = conference;
        Number = number;
        User = user;
        Method = method;
        RosterUri = user.IsPrivate ? NamelessUri : user.Uri;
    }

    public Conference Conference { get; }

    /// <summary>1 for the first of the conference; never given twice.</summary>
    public int Number { get; }

    public Caller User { get; private set; }

    public JoiningMethod Method { get; }

    /// <summary>URI that others see: the user's own, or one that says nothing (RFC 4579 §6).</summary>
    public string RosterUri { get; private set; }

    /// <summary>URI of the endpoint that others see; known when the session is.</summary>
    public string EndpointUri { get; private set; } = "";

    /// <summary>Who asked for this participant by REFER; null when nobody did.</summary>
    public RosterExecution? Referred { get; init; }

    /// <summary>What its own messages say of it besides its identity; nothing of one who wants privacy.</summary>
    public EndpointProfile Profile { get; private set; } = EndpointProfile.None;

    /// <summary>Made the conference, or replaces the one who did.</summary>
    public bool IsCreator { get; set; }

    /// <summary>It has made the conference by this very call, or takes the place of one who is in: neither a PIN nor the lobby is for it.</summary>
    public bool IsVouchedFor
    {
        get => field || Replaced is { Threshold: Threshold.None };
        set;
    }

    /// <summary>It takes the place of one who has pressed the PIN, if there is any, and may wait in the lobby still.</summary>
    public bool HasProvedPin => Replaced is { Threshold: not Threshold.Pin };

    /// <summary>Whose place it is about to take (RFC 3891); null when nobody's, and when it has taken it.</summary>
    public Participant? Replaced { get; set; }

    /// <summary>What it has to pass before it is in, although its call is answered.</summary>
    public Threshold Threshold { get; set; }

    /// <summary>It is before the threshold, and is being asked.</summary>
    public bool IsAtThreshold { get; set; }

    /// <summary>What it may do. A creator stays one.</summary>
    public Role Role
    {
        get => IsCreator ? Role.Creator : field;
        set;
    }

    /// <summary>Its role, in the words of the roster (RFC 4575 §5.6.3).</summary>
    public IReadOnlyList<string> Roles => Role switch
    {
        Role.Creator => ["creator"],
        Role.Moderator => ["moderator"],
        Role.ListenOnly => ["listen-only"],
        _ => ["participant"],
    };

    public ParticipantMedia? Media { get; set; }

    /// <summary>What its INVITE says for charging; ours, when we called, with what its answer adds.</summary>
    public ChargingData? Charging { get; set; }

    /// <summary>
    /// URI that was called first, where another one is in its place now: a factory's, or one that redirected it here; of a called one, that was redirected,
    /// its own. Null when there is none.
    /// </summary>
    public string? Requested { get; set; }

    /// <summary>Where the focus's call has found it: its own URI, or what that was redirected to.</summary>
    public string Called { get => field ?? User.Uri; private set; }

    /// <summary>The focus's call that brings or brought it in; null for one who called.</summary>
    public UserCall? Call { get; set; }

    /// <summary>Null until a call of ours has met its user.</summary>
    public InviteSession? Session { get; set; }

    /// <summary>How its session ended; null while it stands, and when there was none.</summary>
    public SessionEnd? End { get; set; }

    /// <summary>How the flow ends its signalling: reject, cancel or BYE, whichever fits the moment.</summary>
    public Action<Removal>? EndSignalling { get; set; }

    /// <summary>Why the focus takes it out; null unless it does.</summary>
    public Removal? Removal { get; private set; }

    /// <summary>In: heard and seen by all.</summary>
    public bool IsConnected { get; private set; }

    /// <summary>On hold, by itself or by the focus.</summary>
    public bool IsHeld { get; private set; }

    /// <summary>Not heard by the others, because the focus wants it so.</summary>
    public bool IsMuted => Media is { IsMuted: true };

    /// <summary>Since when it is in; null before.</summary>
    public DateTimeOffset? Joined => _joined?.When;

    /// <summary>Whether a request comes from this participant: in its dialog, or naming it (RFC 4538).</summary>
    public bool IsIn(IncomingRequest request) => Session is { } session
        && (session == request.Session || (request.Session is null && !session.HasEnded && TargetDialog.Names(session.Dialog, request.Message)));

    /// <summary>To be asked after every await: it has gone, or must go, meanwhile.</summary>
    public bool IsLeaving => Removal is not null || Session is { HasEnded: true };

    /// <summary>Takes it out. Its flow does the rest; the first reason stands.</summary>
    public void Remove(Removal why)
    {
        if (Removal is not null) return;
        Removal = why;
        EndSignalling?.Invoke(why);
    }

    /// <summary>The call to it goes on to another URI (RFC 3261 §8.1.3.4).</summary>
    public void Follow(SipUri next)
    {
        Requested ??= User.Uri;
        Called = CallerReader.IdentityOf(next);
    }

    /// <summary>Takes what its INVITE, or its answer to ours, says of it. One who wants privacy only now has it from now on.</summary>
    public void Learn(SipMessage message)
    {
        if (!User.IsPrivate && PrivacyWish.Of(message).HidesUser) BecomeNameless();
        Profile = User.IsPrivate ? EndpointProfile.None : EndpointProfile.Read(message);
    }

    /// <summary>Shows a step on the way in, or out.</summary>
    public void ShowStep(EndpointStatus status)
    {
        _isShown = true;
        Put(new RosterEndpoint(Name(), status));
    }

    /// <summary>Shows that it is in, or what changed in its media since.</summary>
    public void ShowConnected(DateTimeOffset now)
    {
        var isNew = !IsConnected;
        var wasHeld = IsHeld;
        IsConnected = true;
        _isShown = true;
        IsHeld = Media is { IsHeld: true } or { IsHeldByFocus: true };
        _joined ??= new RosterExecution(now);
        Put(new RosterEndpoint(Name(), IsHeld ? EndpointStatus.OnHold : IsMuted ? EndpointStatus.MutedViaFocus : EndpointStatus.Connected)
        {
            JoiningMethod = Method,
            Joining = _joined,
            Media = Media is { } media ? [media.ForRoster] : [],
        });
        if (isNew) Conference.News.Tell(ConferenceEventKind.ParticipantJoined, this);
        if (wasHeld != IsHeld) Conference.News.Tell(IsHeld ? ConferenceEventKind.ParticipantHeld : ConferenceEventKind.ParticipantResumed, this);
    }

    /// <summary>Shows that we have hung up, and it has not answered yet.</summary>
    public void ShowLeaving()
    {
        IsConnected = false;
        if (_isShown) Put(Past(EndpointStatus.Disconnecting));
    }

    /// <summary>Shows that it has gone, and how. One that never was shown stays so.</summary>
    /// <returns>False when there was nothing to show, or it was shown before.</returns>
    public bool ShowGone(DisconnectionMethod method, RosterExecution how)
    {
        IsConnected = false;
        if (!_isShown) return false;

        _isShown = false;
        Put(Past(EndpointStatus.Disconnected) with { DisconnectionMethod = method, Disconnection = how });
        return true;
    }

    private RosterEndpoint Past(EndpointStatus status) =>
        new(EndpointUri, status) { JoiningMethod = _joined is null ? null : Method, Joining = _joined };

    private RosterExecution? _joined;

    private string NamelessUri => $"sip:anonymous{Number}@anonymous.invalid";

    private void Put(RosterEndpoint endpoint)
    {
        Conference.Roster.Put(ForRoster(), endpoint with { Referred = Referred, DisplayText = Profile.DeviceName, Call = DialogForRoster() });
        Conference.TellSubscribers();
    }

    /// <summary>The user with all that its sessions in this conference make of it.</summary>
    private RosterUser ForRoster() => new(RosterUri, User.IsPrivate ? null : User.DisplayName)
    {
        AssociatedAors = User is { IsPrivate: false, Tel: { } tel } && tel != RosterUri ? [tel] : [],
        Roles = [.. Conference.Participants.Where(other => other.RosterUri == RosterUri).Append(this).SelectMany(other => other.Roles).Distinct(StringComparer.Ordinal)],
        Languages = Profile.Languages,
    };

    private RosterCall? DialogForRoster()
    {
        if (User.IsPrivate || Session is not { } session) return null;
        var id = session.Dialog.Id;
        return session.Dialog.OwnsCallId ? new RosterCall(id.CallId, id.LocalTag, id.RemoteTag) : new RosterCall(id.CallId, id.RemoteTag, id.LocalTag);
    }

    private void BecomeNameless()
    {
        if (_isShown) Conference.Roster.Remove(RosterUri, EndpointUri);
        User = User with { IsPrivate = true, DisplayName = null };
        RosterUri = NamelessUri;
        EndpointUri = "";
    }

    // Two sessions of one device would share its Contact; the entity must still be one's own (RFC 4575 §5.7.1).
    private string Name()
    {
        if (EndpointUri.Length > 0) return EndpointUri;

        var uri = User.IsPrivate || Session is null ? RosterUri : Session.Dialog.RemoteTarget.ToString();
        var isTaken = Conference.Roster.Has(uri) || Conference.Participants.Any(other => other != this && other.EndpointUri == uri);
        return EndpointUri = isTaken ? $"{uri};session={Number}" : uri;
    }
}
