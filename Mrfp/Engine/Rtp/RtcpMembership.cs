
namespace ImsConference.Engine.Rtp;

/// <summary>Who is in the RTP session, as the report interval needs it (RFC 3550 §6.3).</summary>
/// <param name="Members">With ourselves, at least 1.</param>
/// <param name="Senders">Those that sent since the last but one report, with ourselves.</param>
/// <param name="WeSent">Whether we are one of the senders.</param>
public readonly record struct RtcpMembership(int Members, int Senders, bool WeSent);
