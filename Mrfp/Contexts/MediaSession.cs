using ImsConference.Engine.Codecs;
using ImsConference.Engine.Rtp;

namespace ImsConference.Mrfp.Contexts;

/// <summary>What all streams of one MRFP have in common.</summary>
/// <param name="Clock">Of the media side.</param>
/// <param name="PublicAddress">Told to peers; its port is not used.</param>
/// <param name="Cname">One for all we send, so that receivers see one mixer (RFC 3550 §6.5.1, §7.3).</param>
/// <param name="LatchRules">When another source than the negotiated one is believed.</param>
/// <param name="Codecs">Makes encoders and decoders.</param>
/// <param name="Rules">How contexts are mixed.</param>
internal sealed record MediaSession(
    MediaClock Clock, PeerAddress PublicAddress, string Cname, LatchRules LatchRules, CodecLibrary Codecs, MixRules Rules)
{
    private const int CnameBits = 96; // RFC 7022 §4.2
    private const int BurstBlocks = 128; // half a megabyte: so many streams at once may see a burst before more is made

    /// <summary>Room for packets that come all at once.</summary>
    public BurstMemory Bursts { get; } = new(BurstBlocks);

    public static MediaSession Create(MediaClock clock, RtpOptions options, MediaOptions media, CodecLibrary codecs)
    {
        var address = options.PublicAddress.Length > 0 ? options.PublicAddress : options.Address;
        var random = System.Security.Cryptography.RandomNumberGenerator.GetBytes(CnameBits / 8);
        return new MediaSession(
            clock,
            PeerAddress.From(new System.Net.IPEndPoint(System.Net.IPAddress.Parse(address), 0)),
            Convert.ToBase64String(random),
            new LatchRules { Scope = options.LatchScope },
            codecs,
            new MixRules(media.Speakers, media.ShareEncoding));
    }
}
