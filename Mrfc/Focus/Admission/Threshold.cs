namespace ImsConference.Mrfc.Focus.Admission;

/// <summary>What keeps a participant out whose call is answered. It neither hears the others nor is heard, and is not shown as connected.</summary>
public enum Threshold : byte
{
    None,

    /// <summary>It has not proved yet that it knows the PIN.</summary>
    Pin,

    /// <summary>It waits for a moderator.</summary>
    Lobby,
}
