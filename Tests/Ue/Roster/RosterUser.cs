namespace ImsConference.Tests.Ue.Roster;

/// <summary>One user of the conference (RFC 4575 §5.6). Absent elements are empty.</summary>
/// <param name="Entity">Key: the user's URI.</param>
/// <param name="DisplayText">Name to show.</param>
/// <param name="Roles">For example <c>participant</c>.</param>
/// <param name="Endpoints">Its devices.</param>
public sealed record RosterUser(string Entity, string DisplayText, IReadOnlyList<string> Roles, IReadOnlyList<RosterEndpoint> Endpoints)
{
    /// <summary>At least one device is in the conference.</summary>
    public bool IsConnected => Endpoints.Any(e => e.Status is "connected" or "on-hold" or "muted-via-focus");
}
