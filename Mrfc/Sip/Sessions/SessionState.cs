namespace ImsConference.Sip.Sessions;

/// <summary>Life of an INVITE session: early until the 2xx, confirmed until its end.</summary>
public enum SessionState : byte
{
    Early,
    Confirmed,
    Ended,
}
