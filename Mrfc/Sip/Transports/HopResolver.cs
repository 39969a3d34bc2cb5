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
        if (!next.IsSip || next.Scheme.Equals("sips", StringComparison.OrdinalIgnoreCase)) return None;
        if (ProtocolOf(next.Transport) is not { } protocol) return None;

        var port = next.Port == 0 ? TopVia.DefaultPort : next.Port;
        var host = next.TryGetParameter("maddr", out var maddr) && maddr.Length > 0 ? maddr : next.Host;
        if (IPAddress.TryParse(host.Trim('[', ']'), out var numeric)) return Ways([numeric], protocol, port, listening);
        try
        {
            return Ways(await Dns.GetHostAddressesAsync(host, stop), protocol, port, listening);
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

    private static TransportProtocol? ProtocolOf(string transport) => transport.ToUpperInvariant() switch
    {
        "" or "UDP" => TransportProtocol.Udp,
        "TCP" => TransportProtocol.Tcp,
        _ => null,
    };

    private static IReadOnlyList<Hop> Ways(IEnumerable<IPAddress> addresses, TransportProtocol protocol, int port, IReadOnlyList<Hop> listening) =>
    [
        .. from address in addresses
           let local = LocalFor(address, protocol, listening)
           where local is not null
           select new Hop(protocol, new IPEndPoint(address, port), local),
    ];

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
