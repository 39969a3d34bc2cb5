using System.Net;
using System.Net.Sockets;
using ImsConference.Sip.Messages;

namespace ImsConference.Sip.Transports;

/// <summary>Finds the ways to a URI (RFC 3263): numeric addresses at once, names by A and AAAA. NAPTR and SRV have their place here; they are not asked yet.</summary>
internal static class HopResolver
{
    private static readonly IReadOnlyList<Hop> None = [];

    /// <param name="next">Request-URI, or the topmost Route.</param>
    /// <param name="listening">Where we listen; a way leaves from one of these.</param>
    /// <param name="stop">Ends the look-up.</param>
    public static async ValueTask<IReadOnlyList<Hop>> ResolveAsync(SipUri next, IReadOnlyList<Hop> listening, CancellationToken stop)
    {
        if (!next.IsSip || ProtocolOf(next) is not { } protocol) return None;

        var port = next.Port == 0 ? TopVia.DefaultPortOf(protocol) : next.Port;
        var host = next.TryGetParameter("maddr", out var maddr) && maddr.Length > 0 ? maddr : next.Host;
        if (IPAddress.TryParse(host.Trim('[', ']'), out var numeric)) return Ways([numeric], protocol, port, next.Host, listening);
        try
        {
            return Ways(await Dns.GetHostAddressesAsync(host, stop), protocol, port, next.Host, listening);
        }
        catch (Exception e) when (e is SocketException or ArgumentException)
        {
            return None;   // no such name, or none at all: the caller answers as for any target that is not there
        }
    }

    /// <summary>The listening address that a message to a peer leaves from: of its family, loopback to loopback.</summary>
    public static IPEndPoint? LocalFor(IPAddress remote, TransportProtocol protocol, IReadOnlyList<Hop> listening)
    {
        var fitting = listening.Where(l => l.Protocol == protocol && l.Local.AddressFamily == remote.AddressFamily).Select(l => l.Local).ToArray();
        var best = fitting.FirstOrDefault(l => l.Address.Equals(remote))
            ?? fitting.FirstOrDefault(l => IPAddress.IsLoopback(l.Address) == IPAddress.IsLoopback(remote))
            ?? fitting.FirstOrDefault();
        return best is null || !IsWildcard(best.Address) ? best : new IPEndPoint(SourceTo(remote, best.Address), best.Port);
    }

    public static bool IsWildcard(IPAddress address) => address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any);

    // sips is TLS whatever runs below it, and never anything less (RFC 3261 §26.2.2, RFC 5630 §5.1.1).
    private static TransportProtocol? ProtocolOf(SipUri next) => (next.IsSecure, next.Transport.ToUpperInvariant()) switch
    {
        (true, "" or "TCP" or "TLS") or (false, "TLS") => TransportProtocol.Tls,
        (false, "" or "UDP") => TransportProtocol.Udp,
        (false, "TCP") => TransportProtocol.Tcp,
        _ => null,
    };

    // What a certificate has to show is the host of the URI, not what DNS or maddr made of it (RFC 5922 §7.3).
    private static IReadOnlyList<Hop> Ways(
        IEnumerable<IPAddress> addresses, TransportProtocol protocol, int port, string host, IReadOnlyList<Hop> listening)
    {
        var peer = protocol == TransportProtocol.Tls ? SipDomains.Of(host) : null;
        return
        [
            .. from address in addresses
               let local = LocalFor(address, protocol, listening)
               where local is not null
               select new Hop(protocol, new IPEndPoint(address, port), local, Peer: peer),
        ];
    }

    // Connecting a datagram socket sends nothing; it asks the routing table.
    private static IPAddress SourceTo(IPAddress remote, IPAddress otherwise)
    {
        using var probe = new Socket(remote.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        try
        {
            probe.Connect(new IPEndPoint(remote, TopVia.DefaultPort));
            return ((IPEndPoint)probe.LocalEndPoint!).Address;
        }
        catch (SocketException)
        {
            return otherwise;   // no route: the send itself will tell
        }
    }
}
