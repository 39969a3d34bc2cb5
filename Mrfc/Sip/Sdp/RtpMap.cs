namespace ImsConference.Sip.Sdp;

/// <summary>An a=rtpmap (RFC 8866 §6.6), or what RFC 3551 §6 says of a static payload type.</summary>
/// <param name="PayloadType">0..127.</param>
/// <param name="Encoding">For example <c>PCMA</c>; compared in any case.</param>
/// <param name="ClockRateHz">RTP clock rate.</param>
/// <param name="Channels">1 unless said.</param>
public sealed record RtpMap(byte PayloadType, string Encoding, int ClockRateHz, int Channels = 1)
{
    /// <summary>Same encoding, clock rate and channels; the payload type is each side's own.</summary>
    public bool IsSameFormat(RtpMap other) =>
        ClockRateHz == other.ClockRateHz && Channels == other.Channels && Encoding.Equals(other.Encoding, StringComparison.OrdinalIgnoreCase);
}
