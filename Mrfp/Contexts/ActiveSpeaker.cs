namespace ImsConference.Mrfp.Contexts;

/// <summary>One who is heard.</summary>
/// <param name="TerminationId">Who.</param>
/// <param name="Level">−dBov.</param>
public readonly record struct ActiveSpeaker(string TerminationId, byte Level);
