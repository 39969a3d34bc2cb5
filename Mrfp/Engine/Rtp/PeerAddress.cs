using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace ImsConference.Engine.Rtp;

/// <summary>IP address and port as a plain value: compared and copied per packet without allocation.</summary>
/// <param name="Ip">IPv6 address, or IPv4 in its mapped form (::ffff:a.b.c.d); 0 in <c>default</c>, which means none.</param>
/// <param name="Port">UDP port.</param>
/// <param name="ScopeId">Of a link-local IPv6 address, otherwise 0.</param>
public readonly record struct PeerAddress(UInt128 Ip, ushort Port, uint ScopeId = 0)
{
    private const ulong MappedPrefix = 0xFFFF_0000_0000;

    /// <summary>False for <c>default</c>: no address known.</summary>
    public bool IsKnown => Port != 0;

    public bool IsIPv4 => (ulong)(Ip >> 64) == 0 && (ulong)Ip >> 32 == MappedPrefix >> 32;

    /// <param name="endpoint">IPv4, IPv6 or IPv4 mapped into IPv6.</param>
    public static PeerAddress From(IPEndPoint endpoint)
    {
        Span<byte> bytes = stackalloc byte[16];
        endpoint.Address.TryWriteBytes(bytes, out var length);
        var isIPv6 = length == 16;
        return new PeerAddress(
            isIPv6 ? BinaryPrimitives.ReadUInt128BigEndian(bytes) : MappedIPv4(BinaryPrimitives.ReadUInt32BigEndian(bytes)),
            (ushort)endpoint.Port,
            isIPv6 ? (uint)endpoint.Address.ScopeId : 0);
    }

    /// <summary>Reads what <see cref="Socket.ReceiveFrom(Span{byte}, SocketFlags, SocketAddress)"/> filled in.</summary>
    public static PeerAddress From(SocketAddress address)
    {
        var bytes = address.Buffer.Span;
        var port = BinaryPrimitives.ReadUInt16BigEndian(bytes[2..]);
        return address.Family == AddressFamily.InterNetworkV6
            ? new PeerAddress(BinaryPrimitives.ReadUInt128BigEndian(bytes[8..]), port, BinaryPrimitives.ReadUInt32LittleEndian(bytes[24..]))
            : new PeerAddress(MappedIPv4(BinaryPrimitives.ReadUInt32BigEndian(bytes[4..])), port);
    }

    /// <param name="address">In host order.</param>
    /// <param name="port">UDP port.</param>
    public static PeerAddress FromIPv4(uint address, ushort port) => new(MappedIPv4(address), port);

    /// <summary>For signalling and connecting; allocates.</summary>
    public IPEndPoint ToEndPoint()
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, Ip);
        return new IPEndPoint(IsIPv4 ? new IPAddress(bytes[12..]) : new IPAddress(bytes, ScopeId), Port);
    }

    public override string ToString() => IsKnown ? ToEndPoint().ToString() : "none";

    private static UInt128 MappedIPv4(uint address) => MappedPrefix | address;
}
