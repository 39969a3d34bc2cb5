using ImsConference.Sip.Messages;
using ImsConference.Sip.Sdp;

namespace ImsConference.Sip.Sessions;

/// <summary>An offer the peer made inside a session.</summary>
/// <param name="Session">Where.</param>
/// <param name="Offer">What.</param>
/// <param name="Carrier">The message that carries it: re-INVITE, UPDATE, PRACK, or a response to an INVITE without offer.</param>
/// <param name="Unchanged">The same bytes as the peer's last description: a refresh; answer as before.</param>
public sealed record IncomingOffer(InviteSession Session, SessionDescription Offer, SipMessage Carrier, bool Unchanged);
