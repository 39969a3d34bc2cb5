using System.Security.Cryptography;
using ImsConference.Mrfc.Focus.Roster;
using ImsConference.Sip.Loop;
using ImsConference.Sip.Sessions;

namespace ImsConference.Mrfc.Focus;

/// <summary>One subscription to the conference event package (RFC 4575): full state first, then what changed, not too often.</summary>
/// <param name="conference">What it watches.</param>
/// <param name="user">Who watches.</param>
/// <param name="loop">For the pause between two NOTIFYs.</param>
/// <param name="spacing">That pause (RFC 4575 §3.10).</param>
public sealed class RosterSubscriber(Conference conference, Caller user, SignallingLoop loop, TimeSpan spacing)
{
    private readonly string _name = RandomNumberGenerator.GetHexString(8, lowercase: true);
    private ServerSubscription? _subscription;
    private LoopTimer? _pause;
    private long _lastSent;
    private uint _version;
    private bool _isQueued;
    private bool _isOver;
    private RosterView _view;

    public Caller User => user;

    /// <summary>The participant that subscribed; null when it is none, or was none then.</summary>
    public Participant? Participant { get; init; }

    /// <summary>What this subscriber may be shown now; plain unless said.</summary>
    public Func<RosterView>? View { get; init; }

    /// <summary>Revision of the roster that this subscriber has been told.</summary>
    public long Told { get; private set; } = ConferenceRoster.Nothing;

    /// <summary>
    /// Entity-tag of the roster as it is now, for this subscriber (RFC 5839 §5.1): of another revision, view or subscription it is another one. It goes with each
    /// NOTIFY.
    /// </summary>
    public string StateTag
    {
        get
        {
            conference.RefreshRoster();
            return Tag(conference.Roster.Revision, ViewNow);
        }
    }

    /// <summary>Whether that participant subscribed: as such, as the same user, or, being nameless, from the same device.</summary>
    public bool IsOf(Participant participant) =>
        participant == Participant || participant.User.IsSameUser(user)
        || (_subscription is { } subscription && participant.Session is { } session
            && subscription.Dialog.RemoteTarget.ToString() == session.Dialog.RemoteTarget.ToString());

    /// <summary>The whole state, for the NOTIFY that follows each SUBSCRIBE; null once the end is told, whose version is the last.</summary>
    public NotifyBody? Full()
    {
        if (_isOver) return null;

        conference.RefreshRoster();
        Note();
        _view = ViewNow;
        return Body(conference.Documents.Full(_view));
    }

    /// <summary>Begins: from here on changes are told.</summary>
    public void Attach(ServerSubscription subscription)
    {
        _subscription = subscription;
        OnRosterChanged();
    }

    /// <summary>Tells the change at once, or at the end of the pause after the last NOTIFY, together with what else comes meanwhile.</summary>
    public void OnRosterChanged()
    {
        if (_subscription is null or { HasEnded: true } || _pause is not null || _isQueued || Told == conference.Roster.Revision) return;

        var wait = spacing - loop.Time.GetElapsedTime(_lastSent);
        if (wait <= TimeSpan.Zero) Send();
        else _pause = loop.Schedule(wait, Send);
    }

    /// <summary>The conference is over.</summary>
    public Task TellEndAsync()
    {
        Stop();
        _isOver = true;
        return _subscription?.TerminateAsync("noresource", Body(conference.Documents.Deleted())) ?? Task.CompletedTask;
    }

    /// <summary>Ends the subscription while the conference goes on, for example of one who was removed from it.</summary>
    /// <param name="reason">RFC 6665 §4.1.3.</param>
    public Task EndAsync(string reason)
    {
        Stop();
        return _subscription?.TerminateAsync(reason) ?? Task.CompletedTask;
    }

    public void Stop()
    {
        _pause?.Cancel();
        _pause = null;
    }

    private RosterView ViewNow => View?.Invoke() ?? RosterView.Plain;

    private void Send()
    {
        _pause = null;
        _isQueued = true;
        loop.Spawn("conference NOTIFY", () => _subscription!.NotifyAsync(Changes));
    }

    // Called when the NOTIFY before was answered; by then a refresh may have told everything.
    private NotifyBody? Changes()
    {
        _isQueued = false;
        if (_isOver || Told == conference.Roster.Revision) return null; // the last one is numbered already
        if (_view != ViewNow) return Full();

        var changes = conference.Documents.Since(Told, _view);
        Note();
        return changes is null ? null : Body(changes);
    }

    private NotifyBody Body(RosterDocument document) => new(ConferenceInfoWriter.MimeType, document.WithVersion(_version++)) { Tag = Tag(Told, _view) };

    private string Tag(long revision, RosterView view) => $"{_name}-{revision}-{(int)view}";

    private void Note()
    {
        Told = conference.Roster.Revision;
        _lastSent = loop.Time.GetTimestamp();
    }
}
