using ImsConference.Sip.Sdp;

namespace ImsConference.Mrfc.Focus.Negotiation;

/// <summary>What is taken of an offer: one audio line, one voice format, telephone-event where both sides have it.</summary>
/// <param name="Line">Index of the media line, from 0.</param>
/// <param name="Voice">With the offerer's payload type. One only, so that nobody switches in the middle of a call.</param>
/// <param name="Events">telephone-event of the same clock rate (RFC 4733 §2.1), or null.</param>
public sealed record AudioChoice(int Line, RtpMap Voice, RtpMap? Events);
