namespace ImsConference.Mrfc.Focus.Invitations;

/// <summary>How the focus brings in a user whom somebody referred it to.</summary>
public enum InviteWay : byte
{
    /// <summary>It calls the user (RFC 4579 §5.5).</summary>
    Invite,

    /// <summary>It asks the user by REFER to call the conference URI (RFC 4579 §5.7).</summary>
    Refer,
}
