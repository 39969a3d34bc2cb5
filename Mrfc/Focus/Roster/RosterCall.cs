namespace ImsConference.Mrfc.Focus.Roster;

/// <summary>The dialog of an endpoint (RFC 4575 §5.9). Whoever knows it can replace or join the call, so not everybody is told.</summary>
/// <param name="CallId">Call-ID.</param>
/// <param name="FromTag">From tag of the INVITE.</param>
/// <param name="ToTag">To tag of its response.</param>
public sealed record RosterCall(string CallId, string FromTag, string ToTag);
