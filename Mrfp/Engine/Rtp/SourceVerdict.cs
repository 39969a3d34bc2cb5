namespace ImsConference.Engine.Rtp;

/// <summary>What <see cref="SourceTracker"/> makes of a packet.</summary>
public enum SourceVerdict : byte
{
    /// <summary>In the sequence of the present source.</summary>
    Accepted,

    /// <summary>First packet of a source that is not believed yet; it may be played while no other is.</summary>
    Probation,

    /// <summary>With this packet a source became valid, the first one or another: start afresh.</summary>
    NewSource,

    /// <summary>The source began a new sequence, and confirmed it with this packet: start afresh.</summary>
    Restarted,

    /// <summary>One packet far outside the sequence, or of another source while the present one is alive: drop.</summary>
    Rejected,
}
