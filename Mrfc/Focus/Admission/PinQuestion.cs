namespace ImsConference.Mrfc.Focus.Admission;

/// <summary>Whom a PIN server is asked about.</summary>
/// <param name="Conference">URI of the conference.</param>
/// <param name="Creator">Identity of who made it: it may have one PIN for all of its conferences.</param>
/// <param name="Caller">Identity of who dials in.</param>
public sealed record PinQuestion(string Conference, string Creator, string Caller);
