namespace ImsConference.Sip.Digest;

/// <summary>What the challenger found.</summary>
/// <param name="Result">Accepted or why not.</param>
/// <param name="User">The user that proved itself; empty unless accepted.</param>
public readonly record struct DigestVerdict(DigestResult Result, string User);
