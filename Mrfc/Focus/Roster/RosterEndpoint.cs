namespace ImsConference.Mrfc.Focus.Roster;

/// <summary>One endpoint of a user, that is one signalling session with the focus (RFC 4575 §5.7).</summary>
/// <param name="Entity">URI that is unique in the conference, usually the Contact.</param>
/// <param name="Status">Where the session stands.</param>
public sealed record RosterEndpoint(string Entity, EndpointStatus Status)
{
    /// <summary>Name of the device; null when it is not told.</summary>
    public string? DisplayText { get; init; }

    /// <summary>Set when a REFER brought it in.</summary>
    public RosterExecution? Referred { get; init; }

    /// <summary>Null while it is not in yet.</summary>
    public JoiningMethod? JoiningMethod { get; init; }

    public RosterExecution? Joining { get; init; }

    /// <summary>Null while it is still in.</summary>
    public DisconnectionMethod? DisconnectionMethod { get; init; }

    public RosterExecution? Disconnection { get; init; }

    public IReadOnlyList<RosterMedia> Media { get; init; } = [];

    /// <summary>Its dialog, in <see cref="RosterView.WithCalls"/> only; null when it is nobody's business.</summary>
    public RosterCall? Call { get; init; }

    /// <summary>Whether both differ in nothing but <see cref="Status"/> and in what the same media are doing.</summary>
    internal bool IsSameButForStatus(RosterEndpoint other) =>
        this with { Media = [], Status = other.Status } == other with { Media = [] }
        && Media.Select(media => media.Id).SequenceEqual(other.Media.Select(media => media.Id), StringComparer.Ordinal);
}
