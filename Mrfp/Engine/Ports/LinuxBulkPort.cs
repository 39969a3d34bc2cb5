using System.Net;
using System.Net.Sockets;
using ImsConference.Engine.Rtp;

namespace ImsConference.Engine.Ports;

/// <summary>A UDP socket of Linux by recvmmsg and sendmmsg.</summary>
public sealed unsafe class LinuxBulkPort : IBulkPort
{
    private const int Batch = 64;
    private const int PacketBytes = 2048;

    private readonly Socket _socket;
    private readonly DatagramBatch _in = new(Batch);
    private readonly DatagramBatch _out = new(Batch);
    private readonly byte[] _inMemory = GC.AllocateArray<byte>(Batch * PacketBytes, pinned: true);
    private readonly byte[] _outMemory = GC.AllocateArray<byte>(Batch * PacketBytes, pinned: true);
    private int _queued;
    private long? _finalDrops;

    /// <param name="local">Address and port to bind; port 0 takes a free one.</param>
    /// <param name="receiveBufferBytes">Wanted for what arrives between two looks; the system may grant less.</param>
    /// <exception cref="SocketException">The port is in use or the address is not ours.</exception>
    public LinuxBulkPort(IPEndPoint local, int receiveBufferBytes)
    {
        _socket = new Socket(local.AddressFamily, SocketType.Dgram, ProtocolType.Udp)
        {
            Blocking = false,
            ReceiveBufferSize = receiveBufferBytes,
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

        // Above the system's limit, where this process may.
        _ = LinuxCalls.SetOption(File, LinuxCalls.LevelSocket, LinuxCalls.ReceiveBufferForced, &receiveBufferBytes, sizeof(int));
        Local = PeerAddress.From((IPEndPoint)_socket.LocalEndPoint!);
        for (var i = 0; i < Batch; i++) _in.Place(i, _inMemory.AsSpan(i * PacketBytes, PacketBytes));
    }

    public PeerAddress Local { get; }

    public long KernelDrops => _finalDrops ?? SocketDrops.Of(File);

    public int Capacity => Batch;

    private int File => (int)_socket.SafeHandle.DangerousGetHandle();

    public int Receive() => _in.Receive(_socket, Batch);

    public ReadOnlySpan<byte> Packet(int index) => _inMemory.AsSpan(index * PacketBytes, Math.Min(PacketBytes, _in.Length(index)));

    public PeerAddress From(int index) => _in.Name(index).ToPeer();

    public void Send(ReadOnlySpan<byte> packet, in PeerAddress to)
    {
        if (packet.Length > PacketBytes) return;
        var memory = _outMemory.AsSpan(_queued * PacketBytes, packet.Length);
        packet.CopyTo(memory);
        _out.Place(_queued, memory);
        _out.Name(_queued) = SocketName.From(to, _socket.AddressFamily);
        if (++_queued == Batch) Flush();
    }

    public void Flush()
    {
        if (_queued > 0) _ = _out.Send(_socket, _queued);
        _queued = 0;
    }

    public void Dispose()
    {
        _finalDrops ??= SocketDrops.Of(File); // the number may soon be another socket's
        _socket.Dispose();
    }
}
