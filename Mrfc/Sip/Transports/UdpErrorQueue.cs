using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace ImsConference.Sip.Transports;

/// <summary>What ICMP said of the datagrams of a socket that is not connected: Linux keeps it in an error queue (ip(7), IP_RECVERR).
/// Elsewhere nothing is heard of it, and a transaction's own timer tells.</summary>
internal static partial class UdpErrorQueue
{
    private const int ReadErrorQueue = 0x2000;   // MSG_ERRQUEUE
    private const int DoNotWait = 0x40;          // MSG_DONTWAIT
    private const int AddressBytes = 28;         // sockaddr_in6
    private const int ControlBytes = 256;

    /// <summary>Asks the kernel to keep what ICMP says of the socket's datagrams.</summary>
    public static void Open(Socket socket)
    {
        if (!OperatingSystem.IsLinux()) return;
        ReadOnlySpan<byte> on = [1, 0, 0, 0];
        var isIPv6 = socket.AddressFamily == AddressFamily.InterNetworkV6;
        socket.SetRawSocketOption(isIPv6 ? 41 : 0, isIPv6 ? 25 : 11, on);   // IPV6_RECVERR, IP_RECVERR
    }

    /// <summary>Takes the oldest report off the queue.</summary>
    /// <param name="socket">The socket.</param>
    /// <param name="target">Where the datagram was sent to; null when the report is none of an unreachable port, host or network: source quench
    /// and TTL exceeded are to be ignored (RFC 3261 §18.4).</param>
    /// <param name="error">What came back.</param>
    /// <returns>False when the queue is empty.</returns>
    public static unsafe bool TryTake(Socket socket, out IPEndPoint? target, out SocketError error)
    {
        target = null;
        error = SocketError.Success;
        if (!OperatingSystem.IsLinux()) return false;

        byte* address = stackalloc byte[AddressBytes];
        byte* control = stackalloc byte[ControlBytes];
        byte* cut = stackalloc byte[1];
        var vector = new Vector { Base = cut, Length = 1 };
        var header = new Header
        {
            Name = address,
            NameLength = AddressBytes,
            Vectors = &vector,
            VectorCount = 1,
            Control = control,
            ControlLength = ControlBytes,
        };
        if (ReceiveMessage((int)socket.Handle, &header, ReadErrorQueue | DoNotWait) < 0) return false;

        error = ReadReport(new ReadOnlySpan<byte>(control, (int)Math.Min(header.ControlLength, ControlBytes)));
        if (error != SocketError.Success) target = ReadAddress(new ReadOnlySpan<byte>(address, AddressBytes));
        return true;
    }

    /// <summary>cmsghdr (length, level, type), then sock_extended_err (errno, origin, type, code, …), in the host's byte order.</summary>
    private static SocketError ReadReport(ReadOnlySpan<byte> control)
    {
        const int Head = 16;
        if (control.Length < Head + 8) return SocketError.Success;

        var (origin, type) = (control[Head + 4], control[Head + 5]);
        var isUnreachable = (origin, type) is (2, 3) or (3, 1);   // ICMP and ICMPv6: destination unreachable
        return !isUnreachable ? SocketError.Success : BitConverter.ToInt32(control[Head..]) switch
        {
            111 => SocketError.ConnectionRefused,
            113 => SocketError.HostUnreachable,
            101 => SocketError.NetworkUnreachable,
            _ => SocketError.Success,
        };
    }

    private static IPEndPoint? ReadAddress(ReadOnlySpan<byte> address)
    {
        var port = BinaryPrimitives.ReadUInt16BigEndian(address[2..]);
        return BitConverter.ToUInt16(address) switch
        {
            2 => new IPEndPoint(new IPAddress(address.Slice(4, 4)), port),
            10 => new IPEndPoint(new IPAddress(address.Slice(8, 16), BitConverter.ToUInt32(address[24..])), port),
            _ => null,
        };
    }

    [LibraryImport("libc", EntryPoint = "recvmsg")]
    private static unsafe partial nint ReceiveMessage(int socket, Header* header, int flags);

    /// <summary>struct iovec.</summary>
    private unsafe struct Vector
    {
        public byte* Base;
        public nuint Length;
    }

    /// <summary>struct msghdr.</summary>
    private unsafe struct Header
    {
        public byte* Name;
        public uint NameLength;
        public Vector* Vectors;
        public nuint VectorCount;
        public byte* Control;
        public nuint ControlLength;
        public int Flags;
    }
}
