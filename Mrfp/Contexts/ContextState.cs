namespace ImsConference.Mrfp.Contexts;

/// <summary>One context at one moment.</summary>
/// <param name="Identity">What it is called and whose it is.</param>
/// <param name="Terminations">All that are in it.</param>
public sealed record ContextState(ContextIdentity Identity, IReadOnlyList<TerminationState> Terminations);
