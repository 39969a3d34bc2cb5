namespace ImsConference.Mrfp.Contexts;

/// <summary>One termination at one moment: a copy that may leave the worker.</summary>
/// <param name="Id">As the MRFC chose it.</param>
/// <param name="Audio">Its audio stream.</param>
public sealed record TerminationState(string Id, AudioState Audio);
