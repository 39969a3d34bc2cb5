namespace ImsConference.Mrfc.Focus.Roster;

/// <summary>One user with its endpoints, and since which revision it is as it is.</summary>
internal sealed class TrackedUser(RosterUser user, long revision)
{
    private readonly List<TrackedEndpoint> _endpoints = [];
    private readonly long _added = revision;
    private long _whole = revision;
    private long _changed = revision;

    public RosterUser User { get; private set; } = user;

    public IEnumerable<RosterEndpoint> Endpoints => _endpoints.Where(each => !each.IsGone).Select(each => each.Endpoint);

    /// <summary>False when nothing but departed endpoints are left: such a user is shown, but no longer counted.</summary>
    public bool IsPresent => _endpoints.Exists(each => each.IsPresent);

    /// <summary>Without any endpoint; stays as a mark until everybody has been told.</summary>
    public bool IsGone => _endpoints.TrueForAll(each => each.IsGone);

    /// <returns>False when all is as it was.</returns>
    public bool Put(RosterUser now, RosterEndpoint endpoint, long revision)
    {
        var isOther = IsGone || !User.IsSame(now);
        if (isOther) _whole = revision; // one who left and came back is, for those who know neither, a change like any other
        var known = _endpoints.Find(each => each.Endpoint.Entity == endpoint.Entity);
        if (known is null) _endpoints.Add(new TrackedEndpoint(endpoint, revision));
        else if (!known.Put(endpoint, revision) && !isOther) return false;

        User = now;
        _changed = revision;
        return true;
    }

    /// <returns>False when it was not there.</returns>
    public bool Remove(string endpoint, long revision)
    {
        if (_endpoints.Find(each => !each.IsGone && each.Endpoint.Entity == endpoint) is not { } known) return false;

        known.Remove(revision);
        _changed = revision;
        return true;
    }

    /// <returns>Null when there is nothing to tell to one who knows the state at that revision.</returns>
    public UserChange? ChangeSince(long revision)
    {
        if (_changed <= revision) return null;
        if (IsGone) return _added <= revision ? new UserChange(User.Entity, ElementState.Deleted, User, []) : null;

        return _whole > revision
            ? new UserChange(User.Entity, ElementState.Full, User, [.. Endpoints.Select(each => new EndpointChange(ElementState.Full, each, true, each.Media))])
            : Some([.. _endpoints.Select(each => each.ChangeSince(revision)).OfType<EndpointChange>()]);
    }

    /// <returns>True when it is itself of no use to anybody who knows the state at that revision.</returns>
    public bool Forget(long told)
    {
        if (IsGone) return _changed <= told;
        _endpoints.RemoveAll(each => each.IsForgotten(told));
        return false;
    }

    // An endpoint that came and went meanwhile is nobody's news.
    private UserChange? Some(EndpointChange[] endpoints) => endpoints.Length == 0 ? null : new UserChange(User.Entity, ElementState.Partial, User, endpoints);
}
