namespace ImsConference.Mrfp.Playback;

/// <summary>Files of the MRFP (section <c>Playback</c>).</summary>
public sealed class PlaybackOptions
{
    /// <summary>Recordings are written here and nowhere else; made when the first one starts. Relative to the working directory.</summary>
    public string RecordingFolder { get; init; } = "recordings";

    /// <summary>Announcements are read from here and from nowhere else. Relative to the program: there lie the project's own.</summary>
    public string PromptFolder { get; init; } = "prompts";

    /// <summary>Memory for short files and tones that were played lately, MiB; 0 keeps none.</summary>
    public int CacheMegabytes { get; init; } = 32;

    /// <summary>Longest file of a recording, s; then it ends. 0: no limit.</summary>
    public int MaxRecordingSeconds { get; init; } = 86_400;

    /// <summary>Most that all files in the folder may take, MB; then recordings end. 0: no limit.</summary>
    public int MaxRecordingFolderMb { get; init; }

    /// <summary>Files of recordings above so many MB are RF64 (EBU Tech 3306), which is not bound to 4 GiB; up to 4000. 0: all are.</summary>
    public int Rf64AboveMb { get; init; } = 4_000;
}
