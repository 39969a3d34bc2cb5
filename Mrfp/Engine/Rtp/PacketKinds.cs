namespace ImsConference.Engine.Rtp;

/// <summary>Tells the protocols apart that share one port.</summary>
public static class PacketKinds
{
    /// <param name="packet">One UDP datagram; may be empty.</param>
    public static PacketKind Of(ReadOnlySpan<byte> packet)
    {
        if (packet.Length < 4) return PacketKind.Unknown;
        return packet[0] switch
        {
            < 4 => PacketKind.Stun,
            >= 20 and < 64 => PacketKind.Dtls,
            >= 128 and < 192 => packet[1] is >= 192 and <= 223 ? PacketKind.Rtcp : PacketKind.Rtp,
            _ => PacketKind.Unknown,
        };
    }
}
