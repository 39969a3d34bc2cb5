using System.Buffers.Binary;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using ImsConference.Engine.Rtp;

namespace ImsConference.Engine.Ports;

/// <summary>A sockaddr_in or sockaddr_in6 as Linux lays it out: what the kernel reads and writes, with no object around it.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 4, Size = Bytes)]
public struct SocketName
{
    /// <summary>Of the longer form; room for either.</summary>
    public const int Bytes = 28;

    private const int IPv4Bytes = 16;
    private const ushort FamilyIPv4 = 2;
    private const ushort FamilyIPv6 = 10;

    private ushort _family;
    private ushort _port; // this and the addresses in network order
    private uint _ipv4; // flow label of the longer form
    private UInt128 _ipv6;
    private uint _scope;

    /// <summary>Of the form in use.</summary>
    public readonly int Length => _family == FamilyIPv6 ? Bytes : IPv4Bytes;

    /// <param name="peer">An address of that family; IPv4 in its mapped form.</param>
    /// <param name="family">Of the socket.</param>
    public static SocketName From(in PeerAddress peer, AddressFamily family) => family == AddressFamily.InterNetworkV6
        ? new SocketName { _family = FamilyIPv6, _port = Swap(peer.Port), _ipv6 = Swap(peer.Ip), _scope = peer.ScopeId }
        : new SocketName { _family = FamilyIPv4, _port = Swap(peer.Port), _ipv4 = Swap((uint)peer.Ip) };

    public readonly PeerAddress ToPeer() => _family == FamilyIPv6
        ? new PeerAddress(Swap(_ipv6), Swap(_port), _scope)
        : PeerAddress.FromIPv4(Swap(_ipv4), Swap(_port));

    private static ushort Swap(ushort value) => BitConverter.IsLittleEndian ? BinaryPrimitives.ReverseEndianness(value) : value;

    private static uint Swap(uint value) => BitConverter.IsLittleEndian ? BinaryPrimitives.ReverseEndianness(value) : value;

    private static UInt128 Swap(UInt128 value) => BitConverter.IsLittleEndian ? BinaryPrimitives.ReverseEndianness(value) : value;
}
