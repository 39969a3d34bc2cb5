namespace ImsConference.Mrfc.Focus.Announcements;

/// <summary>How a playback ended.</summary>
public enum PlayResult : byte
{
    /// <summary>Played to its end.</summary>
    Finished,

    /// <summary>Stopped, or the listener has gone.</summary>
    Stopped,

    /// <summary>Not played, or broken off: the MRFP could not. It is in the log.</summary>
    Failed,

    /// <summary>Configuration has it off.</summary>
    Off,
}
