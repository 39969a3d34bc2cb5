namespace ImsConference.Mrfp.Playback;

/// <summary>Why a collection of digits has ended.</summary>
public enum DigitsEnd : byte
{
    /// <summary>It has not.</summary>
    None,

    /// <summary>As many as could be, or as many as had to be and no more in time.</summary>
    Complete,

    /// <summary>By the terminator, whatever the number of digits.</summary>
    Terminator,

    /// <summary>No key in time.</summary>
    FirstTimeout,

    /// <summary>Too few, and the next one did not come in time.</summary>
    InterTimeout,

    /// <summary>Too few in all the time there was.</summary>
    OverallTimeout,

    /// <summary>By command.</summary>
    Cancelled,

    /// <summary>Whose digits they were has left.</summary>
    TerminationGone,
}
