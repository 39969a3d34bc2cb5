namespace ImsConference.Mrfc.Media;

/// <summary>How participants come by their RTP ports on an MRFP.</summary>
public enum RtpPortMode
{
    /// <summary>Each has a pair of its own; its packets may come from elsewhere than its SDP says.</summary>
    Dedicated,

    /// <summary>All share one, told apart by the address in their SDP: it must be where they send from.</summary>
    Shared,
}
