using ImsConference.Sip.Messages;

namespace ImsConference.Sip.Sessions;

/// <summary>What became of an INVITE we sent.</summary>
/// <param name="Session">The confirmed session, ACK sent; null unless answered 2xx.</param>
/// <param name="Status">Final status; 408 and 503 also when the peer sent none, 487 after our CANCEL.</param>
/// <param name="Response">Final response, if the peer sent one. A 3xx has its Contacts, to be followed with <see cref="ClientInvite.Follow"/>.</param>
public sealed record InviteOutcome(InviteSession? Session, int Status, SipMessage? Response);
