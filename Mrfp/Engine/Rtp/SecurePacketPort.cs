namespace ImsConference.Engine.Rtp;

/// <summary>A port whose packets are protected: what leaves by it is SRTP or SRTCP, what comes in is in the clear, and nothing forged or replayed comes in.</summary>
/// <remarks>Whoever sits above it need not know. Owns the sessions, not the port below.</remarks>
/// <param name="port">Carries the protected packets.</param>
/// <param name="keys">Both directions'.</param>
public sealed class SecurePacketPort(IPacketPort port, SrtpKeys keys) : IPacketPort
{
    private const int LargestPacket = 2048;
    private const int MostDropsATake = 32; // a flood of forgeries waits for the next tick, and is dropped by the kernel

    private readonly SrtpSession _send = SrtpSession.ForSending(keys.Suite, keys.Send.AsSpan());
    private readonly SrtpSession _receive = SrtpSession.ForReceiving(keys.Suite, keys.Receive.AsSpan());
    private readonly byte[] _packet = new byte[LargestPacket];

    public SrtpKeys Keys => keys;

    /// <summary>Dropped: of another key, or changed on the way.</summary>
    public long ForgedPackets => _receive.ForgedPackets;

    /// <summary>Dropped: here before.</summary>
    public long ReplayedPackets => _receive.ReplayedPackets;

    public PeerAddress Local => port.Local;

    public bool MayHoldPackets => port.MayHoldPackets;

    public long KernelDrops => port.KernelDrops;

    public bool TryExpect(in PeerAddress peer) => port.TryExpect(peer);

    public bool TryReceive(Span<byte> buffer, out int length, out PeerAddress from)
    {
        for (var drops = 0; drops < MostDropsATake && port.TryReceive(buffer, out length, out from); drops++)
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
        return isProtected && port.TrySend(_packet.AsSpan(0, length), to);
    }

    public void Connect(in PeerAddress peer) => port.Connect(peer);

    public void Disconnect() => port.Disconnect();

    /// <summary>Ends the sessions; the port below goes on.</summary>
    public void Dispose()
    {
        _send.Dispose();
        _receive.Dispose();
    }
}
