namespace ImsConference.Mrfc.Focus.Roster;

/// <summary>What subscribers see of a conference, and since which revision, so that each can be told just what it has not seen.</summary>
/// <remarks>
/// One revision count serves all subscribers: each remembers the revision of its last NOTIFY and asks for the changes since.
/// What is gone stays as a mark until every subscriber has been told.
/// </remarks>
/// <param name="entity">The conference URI.</param>
public sealed class ConferenceRoster(string entity)
{
    /// <summary>Revision of one who was told nothing.</summary>
    public const long Nothing = -1;

    private readonly Dictionary<string, TrackedUser> _users = new(StringComparer.Ordinal);
    private readonly List<TrackedUser> _order = [];
    private long _described;
    private long _stateChanged;
    private int _marks;

    /// <summary>+1 at each change; 0 before the first.</summary>
    public long Revision { get; private set; }

    public ConferenceDescription Description { get; private set; } = new(entity);

    /// <summary>Users that are in or on their way in (RFC 4575 §5.5.1).</summary>
    public int PresentCount { get; private set; }

    /// <summary>False before the first participant is in.</summary>
    public bool IsActive { get; private set; }

    /// <summary>True when nobody else may enter.</summary>
    public bool IsLocked { get; private set; }

    /// <summary>Everybody, in the order they came.</summary>
    public IEnumerable<RosterUser> Users => _order.Where(user => !user.IsGone).Select(user => user.User);

    /// <summary>The description as it is now.</summary>
    public void Describe(ConferenceDescription now)
    {
        if (Description.IsSame(now)) return;
        Description = now;
        _described = ++Revision;
    }

    /// <summary>The state of the conference as a whole (RFC 4575 §5.5).</summary>
    public void Show(bool isActive, bool isLocked)
    {
        if (IsActive == isActive && IsLocked == isLocked) return;
        (IsActive, IsLocked) = (isActive, isLocked);
        _stateChanged = ++Revision;
    }

    /// <summary>Adds an endpoint and, with it, the user; or puts the new state in the place of the old one.</summary>
    public void Put(RosterUser user, RosterEndpoint endpoint)
    {
        if (!_users.TryGetValue(user.Entity, out var tracked))
        {
            _users[user.Entity] = tracked = new TrackedUser(user, Revision + 1);
            _order.Add(tracked);
        }

        var wasPresent = tracked.IsPresent;
        if (!tracked.Put(user, endpoint, Revision + 1)) return;
        Revision++;
        Count(wasPresent, tracked.IsPresent);
    }

    /// <summary>Takes an endpoint away, and the user with the last one. False when it was not there.</summary>
    public bool Remove(string user, string endpoint)
    {
        if (!_users.TryGetValue(user, out var tracked)) return false;
        var wasPresent = tracked.IsPresent;
        if (!tracked.Remove(endpoint, Revision + 1)) return false;

        Revision++;
        _marks++;
        Count(wasPresent, tracked.IsPresent);
        return true;
    }

    /// <summary>Status of an endpoint; null when it is not shown.</summary>
    public EndpointStatus? StatusOf(string user, string endpoint) =>
        _users.GetValueOrDefault(user)?.Endpoints.FirstOrDefault(shown => shown.Entity == endpoint)?.Status;

    /// <summary>True for an endpoint of that name, of whatever user, that has not gone.</summary>
    public bool Has(string endpoint) =>
        _order.Exists(user => user.Endpoints.Any(shown => shown.Entity == endpoint && shown.Status != EndpointStatus.Disconnected));

    /// <summary>The description is another one since that revision.</summary>
    public bool IsDescribedSince(long revision) => _described > revision;

    /// <summary>User count, activity or lock are others since that revision.</summary>
    public bool HasStateSince(long revision) => _stateChanged > revision;

    /// <summary>What a subscriber that was told everything up to the revision has not seen yet; <see cref="Nothing"/>: everybody, whole.</summary>
    public IEnumerable<UserChange> ChangesSince(long revision) => _order.Select(user => user.ChangeSince(revision)).OfType<UserChange>();

    /// <summary>Forgets the marks of what is gone and every subscriber has been told of.</summary>
    /// <param name="told">The least revision that any subscriber has been told; the current one when there is none.</param>
    public void Forget(long told)
    {
        if (_marks == 0) return;
        _order.RemoveAll(user => user.Forget(told) && _users.Remove(user.User.Entity));
        if (told >= Revision) _marks = 0;
    }

    private void Count(bool wasPresent, bool isPresent)
    {
        if (wasPresent == isPresent) return;
        PresentCount += isPresent ? 1 : -1;
        _stateChanged = Revision;
    }
}
