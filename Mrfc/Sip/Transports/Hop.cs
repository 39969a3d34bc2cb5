using System.Net;

namespace ImsConference.Sip.Transports;

/// <summary>One way to a peer.</summary>
/// <param name="Protocol">Transport protocol.</param>
/// <param name="Remote">The peer.</param>
/// <param name="Local">Our listening address that it leaves from, or came to.</param>
/// <param name="Connection">Id of the stream it came on; 0 means any, or a new one.</param>
/// <param name="ForSize">TCP only because the request is too large for a datagram: when the peer refuses, UDP after all (RFC 3261 §18.1.1).</param>
/// <param name="Peer">Over TLS, of what came: the domains that the peer has proved by its certificate; of what goes: the one that it has to
/// prove (RFC 5922 §7). Null: none.</param>
public readonly record struct Hop(
    TransportProtocol Protocol, IPEndPoint Remote, IPEndPoint Local, long Connection = 0, bool ForSize = false, SipDomains? Peer = null);
