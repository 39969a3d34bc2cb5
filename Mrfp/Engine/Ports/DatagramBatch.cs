using System.Diagnostics;
using System.Net.Sockets;

namespace ImsConference.Engine.Ports;

/// <summary>Many datagrams in one system call (recvmmsg, sendmmsg), each in memory that the caller places.</summary>
/// <remarks>All memory is pinned for good; nothing is allocated once it is made. One thread uses it.</remarks>
public sealed unsafe class DatagramBatch
{
    private readonly LinuxCalls.ManyHeader[] _headers;
    private readonly LinuxCalls.Buffer[] _buffers;
    private readonly SocketName[] _names;
    private readonly byte[] _control;
    private readonly int _controlBytes;

    /// <param name="capacity">Most datagrams of a call.</param>
    /// <param name="controlBytes">Room for control messages of each datagram; a multiple of 8.</param>
    public DatagramBatch(int capacity, int controlBytes = 0)
    {
        Debug.Assert(controlBytes % 8 == 0);
        Capacity = capacity;
        _controlBytes = controlBytes;
        _headers = GC.AllocateArray<LinuxCalls.ManyHeader>(capacity, pinned: true);
        _buffers = GC.AllocateArray<LinuxCalls.Buffer>(capacity, pinned: true);
        _names = GC.AllocateArray<SocketName>(capacity, pinned: true);
        _control = GC.AllocateArray<byte>(Math.Max(1, capacity * controlBytes), pinned: true);
        fixed (LinuxCalls.Buffer* buffers = _buffers)
        fixed (SocketName* names = _names)
        fixed (byte* control = _control)
        {
            for (var i = 0; i < capacity; i++)
            {
                ref var message = ref _headers[i].Message;
                message.Name = names + i;
                message.Buffers = buffers + i;
                message.BufferCount = 1;
                message.Control = controlBytes == 0 ? null : control + i * controlBytes;
            }
        }
    }

    public int Capacity { get; }

    /// <summary>Source of what came, destination of what goes.</summary>
    public ref SocketName Name(int index) => ref _names[index];

    /// <summary>Room for the control messages of a datagram that goes; all of it is sent.</summary>
    public Span<byte> Control(int index) => _control.AsSpan(index * _controlBytes, _controlBytes);

    /// <summary>Control messages of a datagram that came.</summary>
    public ReadOnlySpan<byte> ControlReceived(int index) =>
        _control.AsSpan(index * _controlBytes, Math.Min(_controlBytes, (int)_headers[index].Message.ControlLength));

    /// <summary>Bytes of a datagram that came; more than its memory when it was cut.</summary>
    public int Length(int index) => (int)_headers[index].Length;

    /// <summary>Says where a datagram lies, or where it shall be put.</summary>
    /// <param name="index">Of the datagram.</param>
    /// <param name="memory">Pinned for as long as the batch uses it.</param>
    public void Place(int index, Span<byte> memory)
    {
        fixed (byte* start = memory) _buffers[index] = new LinuxCalls.Buffer { Start = start, Length = (nuint)memory.Length };
    }

    /// <summary>Takes what has arrived.</summary>
    /// <param name="socket">Non-blocking.</param>
    /// <param name="most">Datagrams that have been placed, at most <see cref="Capacity"/>.</param>
    /// <returns>Datagrams taken; 0 when nothing waits.</returns>
    public int Receive(Socket socket, int most)
    {
        for (var i = 0; i < most; i++)
        {
            ref var message = ref _headers[i].Message;
            message.NameLength = SocketName.Bytes;
            message.ControlLength = (nuint)_controlBytes;
        }

        fixed (LinuxCalls.ManyHeader* headers = _headers)
            return Math.Max(0, LinuxCalls.ReceiveMany(FileOf(socket), headers, (uint)most, 0, null));
    }

    /// <summary>Sends the first <paramref name="count"/>. What the kernel does not take is lost, as on the network.</summary>
    /// <returns>Datagrams taken.</returns>
    public int Send(Socket socket, int count)
    {
        for (var i = 0; i < count; i++)
        {
            ref var message = ref _headers[i].Message;
            message.NameLength = (uint)_names[i].Length;
            message.ControlLength = (nuint)_controlBytes;
        }

        var taken = 0;
        fixed (LinuxCalls.ManyHeader* headers = _headers)
        {
            // The call ends at a datagram that is refused, as after an ICMP message; the others go all the same.
            for (var next = 0; next < count;)
            {
                var sent = LinuxCalls.SendMany(FileOf(socket), headers + next, (uint)(count - next), 0);
                taken += Math.Max(0, sent);
                next += Math.Max(0, sent) + (sent < count - next ? 1 : 0);
            }
        }

        return taken;
    }

    private static int FileOf(Socket socket) => (int)socket.SafeHandle.DangerousGetHandle();
}
