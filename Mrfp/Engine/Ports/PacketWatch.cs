using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using ImsConference.Engine.Rtp;

namespace ImsConference.Engine.Ports;

/// <summary>Learns with one system call which of many ports have packets: for those that rarely do, such as RTCP's. One thread uses it.</summary>
/// <remarks>Ports that are not a socket of Linux are not watched: they are asked each time.</remarks>
public sealed unsafe class PacketWatch : IDisposable
{
    private const int MostEvents = 64; // more are told at the next look
    private const uint ReadableOnce = 0x8000_0001; // EPOLLIN | EPOLLET: told at the packet, not as long as it waits
    private const int Add = 1; // EPOLL_CTL_ADD
    private const int Delete = 2; // EPOLL_CTL_DEL
    private const int CloseOnExec = 0x80000;

    // struct epoll_event is packed on x86-64 alone.
    private static readonly int EventBytes = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 12 : 16;

    private readonly byte[] _events = GC.AllocateArray<byte>(MostEvents * 16, pinned: true);
    private readonly List<LinuxPacketPort?> _ports = [];
    private readonly Stack<int> _freeKeys = new();
    private int _file = -1; // none before the first port

    /// <summary>Ports watched now.</summary>
    public int Count => _ports.Count - _freeKeys.Count;

    /// <summary>Watches a port from now on, until <see cref="Remove"/>.</summary>
    public void Watch(IPacketPort port)
    {
        if (port is not LinuxPacketPort socket) return;
        if (_file < 0) _file = LinuxCalls.EpollCreate(CloseOnExec);
        var key = _freeKeys.TryPop(out var free) ? free : _ports.Count;
        if (!TryControl(Add, socket.File, key))
        {
            if (key != _ports.Count) _freeKeys.Push(key);
            return; // no memory for it, or too many: it is asked each time
        }

        if (key == _ports.Count) _ports.Add(null);
        _ports[key] = socket;
        socket.Enter(this, key);
    }

    /// <summary>Leaves a port alone again; one that is not watched is no fault.</summary>
    public void Remove(IPacketPort port)
    {
        if (port is not LinuxPacketPort socket || !socket.TryLeave(this, out var key, out var file)) return;
        TryControl(Delete, file, key);
        _ports[key] = null;
        _freeKeys.Push(key);
    }

    /// <summary>Tells the ports at which packets have arrived since the last look.</summary>
    public void Look()
    {
        if (Count == 0) return;
        fixed (byte* events = _events)
        {
            var count = LinuxCalls.EpollWait(_file, events, MostEvents, 0);
            for (var i = 0; i < count; i++)
                _ports[(int)Unsafe.ReadUnaligned<ulong>(events + (i + 1) * EventBytes - sizeof(ulong))]?.Note();
        }
    }

    public void Dispose()
    {
        if (_file >= 0) _ = LinuxCalls.Close(_file);
        _file = -1;
    }

    private bool TryControl(int operation, int file, int key)
    {
        var change = stackalloc byte[16];
        Unsafe.WriteUnaligned(change, ReadableOnce);
        Unsafe.WriteUnaligned(change + EventBytes - sizeof(ulong), (ulong)key);
        return LinuxCalls.EpollControl(_file, operation, file, change) == 0;
    }
}
