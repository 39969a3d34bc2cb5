using System.Net;
using System.Text;
using ImsConference.Sip.Messages;

namespace ImsConference.Sip.Transports;

/// <summary>What a transport reads from and writes into the topmost Via.</summary>
public static class TopVia
{
    public const int DefaultPort = 5060;

    /// <summary>RFC 3261 §19.1.2.</summary>
    public const int DefaultTlsPort = 5061;

    /// <summary>A request over this many bytes goes by a reliable transport when the path's MTU is unknown (RFC 3261 §18.1.1).</summary>
    public const int LargestDatagramRequest = 1300;

    /// <summary>Name of the transport in a Via.</summary>
    public static string Name(TransportProtocol protocol) => protocol switch
    {
        TransportProtocol.Udp => "UDP",
        TransportProtocol.Tcp => "TCP",
        _ => "TLS",
    };

    /// <summary>The port of a URI or a Via that names none.</summary>
    public static int DefaultPortOf(TransportProtocol protocol) => protocol == TransportProtocol.Tls ? DefaultTlsPort : DefaultPort;

    /// <summary>For example <c>SIP/2.0/UDP 192.0.2.1:5060</c>.</summary>
    public static string Prefix(TransportProtocol protocol, IPEndPoint sentBy) => $"SIP/2.0/{Name(protocol)} {sentBy}";

    /// <summary>Notes in a request where it came from: received always when rport was asked for, else when sent-by says another address
    /// (RFC 3261 §18.2.1, RFC 3581 §4). What the sender wrote there itself is taken out.</summary>
    public static SipMessage NoteSource(SipMessage request, IPEndPoint source)
    {
        if (!request.TryGetTopVia(out var via)) return request;

        var asksPort = via.RPort >= 0;
        var isAsSent = IPAddress.TryParse(Encoding.ASCII.GetString(via.Host).Trim('[', ']'), out var sentBy) && sentBy.Equals(source.Address);
        if (!asksPort && isAsSent && via.Received.IsEmpty) return request;

        var noted = Rewritten(via, Encoding.UTF8.GetString(via.Transport), HostAndPort(via), keep: name => name is not ("received" or "rport"));
        if (asksPort) noted.Append(";rport=").Append(source.Port);
        if (asksPort || !isAsSent) noted.Append(";received=").Append(source.Address);
        return request.WithReplacedTopVia(noted.ToString());
    }

    /// <summary>The same request for another transport: its Via names it, and sent-by is where that transport listens.</summary>
    public static SipMessage WithTransport(SipMessage request, TransportProtocol protocol, IPEndPoint sentBy) => request.TryGetTopVia(out var via)
        ? request.WithReplacedTopVia(Rewritten(via, Name(protocol), sentBy.ToString(), keep: _ => true).ToString())
        : request;

    /// <summary>Where a response goes over a datagram transport (RFC 3261 §18.2.2, RFC 3581 §4).</summary>
    /// <param name="response">Its top Via is that of the request, as noted.</param>
    /// <param name="source">Where the request came from.</param>
    public static IPEndPoint ResponseTarget(SipMessage response, IPEndPoint source)
    {
        if (!response.TryGetTopVia(out var via)) return source;

        var port = via.Port == 0 ? DefaultPort : via.Port;
        if (IPAddress.TryParse(Encoding.ASCII.GetString(via.MAddr), out var group)) return new IPEndPoint(group, port);
        return via.RPort >= 0 ? source : new IPEndPoint(source.Address, port);
    }

    private static string HostAndPort(Via via) => Encoding.UTF8.GetString(via.Host) + (via.Port == 0 ? "" : $":{via.Port}");

    private static StringBuilder Rewritten(Via via, string transport, string sentBy, Func<string, bool> keep)
    {
        var text = new StringBuilder($"SIP/2.0/{transport} {sentBy}");
        foreach (var parameter in HeaderParameters.All(via.Parameters))
        {
            if (keep(parameter.Name.ToLowerInvariant())) text.Append(';').Append(parameter);
        }

        return text;
    }
}
