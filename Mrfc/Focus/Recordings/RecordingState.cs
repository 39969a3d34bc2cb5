namespace ImsConference.Mrfc.Focus.Recordings;

/// <summary>What a recording is doing.</summary>
public enum RecordingState
{
    Running,

    /// <summary>What is said now is left out.</summary>
    Paused,

    /// <summary>Nothing is written any more.</summary>
    Ended,
}
