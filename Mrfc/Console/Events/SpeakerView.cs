namespace ImsConference.Mrfc.Console.Events;

/// <summary>One who is heard.</summary>
/// <param name="Number">Of the participant.</param>
/// <param name="LevelDbov">−dBov: 0 the loudest, 127 silence.</param>
public sealed record SpeakerView(int Number, int LevelDbov);
