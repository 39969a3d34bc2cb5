namespace ImsConference.Mrfp.Playback;

/// <summary>What is to be played.</summary>
/// <param name="Sounds">One after the other; at least one.</param>
/// <param name="Times">How often; 0: until it is stopped.</param>
/// <param name="GapMs">Silence before each repetition.</param>
/// <param name="GainDb">Louder, or quieter where negative.</param>
public sealed record Announcement(IReadOnlyList<SoundOrder> Sounds, int Times, int GapMs, int GainDb);
