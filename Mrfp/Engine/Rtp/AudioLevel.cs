namespace ImsConference.Engine.Rtp;

/// <summary>What a sender says about the loudness of a packet (RFC 6464 §3).</summary>
/// <param name="Dbov">−dBov: 0 is the loudest, 127 digital silence.</param>
/// <param name="IsVoice">Bit V: the sender believes that there is speech in it. Meaningless where the SDP says <c>vad=off</c>.</param>
public readonly record struct AudioLevel(byte Dbov, bool IsVoice)
{
    /// <summary>The URI in a=extmap.</summary>
    public const string Uri = "urn:ietf:params:rtp-hdrext:ssrc-audio-level";

    /// <summary>Nobody speaks.</summary>
    public static AudioLevel Silence { get; } = new(127, false);

    /// <summary>Reads the data of the header extension element.</summary>
    /// <returns>False when it is empty.</returns>
    public static bool TryRead(ReadOnlySpan<byte> data, out AudioLevel level)
    {
        level = default;
        if (data.IsEmpty) return false;
        level = new AudioLevel((byte)(data[0] & 0x7F), data[0] >= 0x80);
        return true;
    }
}
