namespace ImsConference.Mrfp.Contexts;

/// <summary>How contexts are mixed, by configuration.</summary>
/// <param name="Speakers">So many of those who speak are heard: the loudest.</param>
/// <param name="ShareEncoding">False encodes for each listener apart: for benchmarks.</param>
internal sealed record MixRules(int Speakers, bool ShareEncoding);
