namespace ImsConference.Mrfc.Focus.Roster;

/// <summary>When, why and by whom something came about (RFC 4575 execution-type).</summary>
/// <param name="When">The moment; absent when it is not told.</param>
/// <param name="Reason">Text for people, or a Reason header's value (RFC 3326); null when there is none.</param>
/// <param name="By">URI of who did it; null when it is not told.</param>
public sealed record RosterExecution(DateTimeOffset? When = null, string? Reason = null, string? By = null);
