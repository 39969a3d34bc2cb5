namespace ImsConference.Engine.Rtp;

/// <summary>A port whose packets are protected: what leaves by it is SRTP or SRTCP, what comes in is in the clear, and nothing forged or replayed comes in.</summary>
/// <remarks>Whoever sits above it need not know. Owns the sessions, not the port below.</remarks>
public sealed class SecurePacketPort : IPacketPort
{
    private const int LargestPacket = 2048;
    private const int MostDropsATake = 32; // a flood of forgeries waits for the next tick, and is dropped by the kernel

    private IPacketPort _port;
    private readonly byte[] _packet = new byte[LargestPacket];
    private SrtpKeys _keys;
    private SrtpSession _send;
    private SrtpSession _receive;
    private long _forged; // under keys that are gone
    private long _replayed;

    /// <param name="port">Carries the protected packets.</param>
    /// <param name="keys">Both directions'.</param>
    /// <exception cref="NotSupportedException">SRTP, or this suite, is not to be had here.</exception>
    public SecurePacketPort(IPacketPort port, SrtpKeys keys)
    {
        _port = port;
        _keys = keys;
        _send = SrtpSession.ForSending(keys.Suite, keys.Send.AsSpan());
        _receive = SrtpSession.ForReceiving(keys.Suite, keys.Receive.AsSpan());
    }

    /// <summary>Dropped: of another key, or changed on the way.</summary>
    public long ForgedPackets => _forged + _receive.ForgedPackets;

    /// <summary>Dropped: here before.</summary>
    public long ReplayedPackets => _replayed + _receive.ReplayedPackets;

    public PeerAddress Local => _port.Local;

    public bool MayHoldPackets => _port.MayHoldPackets;

    public long KernelDrops => _port.KernelDrops;

    public bool TryExpect(in PeerAddress peer) => _port.TryExpect(peer);

    public bool TryReceive(Span<byte> buffer, out int length, out PeerAddress from)
    {
        for (var drops = 0; drops < MostDropsATake && _port.TryReceive(buffer, out length, out from); drops++)
        {
            var packet = buffer[..length];
            var verdict = PacketKinds.Of(packet) == PacketKind.Rtcp
                ? _receive.UnprotectRtcp(packet, out length)
                : _receive.Unprotect(packet, out length);
            if (verdict == SrtpVerdict.Genuine) return true;
        }

        length = 0;
        from = default;
        return false;
    }

    public bool TrySend(ReadOnlySpan<byte> packet, in PeerAddress to)
    {
        if (packet.Length + SrtpSession.MostTrailerBytes > LargestPacket) return false;
        packet.CopyTo(_packet);
        var length = packet.Length;
        var isProtected = PacketKinds.Of(packet) == PacketKind.Rtcp
            ? _send.TryProtectRtcp(_packet, ref length)
            : _send.TryProtect(_packet, ref length);
        return isProtected && _port.TrySend(_packet.AsSpan(0, length), to);
    }

    /// <summary>Takes new keys. A direction whose key stays keeps its roll-over counter and what it has seen (RFC 4568 §7.1.4).</summary>
    public void Rekey(SrtpKeys keys)
    {
        var isSameSuite = keys.Suite == _keys.Suite;
        if (!isSameSuite || !keys.Send.AsSpan().SequenceEqual(_keys.Send.AsSpan()))
        {
            _send.Dispose();
            _send = SrtpSession.ForSending(keys.Suite, keys.Send.AsSpan());
        }

        if (!isSameSuite || !keys.Receive.AsSpan().SequenceEqual(_keys.Receive.AsSpan()))
        {
            (_forged, _replayed) = (ForgedPackets, ReplayedPackets);
            _receive.Dispose();
            _receive = SrtpSession.ForReceiving(keys.Suite, keys.Receive.AsSpan());
        }

        _keys = keys;
    }

    /// <summary>Goes on at another port, with the same keys and counters.</summary>
    public void MoveTo(IPacketPort port) => _port = port;

    public void Connect(in PeerAddress peer) => _port.Connect(peer);

    public void Disconnect() => _port.Disconnect();

    /// <summary>Ends the sessions; the port below goes on.</summary>
    public void Dispose()
    {
        _send.Dispose();
        _receive.Dispose();
    }
}
