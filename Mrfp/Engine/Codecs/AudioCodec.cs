namespace ImsConference.Engine.Codecs;

/// <summary>The speech and audio codecs that the engine knows.</summary>
public enum AudioCodec : byte
{
    /// <summary>G.711 µ-law, 8 kHz (RFC 3551 §4.5.14).</summary>
    Pcmu,

    /// <summary>G.711 A-law, 8 kHz (RFC 3551 §4.5.14).</summary>
    Pcma,

    /// <summary>ITU-T G.722 at 64 kbit/s, 16 kHz; its RTP clock runs at 8 kHz (RFC 3551 §4.5.2).</summary>
    G722,

    /// <summary>RFC 6716, RFC 7587; its RTP clock runs at 48 kHz whatever the bandwidth.</summary>
    Opus,

    /// <summary>3GPP TS 26.071, RFC 4867, 8 kHz.</summary>
    Amr,

    /// <summary>3GPP TS 26.171, RFC 4867, 16 kHz.</summary>
    AmrWb,
}
