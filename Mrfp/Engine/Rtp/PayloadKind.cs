namespace ImsConference.Engine.Rtp;

/// <summary>What a payload type was negotiated to mean.</summary>
public enum PayloadKind : byte
{
    /// <summary>Not negotiated: such packets are dropped and counted.</summary>
    Unknown,

    /// <summary>Speech in one of the codecs.</summary>
    Audio,

    /// <summary>RFC 3389: a silence, and the noise to be heard in it.</summary>
    ComfortNoise,

    /// <summary>RFC 4733.</summary>
    TelephoneEvent,
}
