namespace ImsConference.Engine.Rtp;

/// <summary>What became of a packet offered to <see cref="AudioReceiver"/>.</summary>
public enum ReceiveVerdict : byte
{
    Accepted,

    /// <summary>Accepted, as the first valid one of a source or after its restart.</summary>
    NewSource,

    /// <summary>Of a payload type that was not negotiated.</summary>
    UnknownPayload,

    /// <summary>Outside the source's sequence, or of a source that is not believed.</summary>
    Rejected,

    /// <summary>After its time, a duplicate, or too much.</summary>
    Unplayable,
}
