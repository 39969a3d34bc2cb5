using ImsConference.Sip.Messages;

namespace ImsConference.Sip.Sessions;

/// <summary>A provisional response to our INVITE.</summary>
/// <param name="Response">101 to 199, or 100.</param>
/// <param name="Session">The early session it formed or belongs to; null when it has no To tag.</param>
/// <param name="Reliable">It will be, or was, acknowledged by PRACK.</param>
public readonly record struct InviteProgress(SipMessage Response, InviteSession? Session, bool Reliable);
