namespace ImsConference.Mrfc.Focus.Roster;

/// <summary>One endpoint, and since which revision each part of it is as it is.</summary>
internal sealed class TrackedEndpoint(RosterEndpoint endpoint, long revision)
{
    private readonly Dictionary<string, long> _mediaChanged = new(StringComparer.Ordinal);
    private readonly long _added = revision;
    private long _whole = revision;
    private long _statusChanged = revision;
    private long _changed = revision;

    public RosterEndpoint Endpoint { get; private set; } = endpoint;

    /// <summary>Stays as a mark until everybody has been told.</summary>
    public bool IsGone { get; private set; }

    public bool IsPresent => !IsGone && Endpoint.Status != EndpointStatus.Disconnected;

    /// <returns>False when it is as it was.</returns>
    public bool Put(RosterEndpoint now, long revision)
    {
        var before = Endpoint;
        if (IsGone || !before.IsSameButForStatus(now))
        {
            _whole = revision;
        }
        else
        {
            var isOther = before.Status != now.Status;
            if (isOther) _statusChanged = revision;
            for (var i = 0; i < now.Media.Count; i++)
            {
                if (now.Media[i] == before.Media[i]) continue;
                _mediaChanged[now.Media[i].Id] = revision;
                isOther = true;
            }

            if (!isOther) return false; // nobody wants to be told that nothing changed
        }

        Endpoint = now;
        IsGone = false;
        _changed = revision;
        return true;
    }

    public void Remove(long revision)
    {
        IsGone = true;
        _changed = revision;
    }

    /// <returns>Null when there is nothing to tell to one who knows the state at that revision.</returns>
    public EndpointChange? ChangeSince(long revision)
    {
        if (_changed <= revision) return null;
        if (IsGone) return _added <= revision ? new EndpointChange(ElementState.Deleted, Endpoint, false, []) : null;
        if (_whole > revision) return new EndpointChange(ElementState.Full, Endpoint, true, Endpoint.Media);

        var media = Endpoint.Media.Where(each => _mediaChanged.GetValueOrDefault(each.Id) > revision).ToArray();
        return new EndpointChange(ElementState.Partial, Endpoint, _statusChanged > revision, media);
    }

    /// <summary>Its mark is of no use to anybody who knows the state at that revision.</summary>
    public bool IsForgotten(long told) => IsGone && _changed <= told;
}
