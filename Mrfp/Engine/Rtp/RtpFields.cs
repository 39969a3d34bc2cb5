namespace ImsConference.Engine.Rtp;

/// <summary>The fixed part of an RTP header to be written (RFC 3550 §5.1).</summary>
/// <param name="Marker">First packet of a talkspurt (RFC 3551 §4.1) or of a telephone-event (RFC 4733 §2.5.1.1).</param>
/// <param name="PayloadType">0..127.</param>
/// <param name="Sequence">+1 a packet, wrapping.</param>
/// <param name="Timestamp">Of the first sample, in units of the clock rate, wrapping.</param>
/// <param name="Ssrc">Who sends.</param>
public readonly record struct RtpFields(bool Marker, byte PayloadType, ushort Sequence, uint Timestamp, uint Ssrc);
