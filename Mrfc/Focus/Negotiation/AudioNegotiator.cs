using ImsConference.Mrfc.Focus.Negotiation.Codecs;
using ImsConference.Protos.Mp;
using ImsConference.Sip.Sdp;
using ImsConference.Sip.Sessions;
using Endpoint = ImsConference.Protos.Mp.Endpoint;

namespace ImsConference.Mrfc.Focus.Negotiation;

/// <summary>Offer and answer of the focus (RFC 3264): one audio line; every other line stays in its place, refused.</summary>
/// <param name="codecs">What this node uses.</param>
/// <param name="prefersOwnOrder">An answer takes the first of our codecs that the offer has; else the first of the offer that we have.</param>
/// <param name="maxBandwidthKbps">Most that an offer may ask for a medium.</param>
/// <param name="srtp">Whether media are protected.</param>
public sealed class AudioNegotiator(CodecList codecs, bool prefersOwnOrder, int maxBandwidthKbps, SrtpUse srtp)
{
    public CodecList Codecs => codecs;

    /// <summary>Chooses from an offer.</summary>
    /// <param name="offer">The peer's.</param>
    /// <param name="capability">What the MRFP can do.</param>
    /// <param name="line">The line that a session uses already; null in a new one.</param>
    /// <param name="choice">The choice; null when the result is false.</param>
    /// <param name="refusal">Why there is none; null when the result is true.</param>
    public bool TryChoose(
        SessionDescription offer, MediaCapability capability, int? line, out AudioChoice choice, out Refusal refusal)
    {
        choice = null!;
        refusal = Refusals.NoAudio;
        for (var i = 0; i < offer.Media.Length; i++)
        {
            var media = offer.Media[i];
            if (media.Media != "audio" || media.IsRefused || (line is not null && line != i)) continue;

            if (Fault(offer, media, capability) is { } fault) refusal = fault;
            else if (TryChooseVoice(offer, media, codecs.On(capability.Formats), out var voice, out refusal)) choice = Choose(offer, i, voice, capability);
            if (choice is not null) return true;
        }

        return false;
    }

    /// <summary>The answer for a choice.</summary>
    /// <param name="offer">The offer; its other lines are refused in their place.</param>
    /// <param name="choice">What is taken.</param>
    /// <param name="local">Address and port of the MRFP.</param>
    /// <param name="session">Ours.</param>
    public static SessionDescription Answer(SessionDescription offer, AudioChoice choice, Endpoint local, LocalSession session) =>
        AudioLine.Describe(local, session.Id) with
        {
            Timings = offer.Timings,
            Media = [.. offer.Media.Select((media, index) => index == choice.Line ? AudioLine.Answer(offer, choice, local, session) : media.Refused())],
        };

    /// <summary>The answer to an offer that switches the session's audio line off: every line refused (RFC 3264 §8.2).</summary>
    public static SessionDescription AnswerDisabled(SessionDescription offer, Endpoint local, LocalSession session) => AudioLine.Describe(local, session.Id) with
    {
        Timings = offer.Timings,
        Media = [.. offer.Media.Select(media => media.Refused())],
    };

    /// <summary>Our own offer: all that we and the MRFP have, sendrecv.</summary>
    public SessionDescription Offer(MediaCapability capability, Endpoint local, LocalSession session)
    {
        var line = new AudioOffer(codecs.On(capability.Formats), capability.Formats, local).Write();
        if (srtp == SrtpUse.Require) line = Srtp.Offer(line, session, capability.SrtpSuites);
        return AudioLine.Describe(local, session.Id) with { Media = [line] };
    }

    /// <summary>Our offer inside a session: its line as it is, sendrecv again, and after what is in use all else that we have (RFC 6337 §5.2.5).</summary>
    /// <param name="current">Our description in force.</param>
    /// <param name="remote">The peer's.</param>
    /// <param name="line">The audio line in both.</param>
    /// <param name="capability">What the MRFP can do.</param>
    /// <param name="local">Address and port of the MRFP.</param>
    public SessionDescription OfferAgain(
        SessionDescription current, SessionDescription remote, int line, MediaCapability capability, Endpoint local)
    {
        var widened = new AudioOffer(codecs.On(capability.Formats), capability.Formats, local).Widen(current.Media[line], remote.Media[line]) with { Port = (int)local.RtpPort };
        return current with { Media = current.Media.SetItem(line, widened) };
    }

    private AudioChoice Choose(SessionDescription offer, int line, VoiceFormat voice, MediaCapability capability)
    {
        var media = offer.Media[line];
        return new AudioChoice(line, voice, voice.Codec.PacketMs(media))
        {
            Events = SideFormats.EventsFor(voice.Map, media, capability.Formats),
            ComfortNoise = SideFormats.ComfortNoiseFor(voice.Codec, media, capability.Formats),
            Extensions = AudioLevels.Answer(offer, media),
            Crypto = KeyIn(media, capability),
        };
    }

    private CryptoAttribute? KeyIn(MediaDescription media, MediaCapability capability) =>
        srtp == SrtpUse.Off ? null : Srtp.Choose(media, capability.SrtpSuites);

    private Refusal? Fault(SessionDescription offer, MediaDescription media, MediaCapability capability)
    {
        var isSecure = Srtp.IsSecure(media.Protocol);
        if (!isSecure && media.Protocol is not ("RTP/AVP" or "RTP/AVPF")) return Refusals.BadTransport;
        if ((isSecure || srtp == SrtpUse.Require) && KeyIn(media, capability) is null) return isSecure ? Refusals.NoCommonKey : Refusals.Unprotected;
        if (offer.ConnectionOf(media) is not { } connection || !connection.TryGetHost(out _)) return Refusals.BadAddress;
        return ReceiveLimit.Of(offer, media) is { } limit && limit.Kbps > maxBandwidthKbps ? Refusals.TooMuchBandwidth : null;
    }

    private bool TryChooseVoice(SessionDescription offer, MediaDescription media, CodecList usable, out VoiceFormat voice, out Refusal refusal)
    {
        voice = null!;
        refusal = Refusals.NoCommonFormat;
        IEnumerable<VoiceFormat> known = VoiceFormat.In(media, usable).FindAll(format => format.Codec.Supports(format.Parameters));
        if (prefersOwnOrder) known = known.OrderBy(format => usable.IndexOf(format.Map)); // stable: of one codec the offer's order stands
        var limit = ReceiveLimit.Of(offer, media);
        foreach (var format in known)
        {
            if (format.Codec.TryAnswer(format.Parameters, limit, out var ours))
            {
                voice = format with { Parameters = ours };
                return true;
            }

            refusal = Refusals.TooLittleBandwidth;
        }

        return false;
    }
}
