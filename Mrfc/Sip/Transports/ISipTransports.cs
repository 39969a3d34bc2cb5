using System.Net;
using ImsConference.Sip.Messages;

namespace ImsConference.Sip.Transports;

/// <summary>Sends and receives messages. Real: <c>SipTransports</c> (sockets); tests: a network in memory.</summary>
public interface ISipTransports
{
    /// <summary>Told on the loop of every well-formed message; the top Via of a request has received and rport noted (RFC 3581).</summary>
    Action<SipMessage, Hop>? Received { get; set; }

    /// <summary>Told on the loop of every message in and out, for the live ladder.</summary>
    Action<TraceEntry>? Tap { get; set; }

    /// <summary>Where we listen: protocol and <see cref="Hop.Local"/>; the other fields say nothing.</summary>
    IReadOnlyList<Hop> Listening { get; }

    /// <summary>Sends; on the loop. A request over 1300 bytes goes by TCP, with its top Via rewritten (RFC 3261 §18.1.1), and back by UDP
    /// when the peer refuses TCP. A response goes where its top Via says (§18.2.2, RFC 3581 §4), on the connection of its request if that stands.</summary>
    /// <param name="message">The top Via of a request is already that of <paramref name="hop"/>.</param>
    /// <param name="hop">Of a request, where to; of a response, how its request came.</param>
    /// <param name="failed">Called on the loop, at most once and never inside this call, when it is known that the message cannot arrive.</param>
    void Send(SipMessage message, Hop hop, Action<Exception>? failed = null);

    /// <summary>Ways to a URI, best first (RFC 3263); empty when its host cannot be resolved or its transport is not offered.</summary>
    ValueTask<IReadOnlyList<Hop>> ResolveAsync(SipUri next, CancellationToken stop = default);

    /// <summary>True for a peer that lately let no TCP connection come to be: a large request goes to it by UDP, and is repeated as such.</summary>
    bool RefusesTcp(IPEndPoint remote) => false;

    /// <summary>Our sent-by for messages that leave by the hop, for example <c>SIP/2.0/UDP 192.0.2.1:5060</c>.</summary>
    string ViaPrefix(Hop hop);
}
