namespace ImsConference.Mrfc.Focus.Roster;

/// <summary>One user as every subscriber sees it (RFC 4575 §5.6).</summary>
/// <param name="Entity">URI of the user, unique in the conference; an anonymous one when the user wants privacy (RFC 4579 §6).</param>
/// <param name="DisplayText">Name for people; null when there is none.</param>
/// <param name="Endpoints">At least one, in the order they came.</param>
public sealed record RosterUser(string Entity, string? DisplayText, IReadOnlyList<RosterEndpoint> Endpoints)
{
    /// <summary>Words such as <c>creator</c>.</summary>
    public IReadOnlyList<string> Roles { get; init; } = [];

    /// <summary>False when nothing but departed endpoints are left: such a user is shown, but no longer counted.</summary>
    public bool IsPresent => Endpoints.Any(endpoint => endpoint.Status != EndpointStatus.Disconnected);
}
