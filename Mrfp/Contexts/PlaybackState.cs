namespace ImsConference.Mrfp.Contexts;

/// <summary>A playback at one moment.</summary>
/// <param name="Id">As the MRFC chose it.</param>
/// <param name="DurationMs">Of all repetitions; 0 when it does not end by itself.</param>
/// <param name="IsEnded">It is over.</param>
public sealed record PlaybackState(string Id, int DurationMs, bool IsEnded);
