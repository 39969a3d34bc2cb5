namespace ImsConference.Mrfc.Focus.Keys;

/// <summary>A key that a participant pressed.</summary>
/// <param name="Key">One of 0-9 * # A-D, or <c>flash</c>.</param>
/// <param name="DurationMs">How long.</param>
public sealed record KeyPress(string Key, int DurationMs);
