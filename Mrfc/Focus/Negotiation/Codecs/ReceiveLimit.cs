using ImsConference.Sip.Sdp;

namespace ImsConference.Mrfc.Focus.Negotiation.Codecs;

/// <summary>What a peer says that it can receive of one medium (b=).</summary>
/// <param name="Kbps">The figure.</param>
/// <param name="HeaderKbps">How much of it the headers of 20 ms packets take; 0 where they do not count.</param>
public readonly record struct ReceiveLimit(int Kbps, int HeaderKbps)
{
    private const int PacketsPerSecond = 50;
    private const int BitsPerByte = 8;

    /// <summary>What is left for payload. Not above 0: who said so did not count headers.</summary>
    public int PayloadKbps => Kbps - HeaderKbps;

    /// <summary>Of a media line: b=AS counts the headers of IP, UDP and RTP (RFC 3550 §6.2), b=TIAS does not (RFC 3890 §6.2).</summary>
    /// <param name="description">Its own figures hold for the line when there is no other: of more no one knows how it is shared.</param>
    /// <param name="media">One of its lines.</param>
    /// <returns>Null when nothing is said.</returns>
    public static ReceiveLimit? Of(SessionDescription description, MediaDescription media)
    {
        var headerKbps = HeaderBytes(description.ConnectionOf(media) is { IsIPv6: true }) * BitsPerByte * PacketsPerSecond / 1000;
        if (media.BandwidthOf("AS") is { } kbps) return new ReceiveLimit(Clamp(kbps), headerKbps);
        if (media.BandwidthOf("TIAS") is { } bps) return new ReceiveLimit(Clamp(bps / 1000), 0);
        var whole = description.Media.Length == 1 ? description.Bandwidths.FirstOrDefault(bandwidth => bandwidth.Type is "AS" or "CT") : null;
        return whole is null ? null : new ReceiveLimit(Clamp(whole.Value), headerKbps);
    }

    /// <summary>b=AS for packets of one length, rounded up (TS 26.114 annex K counts so).</summary>
    /// <param name="payloadBytes">Of one packet.</param>
    /// <param name="packetMs">Between two packets.</param>
    /// <param name="isIPv6">Headers are longer then.</param>
    public static int KbpsOf(int payloadBytes, int packetMs, bool isIPv6) =>
        ((payloadBytes + HeaderBytes(isIPv6)) * BitsPerByte + packetMs - 1) / packetMs;

    private static int HeaderBytes(bool isIPv6) => (isIPv6 ? 40 : 20) + 8 + 12; // IP, UDP, RTP

    private static int Clamp(long value) => (int)Math.Clamp(value, 0, int.MaxValue);
}
