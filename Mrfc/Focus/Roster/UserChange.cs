namespace ImsConference.Mrfc.Focus.Roster;

/// <summary>What became of one user since a revision.</summary>
/// <param name="Entity">The user's URI.</param>
/// <param name="State">Full: all of it; partial: only some endpoints changed; deleted: it is gone.</param>
/// <param name="User">The user as it is now; told when the state is full.</param>
/// <param name="Endpoints">Those to be told.</param>
public sealed record UserChange(string Entity, ElementState State, RosterUser User, IReadOnlyList<EndpointChange> Endpoints);
