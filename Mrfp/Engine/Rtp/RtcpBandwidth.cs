namespace ImsConference.Engine.Rtp;

/// <summary>What RTCP may use (RFC 3556): b=RS and b=RR of the SDP, bits per second, for all members together.</summary>
/// <param name="SenderBitsPerSecond">b=RS.</param>
/// <param name="ReceiverBitsPerSecond">b=RR.</param>
public readonly record struct RtcpBandwidth(int SenderBitsPerSecond, int ReceiverBitsPerSecond)
{
    /// <summary>Both zero: no RTCP at all.</summary>
    public static RtcpBandwidth None => default;

    /// <summary>The default: 5 % of the session bandwidth, a quarter of it for senders (RFC 3550 §6.2).</summary>
    /// <param name="sessionKbps">b=AS, for example 64 to 80 for G.711.</param>
    public static RtcpBandwidth OfSession(int sessionKbps) => new(sessionKbps * 50 / 4, sessionKbps * 50 * 3 / 4);
}
