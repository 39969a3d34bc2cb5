namespace ImsConference.Mrfp.Contexts;

/// <summary>Why a playback has ended.</summary>
public enum PlaybackEnd : byte
{
    /// <summary>Played to its end.</summary>
    Finished,

    /// <summary>By command, or because nothing is left to be said.</summary>
    Stopped,

    /// <summary>A key was pressed.</summary>
    BargedIn,

    /// <summary>A file was damaged or went away while it was played.</summary>
    Unreadable,

    /// <summary>Its listener, or the context, has gone.</summary>
    TerminationGone,
}
