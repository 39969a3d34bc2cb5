namespace ImsConference.Sip.Sdp;

/// <summary>Name of the attribute (RFC 3312 §4).</summary>
public enum PreconditionKind : byte
{
    Current,
    Desired,
    Confirm,
}
