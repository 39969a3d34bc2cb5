using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using ImsConference.Engine.Rtp;

namespace ImsConference.Engine.Ports;

/// <summary>A UDP socket of the runtime as a packet port: non-blocking, without allocation per packet.</summary>
/// <remarks>
/// Connecting is a kernel matter that only Linux lets one undo on a bound port, and only when the port was bound by its number;
/// elsewhere <see cref="Connect"/> does nothing, and the caller's look at the source address does the work alone.
/// </remarks>
public sealed partial class SocketPacketPort : IPacketPort
{
    private const int ErrorsInARow = 8; // ICMP messages queue up as errors before the datagrams behind them

    private readonly Socket _socket;
    private readonly bool _mayConnect;
    private readonly SocketAddress _from;
    private PeerAddress _peer;
    private PeerAddress _to;
    private SocketAddress _toAddress;

    /// <param name="local">Address and port to bind; port 0 takes a free one.</param>
    /// <exception cref="SocketException">The port is in use or the address is not ours.</exception>
    public SocketPacketPort(IPEndPoint local)
    {
        _socket = new Socket(local.AddressFamily, SocketType.Dgram, ProtocolType.Udp) { Blocking = false };
        try
        {
            _socket.Bind(local);
        }
        catch (SocketException)
        {
            _socket.Dispose();
            throw;
        }

        _mayConnect = OperatingSystem.IsLinux() && local.Port != 0;
        _from = new SocketAddress(local.AddressFamily);
        _toAddress = local.Serialize();
        Local = PeerAddress.From((IPEndPoint)_socket.LocalEndPoint!);
    }

    public PeerAddress Local { get; }

    public bool MayHoldPackets => true;

    /// <summary>Not known by way of the runtime's sockets.</summary>
    public long KernelDrops => 0;

    public bool TryReceive(Span<byte> buffer, out int length, out PeerAddress from)
    {
        from = _peer;
        return _peer.IsKnown ? TryReceiveFromPeer(buffer, out length) : TryReceiveFromAnybody(buffer, out length, out from);
    }

    public bool TrySend(ReadOnlySpan<byte> packet, in PeerAddress to)
    {
        if (_peer.IsKnown && _peer == to)
        {
            _socket.Send(packet, SocketFlags.None, out var error);
            return error == SocketError.Success;
        }

        if (to != _to)
        {
            _to = to;
            _toAddress = to.ToEndPoint().Serialize();
        }

        try
        {
            return _socket.SendTo(packet, SocketFlags.None, _toAddress) == packet.Length;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    public void Connect(in PeerAddress peer)
    {
        if (!_mayConnect || _peer == peer) return;
        try
        {
            _socket.Connect(peer.ToEndPoint());
            _peer = peer;
        }
        catch (SocketException) // no route at present: an open port still serves
        {
            Disconnect();
        }
    }

    // The runtime's own Disconnect makes a new socket and loses the port; the kernel's is a connect to no family (connect(2)).
    public void Disconnect()
    {
        if (!_peer.IsKnown) return;
        _peer = default;
        Span<byte> noFamily = stackalloc byte[16];
        noFamily.Clear();
        _ = ConnectNative(_socket.SafeHandle, noFamily, noFamily.Length);
    }

    public void Dispose() => _socket.Dispose();

    private bool TryReceiveFromPeer(Span<byte> buffer, out int length)
    {
        for (var attempt = 0; attempt < ErrorsInARow; attempt++)
        {
            length = _socket.Receive(buffer, SocketFlags.None, out var error);
            if (error is SocketError.Success or SocketError.MessageSize) return true;
            if (error == SocketError.WouldBlock) break;
        }

        length = 0;
        return false;
    }

    private bool TryReceiveFromAnybody(Span<byte> buffer, out int length, out PeerAddress from)
    {
        length = 0;
        from = default;

        // ReceiveFrom tells of an empty socket by an exception, which costs more than asking first.
        if (!_socket.Poll(0, SelectMode.SelectRead)) return false;
        try
        {
            length = _socket.ReceiveFrom(buffer, SocketFlags.None, _from);
            from = PeerAddress.From(_from);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    [LibraryImport("libc", EntryPoint = "connect")]
    private static partial int ConnectNative(SafeSocketHandle socket, ReadOnlySpan<byte> address, int length);
}
