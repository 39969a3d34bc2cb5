namespace ImsConference.Engine.Rtp;

/// <summary>What became of a packet offered to <see cref="JitterBuffer"/>.</summary>
public enum JitterVerdict : byte
{
    Stored,

    /// <summary>Came after its time.</summary>
    Late,

    /// <summary>This sequence number was there before.</summary>
    Duplicate,

    /// <summary>No room is left.</summary>
    Discarded,
}
