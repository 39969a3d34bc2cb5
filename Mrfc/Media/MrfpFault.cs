namespace ImsConference.Mrfc.Media;

/// <summary>Why an MRFP did not do what it was told.</summary>
public enum MrfpFault
{
    /// <summary>Not reachable, or it is stopping. Whether the command was carried out is not known.</summary>
    Unavailable,

    /// <summary>No port or no capacity left.</summary>
    Exhausted,

    /// <summary>No such context or termination.</summary>
    NotFound,

    /// <summary>The command is wrong, or the MRFP's state forbids it.</summary>
    Rejected,

    /// <summary>No answer in time. Whether the command was carried out is not known.</summary>
    TimedOut,
}
