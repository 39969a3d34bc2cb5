namespace ImsConference.Mrfc.Focus.Roster;

/// <summary>How an endpoint came in (RFC 4575 §5.7.5).</summary>
public enum JoiningMethod : byte
{
    DialedIn,
    DialedOut,
    FocusOwner,
}
