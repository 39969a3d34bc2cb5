using ImsConference.Engine.Rtp;

namespace ImsConference.Engine.Ports;

/// <summary>One stream's part of a <see cref="SharedPort"/>.</summary>
internal sealed class SharedPortMember(SharedPort port) : IPacketPort
{
    private const int MostWaiting = 32; // of a stream, so that a flood from one peer takes nobody else's place
    private const int None = -1;

    private PeerAddress _peer;
    private int _first = None;
    private int _last = None;
    private int _waiting;

    public PeerAddress Local => port.Local;

    public bool MayHoldPackets => _waiting > 0;

    /// <summary>Dropped because too many of this stream waited. What the kernel drops is counted for the whole port.</summary>
    public long KernelDrops { get; private set; }

    internal bool MayQueue => _waiting < MostWaiting;

    public bool TryExpect(in PeerAddress peer)
    {
        if (peer == _peer) return true;
        if (!port.TryExpect(this, _peer, peer)) return false;

        // What waits came from where the stream no longer is.
        Span<byte> nowhere = [];
        while (_waiting > 0) Take(nowhere);
        _peer = peer;
        return true;
    }

    public bool TryReceive(Span<byte> buffer, out int length, out PeerAddress from)
    {
        from = _peer;
        length = 0;
        if (_waiting == 0) return false;
        length = Take(buffer);
        return true;
    }

    public bool TrySend(ReadOnlySpan<byte> packet, in PeerAddress to)
    {
        port.Send(packet, to);
        return true;
    }

    /// <summary>Not needed: packets of others never come here.</summary>
    public void Connect(in PeerAddress peer)
    {
    }

    public void Disconnect()
    {
    }

    /// <summary>Nothing is held once it expects nobody.</summary>
    public void Dispose()
    {
    }

    internal void NoteDrop() => KernelDrops++;

    /// <returns>The packet that was last before; -1 when there was none.</returns>
    internal int Queue(int slot)
    {
        var before = _last;
        _last = slot;
        if (_first == None) _first = slot;
        _waiting++;
        return before;
    }

    private int Take(Span<byte> buffer)
    {
        _waiting--;
        return port.Take(ref _first, ref _last, buffer);
    }
}
