using System.Xml.Linq;
using ImsConference.Sip.Messages;
using ImsConference.Sip.Sessions;
using ImsConference.Tests.Ue.Roster;

namespace ImsConference.Tests.Ue;

/// <summary>A UE's subscription to a conference's state, with its copy of the roster. Disposal unsubscribes.</summary>
public sealed class ConferenceWatch : IAsyncDisposable
{
    internal const string Event = "conference";
    internal const string ContentType = "application/conference-info+xml";

    private readonly UserEquipment _equipment;
    private readonly ConferenceRoster _roster = new();
    private readonly List<uint> _versions = [];
    private readonly List<XElement> _documents = [];
    private readonly List<(Func<ConferenceWatch, bool> Wanted, TaskCompletionSource Seen)> _waiters = [];
    private ClientSubscription? _subscription;

    internal ConferenceWatch(UserEquipment equipment) => _equipment = equipment;

    /// <summary>All that the last NOTIFYs leave of the conference's state; null before the first.</summary>
    public XElement? State { get; private set; }

    /// <summary>Everybody in the roster, as of the last NOTIFY.</summary>
    public IReadOnlyList<RosterUser> Users { get; private set; } = [];

    /// <summary>Versions of the documents taken, in order: each one more than the one before.</summary>
    public IReadOnlyList<uint> Versions
    {
        get
        {
            lock (_versions) return [.. _versions];
        }
    }

    /// <summary>Every document that came, as it came.</summary>
    public IReadOnlyList<XElement> Documents
    {
        get
        {
            lock (_versions) return [.. _documents];
        }
    }

    /// <summary>Partial documents that came too early, each mended by a new subscription for the full state.</summary>
    public int Gaps { get; private set; }

    /// <summary>What was wrong with NOTIFYs: not readable, or against the schema.</summary>
    public IReadOnlyList<string> Faults { get; private set; } = [];

    /// <summary>The last document said that the conference is over.</summary>
    public bool IsDeleted => _roster.IsDeleted;

    /// <summary>How the subscription ended. Never faults.</summary>
    public Task<SubscriptionEnd> Ended => _subscription!.Ended;

    /// <summary>Identities of those who are connected.</summary>
    public IReadOnlyList<string> Connected => [.. Users.Where(u => u.IsConnected).Select(u => u.Entity)];

    /// <summary>Waits until the roster is as wanted, now or after some NOTIFY. The focus may hold one back for 5 s (RFC 4575 §3.7).</summary>
    /// <exception cref="OperationCanceledException">It did not become so; the message shows the roster.</exception>
    public async Task WaitForAsync(Func<ConferenceWatch, bool> wanted, CancellationToken stop = default)
    {
        var seen = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _equipment.Host.Loop.Post(() =>
        {
            if (wanted(this)) seen.TrySetResult();
            else _waiters.Add((wanted, seen));
        });
        try
        {
            await seen.Task.WaitAsync(stop);
        }
        catch (OperationCanceledException e)
        {
            throw new OperationCanceledException($"the roster stayed at version {_roster.Version}: {string.Join(", ", Users)}", e, stop);
        }
    }

    /// <summary>Waits until exactly that many are connected.</summary>
    public Task WaitForConnectedAsync(int count, CancellationToken stop = default) => WaitForAsync(w => w.Connected.Count == count, stop);

    /// <summary>Refreshes now; the full state follows.</summary>
    /// <returns>True when answered 2xx.</returns>
    public Task<bool> RefreshAsync() => _equipment.Host.Loop.InvokeAsync(() => _subscription!.RefreshAsync());

    public async ValueTask DisposeAsync() => await _equipment.Host.Loop.InvokeAsync(async () =>
    {
        if (!_subscription!.HasEnded) await _subscription.UnsubscribeAsync();
    });

    internal void Begin(ClientSubscription subscription)
    {
        _subscription = subscription;
        _equipment.Host.Loop.Spawn("watch", async () =>
        {
            await subscription.Ended;
            _equipment.Ended(this);
        });
    }

    /// <returns>Status of the answer.</returns>
    internal int TakeNotify(SipMessage notify)
    {
        if (notify.Body.IsEmpty) return 200; // the last NOTIFY may say no more than that it is the last
        if (_equipment.Host.Options.ChecksRosters && ConferenceSchema.FaultsOf(notify.Body.Span) is { Count: > 0 } faults) Faults = [.. Faults, .. faults];
        switch (_roster.Apply(notify.Body.Span))
        {
            case RosterOutcome.Applied:
                Users = _roster.Users;
                State = new XElement(_roster.Document!);
                Note(notify);
                Tell();
                return 200;
            case RosterOutcome.Gap:
                Mend();
                return 200;
            case RosterOutcome.Malformed:
                Faults = [.. Faults, _roster.Fault];
                return 400;
            default:
                return 200;
        }
    }

    private void Note(SipMessage notify)
    {
        lock (_versions)
        {
            _versions.Add(_roster.Version!.Value);
            if (_equipment.Host.Options.ChecksRosters) _documents.Add(ConferenceSchema.Read(notify.Body.Span));
        }
    }

    /// <summary>Asks for the full state, once: what is partial until then is passed over.</summary>
    private void Mend()
    {
        var isAsked = Gaps > 0 && _roster.Version is null;
        Gaps++;
        _roster.Reset();
        if (!isAsked) _equipment.Host.Loop.Spawn("resubscribe", () => _subscription!.RefreshAsync());
    }

    private void Tell()
    {
        foreach (var (_, seen) in _waiters.Where(w => w.Wanted(this))) seen.TrySetResult();
        _waiters.RemoveAll(w => w.Seen.Task.IsCompleted);
    }
}
