namespace ImsConference.Engine.Rtp;

/// <summary>What became of a protected packet that was received.</summary>
public enum SrtpVerdict : byte
{
    /// <summary>It is in the clear now.</summary>
    Genuine,

    /// <summary>Its tag is not of our key, or it is no SRTP at all.</summary>
    Forged,

    /// <summary>It was here before, or is too old to tell (RFC 3711 §3.3.2).</summary>
    Replayed,
}
