namespace ImsConference.Mrfc.Focus.Roster;

/// <summary>Who is in a conference, and since which revision, so that each subscriber can be told just what it has not seen.</summary>
/// <remarks>
/// One revision count serves all subscribers: each remembers the revision of its last NOTIFY and asks for the changes since.
/// A gone user stays as a mark until every subscriber has been told.
/// </remarks>
public sealed class ConferenceRoster
{
    private readonly Dictionary<string, Entry> _users = new(StringComparer.Ordinal);
    private readonly List<string> _order = [];

    /// <summary>+1 at each change; 0 before the first.</summary>
    public long Revision { get; private set; }

    /// <summary>Users that are in or on their way in (RFC 4575 §5.5.1).</summary>
    public int PresentCount => _users.Values.Count(entry => entry.User is { IsPresent: true });

    /// <summary>Everybody, in the order they came.</summary>
    public IEnumerable<RosterUser> Users => _order.Select(entity => _users[entity].User).OfType<RosterUser>();

    /// <summary>Adds an endpoint and, with it, the user; or puts the new state in the place of the old one.</summary>
    public void Put(string user, string? displayText, IReadOnlyList<string> roles, RosterEndpoint endpoint)
    {
        var old = _users.GetValueOrDefault(user)?.User;
        var endpoints = old?.Endpoints.ToList() ?? [];
        var at = endpoints.FindIndex(known => known.Entity == endpoint.Entity);
        if (at >= 0 && IsSame(endpoints[at], endpoint)) return; // nobody wants to be told that nothing changed

        if (at < 0) endpoints.Add(endpoint);
        else endpoints[at] = endpoint;
        Store(user, new RosterUser(user, displayText ?? old?.DisplayText, endpoints) { Roles = roles.Count > 0 ? roles : old?.Roles ?? [] });
    }

    /// <summary>Takes an endpoint away, and the user with the last one. False when it was not there.</summary>
    public bool Remove(string user, string endpoint)
    {
        if (!_users.TryGetValue(user, out var entry) || entry.User is not { } old) return false;

        var left = old.Endpoints.Where(known => known.Entity != endpoint).ToList();
        if (left.Count == old.Endpoints.Count) return false;

        Store(user, left.Count == 0 ? null : old with { Endpoints = left });
        return true;
    }

    /// <summary>True for an endpoint that is shown as disconnected.</summary>
    public bool IsGone(string user, string endpoint) =>
        _users.TryGetValue(user, out var entry) && entry.User is { } shown
        && shown.Endpoints.Any(known => known.Entity == endpoint && known.Status == EndpointStatus.Disconnected);

    /// <summary>What a subscriber that was told everything up to the revision has not seen yet.</summary>
    public IEnumerable<RosterChange> ChangesSince(long revision) =>
        from entity in _order
        let entry = _users[entity]
        where entry.Changed > revision && (entry.User is not null || entry.Added <= revision)
        select new RosterChange(entity, entry.User);

    /// <summary>Forgets the marks of gone users that every subscriber has been told of.</summary>
    /// <param name="told">The least revision that any subscriber has been told; the current one when there is none.</param>
    public void Forget(long told)
    {
        foreach (var (entity, entry) in _users.Where(pair => pair.Value.User is null && pair.Value.Changed <= told).ToList())
        {
            _users.Remove(entity);
            _order.Remove(entity);
        }
    }

    private static bool IsSame(RosterEndpoint one, RosterEndpoint other) =>
        one with { Media = [] } == other with { Media = [] } && one.Media.SequenceEqual(other.Media);

    private void Store(string entity, RosterUser? user)
    {
        Revision++;
        if (!_users.TryGetValue(entity, out var entry))
        {
            _users[entity] = entry = new Entry { Added = Revision };
            _order.Add(entity);
        }

        // One who left and came back while a subscriber was not told is, for that subscriber, a change like any other.
        entry.User = user;
        entry.Changed = Revision;
    }

    private sealed class Entry
    {
        public RosterUser? User { get; set; }
        public long Added { get; init; }
        public long Changed { get; set; }
    }
}
