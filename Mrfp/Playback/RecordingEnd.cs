namespace ImsConference.Mrfp.Playback;

/// <summary>Why a file of a recording has ended.</summary>
public enum RecordingEnd
{
    /// <summary>By command.</summary>
    Stopped,

    DiskFull,

    /// <summary>The file could not be made, or written for another reason.</summary>
    Unwritable,

    /// <summary>As long as is allowed, or the folder is as large as is allowed.</summary>
    LimitReached,

    /// <summary>Whose voice it was has left.</summary>
    TerminationGone,

    ContextGone,
}
