namespace ImsConference.Mrfp.Contexts;

/// <summary>A collection of digits at one moment.</summary>
/// <param name="Id">As the MRFC chose it.</param>
/// <param name="PromptMs">Length of the prompt; 0 without one, or when it does not end by itself.</param>
/// <param name="IsEnded">It is over.</param>
public sealed record CollectionState(string Id, int PromptMs, bool IsEnded);
