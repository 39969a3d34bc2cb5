namespace ImsConference.Sip.Sessions;

/// <summary>Which request carries a modification.</summary>
public enum ModifyBy : byte
{
    /// <summary>UPDATE while early or when the peer allows it and no user need be asked (RFC 3311 §5.1), else re-INVITE.</summary>
    Best,
    ReInvite,
    Update,
}
