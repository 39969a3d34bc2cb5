namespace ImsConference.Mrfc.Focus;

/// <summary>Life of a conference.</summary>
public enum ConferenceState : byte
{
    /// <summary>Its URI is given out; nobody has been in yet.</summary>
    Allocated,

    /// <summary>Somebody is in, or has been.</summary>
    Active,

    /// <summary>Over; its URI is in quarantine.</summary>
    Ended,
}
