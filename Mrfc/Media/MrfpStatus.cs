namespace ImsConference.Mrfc.Media;

/// <summary>One MRFP for the operator's page.</summary>
/// <param name="Name">Host and port.</param>
/// <param name="State">How the pool sees it.</param>
/// <param name="Version">What it says of itself; empty before it was reached.</param>
/// <param name="Contexts">Contexts that this MRFC has on it.</param>
/// <param name="Terminations">Terminations on it, of all owners.</param>
/// <param name="MaxTerminations">Terminations it can carry.</param>
/// <param name="Percent">Of the tick time used by its busiest worker, 0..100.</param>
public sealed record MrfpStatus(
    string Name, MrfpState State, string Version, int Contexts, uint Terminations, uint MaxTerminations, uint Percent);
