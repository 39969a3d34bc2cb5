using System.Diagnostics;
using ImsConference.Engine.Rtp;

namespace ImsConference.Engine.Ports;

/// <summary>One UDP port for many streams, told apart by where their packets come from. One thread uses it, and all its members.</summary>
/// <remarks>Nothing is allocated per packet. A packet from nowhere known is counted and dropped.</remarks>
public sealed class SharedPort : IDisposable
{
    private const int SlotBytes = 2048;
    private const int None = -1;

    private readonly IBulkPort _port;
    private readonly PeerTable<SharedPortMember> _members = new();
    private readonly byte[] _slots; // packets that wait for their stream's tick
    private readonly int[] _lengths;
    private readonly int[] _nexts; // of a member's queue, or of the free ones
    private int _free;
    private long _unknownPackets;

    /// <param name="port">Owned from now on.</param>
    /// <param name="slots">Packets that may wait at once, all members together.</param>
    public SharedPort(IBulkPort port, int slots)
    {
        _port = port;
        _slots = GC.AllocateUninitializedArray<byte>(slots * SlotBytes);
        _lengths = new int[slots];
        _nexts = new int[slots];
        for (var slot = 0; slot < slots; slot++) _nexts[slot] = slot + 1 < slots ? slot + 1 : None;
    }

    /// <summary>The address it is bound to. From any thread.</summary>
    public PeerAddress Local => _port.Local;

    /// <summary>Packets from nowhere known. From any thread.</summary>
    public long UnknownPackets => Volatile.Read(ref _unknownPackets);

    /// <summary>Dropped by the kernel. From any thread.</summary>
    public long KernelDrops => _port.KernelDrops;

    /// <summary>A port that is one stream's part of this one. From any thread; it takes nothing before it knows what to expect.</summary>
    public IPacketPort Join() => new SharedPortMember(this);

    /// <summary>Takes all that has arrived and puts it before those whom it is for.</summary>
    public void Receive()
    {
        int count;
        do
        {
            count = _port.Receive();
            for (var i = 0; i < count; i++) Take(_port.Packet(i), _port.From(i));
        }
        while (count == _port.Capacity);
    }

    /// <summary>Sends what the members have sent, if it was kept back.</summary>
    public void Flush() => _port.Flush();

    public void Dispose() => _port.Dispose();

    internal void Send(ReadOnlySpan<byte> packet, in PeerAddress to) => _port.Send(packet, to);

    /// <returns>False when another member expects packets from there.</returns>
    internal bool TryExpect(SharedPortMember member, in PeerAddress before, in PeerAddress peer)
    {
        if (peer.IsKnown && !_members.TryAdd(peer, member)) return false;
        if (before.IsKnown) _members.Remove(before);
        return true;
    }

    /// <summary>Copies the first packet of a queue out and frees its slot.</summary>
    /// <returns>Its length.</returns>
    internal int Take(ref int first, ref int last, Span<byte> buffer)
    {
        Debug.Assert(first >= 0);
        var slot = first;
        var length = Math.Min(_lengths[slot], buffer.Length);
        _slots.AsSpan(slot * SlotBytes, length).CopyTo(buffer);
        first = _nexts[slot];
        if (first == None) last = None;
        _nexts[slot] = _free;
        _free = slot;
        return length;
    }

    private void Take(ReadOnlySpan<byte> packet, in PeerAddress from)
    {
        if (!_members.TryGet(from, out var member))
        {
            Volatile.Write(ref _unknownPackets, _unknownPackets + 1);
            return;
        }

        if (_free == None || !member.MayQueue)
        {
            member.NoteDrop();
            return;
        }

        var slot = _free;
        _free = _nexts[slot];
        _nexts[slot] = None;
        _lengths[slot] = Math.Min(packet.Length, SlotBytes);
        packet[.._lengths[slot]].CopyTo(_slots.AsSpan(slot * SlotBytes));
        var last = member.Queue(slot);
        if (last != None) _nexts[last] = slot;
    }
}
