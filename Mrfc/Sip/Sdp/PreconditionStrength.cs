namespace ImsConference.Sip.Sdp;

/// <summary>Strength (RFC 3312 §4), weakest first; <see cref="Failure"/> and <see cref="Unknown"/> occur in a 580 only.</summary>
public enum PreconditionStrength : byte
{
    None,
    Optional,
    Mandatory,
    Failure,
    Unknown,
}
