namespace ImsConference.Sip.Sessions;

/// <summary>How a session ended.</summary>
/// <param name="Cause">Who or what ended it.</param>
/// <param name="Status">Status that ended it, 0 when none did.</param>
/// <param name="Reason">Reason value of the BYE or CANCEL (RFC 3326), or what happened in words.</param>
public sealed record SessionEnd(SessionEndCause Cause, int Status = 0, string? Reason = null);
