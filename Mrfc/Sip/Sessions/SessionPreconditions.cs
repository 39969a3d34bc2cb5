namespace ImsConference.Sip.Sessions;

/// <summary>State of the QoS preconditions of a session, seen from our side (RFC 3312 §5).</summary>
public sealed class SessionPreconditions
{
    /// <summary>Every mandatory desired status is reached in its direction.</summary>
    public bool IsMet => throw new NotSupportedException();
}
