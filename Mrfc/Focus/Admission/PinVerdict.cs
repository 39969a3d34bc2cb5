namespace ImsConference.Mrfc.Focus.Admission;

/// <summary>What a PIN server says of a caller.</summary>
public enum PinVerdict : byte
{
    /// <summary>The conference has no PIN.</summary>
    NotNeeded,

    /// <summary>It has one, and none was given.</summary>
    Needed,

    Granted,

    Wrong,

    /// <summary>Too many were wrong: for a while not even the right one is taken.</summary>
    LockedOut,
}
