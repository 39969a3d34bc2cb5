namespace ImsConference.Engine.Rtp;

/// <summary>What a datagram on a media port is, told by its first bytes (RFC 7983 §7, RFC 5761 §4).</summary>
public enum PacketKind : byte
{
    /// <summary>None of the others: drop and count.</summary>
    Unknown,
    Rtp,
    Rtcp,
    Stun,
    Dtls,
}
