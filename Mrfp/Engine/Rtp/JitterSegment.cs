namespace ImsConference.Engine.Rtp;

/// <summary>A stretch of playout time of one kind.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Samples">Its length.</param>
/// <param name="PayloadType">Of speech.</param>
/// <param name="IsSpliced">The time line was broken just before it (a jump, a reset, an overrun).</param>
public readonly record struct JitterSegment(JitterKind Kind, int Samples, byte PayloadType = 0, bool IsSpliced = false);
