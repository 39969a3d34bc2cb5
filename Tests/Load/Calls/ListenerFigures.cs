using ImsConference.Tests.Ue.Hearing;

namespace ImsConference.Tests.Load.Calls;

/// <summary>What one participant heard in the steady time.</summary>
/// <param name="Name">Who.</param>
/// <param name="Tones">Whom it heard.</param>
/// <param name="Quality">How clean.</param>
/// <param name="MissingMs">Audio that never came.</param>
/// <param name="LongestGapMs">Longest stretch of it.</param>
/// <param name="JitterMs">RFC 3550 jitter.</param>
/// <param name="LongestArrivalGapMs">Longest time between two packets.</param>
internal sealed record ListenerFigures(
    string Name, TonesHeard Tones, Quality Quality, int MissingMs, int LongestGapMs, double JitterMs, double LongestArrivalGapMs);
