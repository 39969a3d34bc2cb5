namespace ImsConference.Mrfc.Focus;

/// <summary>What ends a conference; its creator may always end it by REFER with method=BYE to the conference URI itself.</summary>
public enum ConferenceEnd : byte
{
    /// <summary>It ends when the last participant has left.</summary>
    LastLeaves,

    /// <summary>It also ends when its creator leaves (RFC 4579 §5.12).</summary>
    CreatorLeaves,
}
