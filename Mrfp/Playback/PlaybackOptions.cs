namespace ImsConference.Mrfp.Playback;

/// <summary>Files of the MRFP (section <c>Playback</c>).</summary>
public sealed class PlaybackOptions
{
    /// <summary>Recordings are written here and nowhere else; made when the first one starts. Relative to the working directory.</summary>
    public string RecordingFolder { get; init; } = "recordings";
}
