namespace ImsConference.Mrfc.Focus.Roster;

/// <summary>What became of one user between two revisions.</summary>
/// <param name="Entity">The user's URI.</param>
/// <param name="User">The whole user as it is now; null when it is gone.</param>
public readonly record struct RosterChange(string Entity, RosterUser? User);
