namespace ImsConference.Mrfp.Playback;

/// <summary>A new file for a recording.</summary>
/// <param name="Path">Absolute.</param>
/// <param name="Content">Empty, seekable; whoever writes it closes it.</param>
public sealed record RecordingFile(string Path, Stream Content);
