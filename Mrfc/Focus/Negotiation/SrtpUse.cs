namespace ImsConference.Mrfc.Focus.Negotiation;

/// <summary>Whether media are protected by SRTP with keys in the SDP (RFC 4568).</summary>
public enum SrtpUse
{
    /// <summary>Never: RTP/SAVP is refused, keys are passed over.</summary>
    Off,

    /// <summary>Where the peer offers it, be it as RTP/SAVP or as keys on RTP/AVP. Our own offers are RTP/AVP.</summary>
    Accept,

    /// <summary>Always: who offers no keys is refused, our own offers are RTP/SAVP.</summary>
    Require,
}
