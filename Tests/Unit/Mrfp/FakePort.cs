using ImsConference.Engine.Rtp;

namespace ImsConference.Tests.Unit.Mrfp;

/// <summary>A port of a <see cref="FakeNetwork"/>; keeps what arrives in a ring, so that it allocates nothing once it is made.</summary>
public sealed class FakePort(FakeNetwork network, PeerAddress local) : IPacketPort
{
    private const int Slots = 64;
    private readonly byte[][] _packets = [.. Enumerable.Range(0, Slots).Select(_ => new byte[2048])];
    private readonly int[] _lengths = new int[Slots];
    private readonly PeerAddress[] _sources = new PeerAddress[Slots];
    private int _first;
    private int _count;

    public PeerAddress Local { get; } = local;

    /// <summary>The peer it was connected to; none when it takes packets from anybody.</summary>
    public PeerAddress Peer { get; private set; }

    public bool MayHoldPackets => _count > 0;

    public long KernelDrops { get; private set; }

    public bool TryReceive(Span<byte> buffer, out int length, out PeerAddress from)
    {
        (length, from) = (0, default);
        if (_count == 0) return false;
        from = _sources[_first];
        length = _lengths[_first];
        _packets[_first].AsSpan(0, length).CopyTo(buffer);
        _first = (_first + 1) % Slots;
        _count--;
        return true;
    }

    public bool TrySend(ReadOnlySpan<byte> packet, in PeerAddress to)
    {
        network.Carry(packet, Local, to);
        return true;
    }

    public void Connect(in PeerAddress peer) => Peer = peer;

    public void Disconnect() => Peer = default;

    public void Dispose() => network.Unbind(this);

    internal void Deliver(ReadOnlySpan<byte> packet, PeerAddress from)
    {
        if (Peer.IsKnown && Peer != from) return;
        if (_count == Slots)
        {
            KernelDrops++;
            return;
        }

        var slot = (_first + _count++) % Slots;
        packet.CopyTo(_packets[slot]);
        _lengths[slot] = packet.Length;
        _sources[slot] = from;
    }
}
