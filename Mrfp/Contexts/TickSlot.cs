namespace ImsConference.Mrfp.Contexts;

/// <summary>The contexts of a worker that tick at the same moment, and when they are due.</summary>
/// <remarks>
/// A late slot catches up at twice the pace, never in a burst; when it has fallen far behind, the frames
/// in between are left out and their time passes for every stream.
/// </remarks>
internal sealed class TickSlot(long firstDueUs)
{
    /// <summary>Length of a tick.</summary>
    public const long FrameUs = MixFormat.FrameMs * 1000L;

    private const long CatchUpPaceUs = FrameUs / 2;
    private const long GiveUpUs = 5 * FrameUs;

    private long _notBeforeUs = firstDueUs;

    public List<MediaContext> Contexts { get; } = [];

    /// <summary>When the present frame should have been mixed.</summary>
    public long DueUs { get; private set; } = firstDueUs;

    /// <summary>When to run next.</summary>
    public long RunUs => Math.Max(DueUs, _notBeforeUs);

    /// <summary>Brings a slot that had nothing to do up to the present, its phase kept.</summary>
    public void Wake(long nowUs)
    {
        var behind = nowUs - DueUs;
        if (behind > 0) DueUs += (behind + FrameUs - 1) / FrameUs * FrameUs;
    }

    /// <summary>Takes the present frame and schedules the next.</summary>
    /// <param name="nowUs">Not before <see cref="RunUs"/>.</param>
    /// <returns>Frames that were left out before it, and whether it is more than a frame late.</returns>
    public (int Skipped, bool IsLate) Begin(long nowUs)
    {
        var behind = nowUs - DueUs;
        var skipped = behind > GiveUpUs ? (int)(behind / FrameUs) : 0;
        DueUs += (skipped + 1) * FrameUs;
        _notBeforeUs = nowUs + CatchUpPaceUs;
        return (skipped, behind >= FrameUs);
    }
}
