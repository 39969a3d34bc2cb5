using ImsConference.Sip.Messages;

namespace ImsConference.Sip.Sessions;

/// <summary>What became of a re-INVITE or UPDATE. Unless it succeeded, the session is as it was before.</summary>
/// <param name="Succeeded">2xx, and offer and answer are in force.</param>
/// <param name="Status">Final status; 408 and 503 also for none; 0 when the session ended before it was sent.</param>
/// <param name="Response">Final response of the peer, if there was one.</param>
public sealed record ModifyOutcome(bool Succeeded, int Status, SipMessage? Response);
