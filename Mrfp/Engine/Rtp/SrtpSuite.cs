namespace ImsConference.Engine.Rtp;

/// <summary>Crypto suites of SRTP that the engine knows, by the names of SDP security descriptions.</summary>
public enum SrtpSuite : byte
{
    /// <summary>AES_CM_128_HMAC_SHA1_80 (RFC 4568 §6.2.1).</summary>
    AesCm128HmacSha1Tag80,

    /// <summary>AES_CM_128_HMAC_SHA1_32 (RFC 4568 §6.2.2): RTP with a tag of 32 bits, RTCP with one of 80.</summary>
    AesCm128HmacSha1Tag32,

    /// <summary>AEAD_AES_128_GCM (RFC 7714 §14.2).</summary>
    AeadAes128Gcm,
}
