using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using ImsConference.Engine.Ports;

namespace ImsConference.Tests.Load.Media;

/// <summary>One socket that stands for many participants, each with an address of its own in 127.0.0.0/8. Sends and receives in batches.</summary>
internal sealed class LoadSocket : IDisposable
{
    public const int Batch = 64;

    private const int PacketBytes = 1536;
    private const int ControlHeaderBytes = 16; // struct cmsghdr
    private const int PacketInfoBytes = 32; // with a struct in_pktinfo, padded
    private const int LevelIp = 0;
    private const int PacketInfo = 8; // IP_PKTINFO
    private const int LevelSocket = 1;
    private const int Timestamp = 35; // SO_TIMESTAMPNS
    private const int WantedBufferBytes = 4 * 1024 * 1024;

    private readonly Socket _socket;
    private readonly DatagramBatch _in = new(Batch, 2 * PacketInfoBytes);
    private readonly DatagramBatch _out = new(Batch, PacketInfoBytes);
    private readonly byte[] _inMemory = GC.AllocateArray<byte>(Batch * PacketBytes, pinned: true);
    private readonly byte[] _outMemory = GC.AllocateArray<byte>(Batch * PacketBytes, pinned: true);
    private int _queued;

    /// <exception cref="SocketException">No socket can be opened.</exception>
    public LoadSocket()
    {
        _socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp)
        {
            Blocking = false,
            ReceiveBufferSize = WantedBufferBytes,
            SendBufferSize = WantedBufferBytes,
        };
        _socket.SetRawSocketOption(LevelIp, PacketInfo, [1, 0, 0, 0]);
        _socket.Bind(new IPEndPoint(IPAddress.Any, 0));
        Port = ((IPEndPoint)_socket.LocalEndPoint!).Port;
        for (var i = 0; i < Batch; i++)
        {
            _in.Place(i, _inMemory.AsSpan(i * PacketBytes, PacketBytes));
            var control = _out.Control(i);
            BitConverter.TryWriteBytes(control, (ulong)(ControlHeaderBytes + 12));
            BitConverter.TryWriteBytes(control[8..], LevelIp);
            BitConverter.TryWriteBytes(control[12..], PacketInfo);
        }
    }

    public int Port { get; }

    /// <summary>Datagrams that the kernel did not take.</summary>
    public long Refused { get; private set; }

    /// <summary>Where to write the next packet that is queued.</summary>
    public Span<byte> Next => _outMemory.AsSpan(_queued * PacketBytes, PacketBytes);

    /// <summary>Lets the kernel note when each packet arrived, which makes all of them a little dearer.</summary>
    public void NoteArrivals(bool isWanted) => _socket.SetRawSocketOption(LevelSocket, Timestamp, [isWanted ? (byte)1 : (byte)0, 0, 0, 0]);

    /// <summary>Queues what was written to <see cref="Next"/>.</summary>
    /// <param name="length">Of the packet.</param>
    /// <param name="source">Address of the participant that sends, in host order.</param>
    /// <param name="to">Where.</param>
    public void Queue(int length, uint source, in SocketName to)
    {
        _out.Place(_queued, _outMemory.AsSpan(_queued * PacketBytes, length));
        _out.Name(_queued) = to;
        BinaryPrimitives.WriteUInt32BigEndian(_out.Control(_queued)[(ControlHeaderBytes + 4)..], source);
        if (++_queued == Batch) Flush();
    }

    public void Flush()
    {
        if (_queued > 0) Refused += _queued - _out.Send(_socket, _queued);
        _queued = 0;
    }

    /// <summary>Takes what has arrived.</summary>
    /// <returns>Packets; less than <see cref="Batch"/>: there were no more.</returns>
    public int Receive() => _in.Receive(_socket, Batch);

    public ReadOnlySpan<byte> Packet(int index) => _inMemory.AsSpan(index * PacketBytes, Math.Min(PacketBytes, _in.Length(index)));

    /// <summary>Address of the participant that a packet is for, in host order; and when it arrived, ns of Unix time, 0 when that was not noted.</summary>
    public (uint Destination, long ArrivalNs) About(int index)
    {
        var (destination, arrivalNs) = (0u, 0L);
        var control = _in.ControlReceived(index);
        while (control.Length >= ControlHeaderBytes)
        {
            var length = (int)MemoryMarshal.Read<ulong>(control);
            var kind = (MemoryMarshal.Read<int>(control[8..]), MemoryMarshal.Read<int>(control[12..]));
            if (kind == (LevelIp, PacketInfo))
                destination = BinaryPrimitives.ReadUInt32BigEndian(control[(ControlHeaderBytes + 8)..]);
            else if (kind == (LevelSocket, Timestamp))
                arrivalNs = MemoryMarshal.Read<long>(control[ControlHeaderBytes..]) * 1_000_000_000 + MemoryMarshal.Read<long>(control[(ControlHeaderBytes + 8)..]);
            control = control[Math.Min(control.Length, Math.Max(ControlHeaderBytes, (length + 7) & ~7))..];
        }

        return (destination, arrivalNs);
    }

    public void Dispose() => _socket.Dispose();
}
