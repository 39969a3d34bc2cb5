namespace ImsConference.Engine.Rtp;

/// <summary>A stretch of playout time of one kind, all or part of a <em>piece</em>: a packet, or the end of a loss that may be restored whole.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Units">Its length.</param>
/// <param name="PayloadType">Of speech, or of the packet behind a loss.</param>
/// <param name="Offset">Where in the piece it begins.</param>
/// <param name="Whole">Length of the piece; 0 when the time belongs to none.</param>
/// <param name="Start">Timestamp of the piece, by which its parts know each other.</param>
/// <param name="Level">What the packet tells of its loudness.</param>
/// <param name="IsSpliced">The time line was broken just before it (a jump, a reset, an overrun).</param>
public readonly record struct JitterSegment(
    JitterKind Kind, int Units, byte PayloadType = 0, int Offset = 0, int Whole = 0, long Start = 0, AudioLevel? Level = null, bool IsSpliced = false)
{
    /// <summary>It is all of its piece.</summary>
    public bool IsWhole => Units == Whole;
}
