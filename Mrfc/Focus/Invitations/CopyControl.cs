namespace ImsConference.Mrfc.Focus.Invitations;

/// <summary>Who of a list is told of whom (RFC 5364 §4), as in mail.</summary>
public enum CopyControl : byte
{
    /// <summary>Nobody is told of it; what is said of no recipient is not told either.</summary>
    Bcc,

    Cc,

    To,
}
