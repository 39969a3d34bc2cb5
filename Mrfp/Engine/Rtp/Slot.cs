namespace ImsConference.Engine.Rtp;

/// <summary>A packet in a <see cref="SlotQueue"/>.</summary>
/// <param name="Sequence">64 bits wide.</param>
/// <param name="Timestamp">Of its beginning, 64 bits wide.</param>
/// <param name="Length">Duration; 0 where it only tells that a silence begins.</param>
/// <param name="PayloadType">Of its header.</param>
/// <param name="Level">What it tells of its loudness.</param>
internal readonly record struct Slot(long Sequence, long Timestamp, int Length, byte PayloadType, AudioLevel? Level)
{
    public long End => Timestamp + Length;

    public bool IsPause => Length == 0;

    /// <summary>Where its payload lies; the queue's own.</summary>
    public int At { get; init; }

    /// <summary>Length of its payload; the queue's own.</summary>
    public ushort Bytes { get; init; }
}
