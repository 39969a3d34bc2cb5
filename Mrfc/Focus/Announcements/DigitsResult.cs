namespace ImsConference.Mrfc.Focus.Announcements;

/// <summary>How a collection of digits ended.</summary>
public enum DigitsResult : byte
{
    /// <summary>As many as could be, or as many as had to be and no more in time.</summary>
    Complete,

    /// <summary>By the terminator; there may be fewer than had to be.</summary>
    Terminated,

    /// <summary>No key in time.</summary>
    NoDigit,

    /// <summary>Too few in time.</summary>
    TooFew,

    /// <summary>The caller stopped it, or the participant has gone.</summary>
    Cancelled,

    /// <summary>The MRFP could not. It is in the log.</summary>
    Failed,
}
