namespace ImsConference.Mrfc.Focus.Roster;

/// <summary>How an endpoint went (RFC 4575 §5.7.7).</summary>
public enum DisconnectionMethod : byte
{
    /// <summary>It left by itself.</summary>
    Departed,

    /// <summary>The focus or another participant removed it.</summary>
    Booted,

    /// <summary>It never came in, or was lost.</summary>
    Failed,

    /// <summary>It was called and was busy (486, 600).</summary>
    Busy,
}
