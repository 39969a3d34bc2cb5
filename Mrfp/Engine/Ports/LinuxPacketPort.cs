using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using ImsConference.Engine.Rtp;

namespace ImsConference.Engine.Ports;

/// <summary>A UDP socket of Linux as a packet port: each packet is one system call and nothing around it.</summary>
/// <remarks>
/// One thread at a time uses it. Whoever disposes of it has seen to it that none does any more: the calls go to the
/// bare file number.
/// </remarks>
public sealed unsafe class LinuxPacketPort : IPacketPort
{
    private const int ErrorsInARow = 8; // ICMP messages come as errors before the datagrams behind them
    private const int ReceiveBufferBytes = 64 * 1024; // over a second of one stream

    private readonly Socket _socket; // opens and closes; everything else is done on its number
    private readonly AddressFamily _family;
    private readonly int _file;
    private readonly bool _mayConnect;
    private PeerAddress _peer;
    private PeerAddress _to;
    private SocketName _toName;
    private PacketWatch? _watch;
    private int _watchKey;
    private bool _hasNews;
    private long? _finalDrops;

    /// <param name="local">Address and port to bind; port 0 takes a free one.</param>
    /// <exception cref="SocketException">The port is in use or the address is not ours.</exception>
    public LinuxPacketPort(IPEndPoint local)
    {
        _family = local.AddressFamily;
        _socket = new Socket(_family, SocketType.Dgram, ProtocolType.Udp)
        {
            Blocking = false,
            ReceiveBufferSize = ReceiveBufferBytes,
        };
        try
        {
            _socket.Bind(local);
        }
        catch (SocketException)
        {
            _socket.Dispose();
            throw;
        }

        _file = (int)_socket.SafeHandle.DangerousGetHandle();
        _mayConnect = local.Port != 0; // the kernel lets a port be opened again only when it was bound by its number
        Local = PeerAddress.From((IPEndPoint)_socket.LocalEndPoint!);
    }

    public PeerAddress Local { get; }

    public bool MayHoldPackets => _hasNews || _watch is null;

    public long KernelDrops => _finalDrops ?? SocketDrops.Of(_file);

    public bool TryReceive(Span<byte> buffer, out int length, out PeerAddress from)
    {
        fixed (byte* start = buffer)
        {
            for (var attempt = 0; attempt < ErrorsInARow; attempt++)
            {
                var received = _peer.IsKnown ? ReceiveFromPeer(start, buffer.Length, out from) : ReceiveFromAnybody(start, buffer.Length, out from);
                if (received >= 0)
                {
                    length = (int)received;
                    return true;
                }

                if (Marshal.GetLastSystemError() == LinuxCalls.WouldBlock) break;
            }
        }

        _hasNews = false;
        length = 0;
        from = default;
        return false;
    }

    public bool TrySend(ReadOnlySpan<byte> packet, in PeerAddress to)
    {
        fixed (byte* start = packet)
        {
            if (_peer.IsKnown && _peer == to) return LinuxCalls.Send(_file, start, (nuint)packet.Length, 0) >= 0;

            if (to != _to)
            {
                _to = to;
                _toName = SocketName.From(to, _family);
            }

            fixed (SocketName* name = &_toName) return LinuxCalls.SendTo(_file, start, (nuint)packet.Length, 0, name, name->Length) >= 0;
        }
    }

    public void Connect(in PeerAddress peer)
    {
        if (!_mayConnect || _peer == peer) return;
        var name = SocketName.From(peer, _family);
        if (LinuxCalls.Connect(_file, &name, name.Length) == 0)
            _peer = peer;
        else
            Disconnect(); // no route at present: an open port still serves
    }

    // connect(2): to no family at all undoes it, and the port stays.
    public void Disconnect()
    {
        if (!_peer.IsKnown) return;
        _peer = default;
        var nobody = default(SocketName);
        _ = LinuxCalls.Connect(_file, &nobody, nobody.Length);
    }

    public void Dispose()
    {
        Debug.Assert(_watch is null);
        _finalDrops ??= SocketDrops.Of(_file); // the number may soon be another socket's
        _socket.Dispose();
    }

    /// <summary>Tells that packets have arrived since the port was found empty.</summary>
    internal void Note() => _hasNews = true;

    internal void Enter(PacketWatch watch, int key)
    {
        _watch = watch;
        _watchKey = key;
        _hasNews = true;
    }

    internal bool TryLeave(PacketWatch watch, out int key, out int file)
    {
        (key, file) = (_watchKey, _file);
        if (_watch != watch) return false;
        _watch = null;
        return true;
    }

    internal int File => _file;

    private nint ReceiveFromPeer(byte* start, int length, out PeerAddress from)
    {
        from = _peer;
        return LinuxCalls.Receive(_file, start, (nuint)length, 0);
    }

    private nint ReceiveFromAnybody(byte* start, int length, out PeerAddress from)
    {
        SocketName name;
        var nameLength = SocketName.Bytes;
        var received = LinuxCalls.ReceiveFrom(_file, start, (nuint)length, 0, &name, &nameLength);
        from = received >= 0 ? name.ToPeer() : default;
        return received;
    }
}
