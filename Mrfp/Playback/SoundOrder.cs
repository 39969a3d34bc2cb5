namespace ImsConference.Mrfp.Playback;

/// <summary>One piece of an announcement: the first file that can be read, else the tone, else a pause.</summary>
/// <param name="Files">Names in the prompt folder; valid.</param>
/// <param name="Tone">Null: none.</param>
/// <param name="PauseMs">Where there is neither.</param>
public sealed record SoundOrder(IReadOnlyList<string> Files, ToneShape? Tone, int PauseMs);
