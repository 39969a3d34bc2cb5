namespace ImsConference.Sip.Sdp;

/// <summary>Status type (RFC 3312 §4).</summary>
public enum PreconditionStatus : byte
{
    EndToEnd,
    Local,
    Remote,
}
