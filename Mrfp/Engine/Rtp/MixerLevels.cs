using System.Diagnostics;

namespace ImsConference.Engine.Rtp;

/// <summary>Mixer-to-client audio levels (RFC 6465) as a one-byte header extension (RFC 8285 §4.2): one octet for each CSRC.</summary>
public static class MixerLevels
{
    /// <summary>The URI in a=extmap.</summary>
    public const string Uri = "urn:ietf:params:rtp-hdrext:csrc-audio-level";

    /// <summary>Room for the levels of as many as a packet can name.</summary>
    public const int MostBytes = 16;

    /// <param name="extension">Room for <see cref="MostBytes"/>: the extension's content, padded to whole words.</param>
    /// <param name="id">1..14, as negotiated.</param>
    /// <param name="levels">−dBov of each contributor, in the order of the CSRC list; at most 15.</param>
    /// <returns>Bytes written, a multiple of 4; 0 when nobody is heard.</returns>
    public static int Write(Span<byte> extension, byte id, ReadOnlySpan<byte> levels)
    {
        Debug.Assert(id is > 0 and < 15 && levels.Length <= RtpHeader.MaxContributors);
        if (levels.IsEmpty) return 0;
        var length = (1 + levels.Length + 3) & ~3;
        extension[..length].Clear();
        extension[0] = (byte)(id << 4 | (levels.Length - 1));
        for (var i = 0; i < levels.Length; i++) extension[1 + i] = (byte)(levels[i] & 0x7F);
        return length;
    }
}
