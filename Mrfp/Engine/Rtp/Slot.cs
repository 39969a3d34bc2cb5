namespace ImsConference.Engine.Rtp;

/// <summary>A packet in a <see cref="SlotQueue"/>.</summary>
/// <param name="Sequence">64 bits wide.</param>
/// <param name="Timestamp">Of its beginning, 64 bits wide.</param>
/// <param name="Length">Duration; 0 where only the beginning of a silence is told.</param>
/// <param name="PayloadType">Of its header.</param>
/// <param name="IsSilent">Nobody speaks in it, nor behind it until another packet comes.</param>
/// <param name="Level">What it tells of its loudness.</param>
internal readonly record struct Slot(long Sequence, long Timestamp, int Length, byte PayloadType, bool IsSilent, AudioLevel? Level)
{
    public long End => Timestamp + Length;

    /// <summary>Where its payload lies; the queue's own.</summary>
    public int At { get; init; }

    /// <summary>Length of its payload; the queue's own.</summary>
    public ushort Bytes { get; init; }
}
