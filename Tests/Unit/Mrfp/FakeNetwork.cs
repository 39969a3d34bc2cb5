using System.Net;
using System.Net.Sockets;
using ImsConference.Engine.Rtp;

namespace ImsConference.Tests.Unit.Mrfp;

/// <summary>Packet ports that reach one another in memory: no delay, no loss, and every address may be bound once.</summary>
public sealed class FakeNetwork
{
    private readonly Dictionary<PeerAddress, FakePort> _ports = [];

    /// <summary>Ports bound now.</summary>
    public int BoundPorts => _ports.Count;

    /// <summary>Every packet that is sent passes here first; false drops it.</summary>
    public Func<PeerAddress, PeerAddress, bool> Passes { get; set; } = static (_, _) => true;

    /// <summary>Asked before a port is bound; an error refuses it.</summary>
    public Func<IPEndPoint, SocketError?> Binds { get; set; } = static _ => null;

    /// <exception cref="SocketException">The address is in use.</exception>
    public FakePort Bind(IPEndPoint local)
    {
        if (Binds(local) is { } error) throw new SocketException((int)error);
        var address = PeerAddress.From(local);
        var port = new FakePort(this, address);
        if (!_ports.TryAdd(address, port)) throw new SocketException((int)SocketError.AddressAlreadyInUse);
        return port;
    }

    internal void Unbind(FakePort port) => _ports.Remove(port.Local);

    internal void Carry(ReadOnlySpan<byte> packet, PeerAddress from, PeerAddress to)
    {
        if (Passes(from, to) && _ports.TryGetValue(to, out var port)) port.Deliver(packet, from);
    }
}
