using System.Net;
using ImsConference.Protos.Mp;
using ImsConference.Sip.Sdp;
using Endpoint = ImsConference.Protos.Mp.Endpoint;

namespace ImsConference.Mrfc.Focus.Negotiation;

/// <summary>Offer and answer of the focus (RFC 3264): one audio line; every other line stays in its place, refused.</summary>
/// <param name="maxBandwidthKbps">Most that an offer may ask for a medium.</param>
public sealed class AudioNegotiator(int maxBandwidthKbps)
{
    private const string TelephoneEvent = "telephone-event";
    private const byte UsualEventType = 101;
    private const byte FirstDynamicType = 96;
    private const int FrameMs = 20;

    /// <summary>Chooses from an offer.</summary>
    /// <param name="offer">The peer's.</param>
    /// <param name="formats">What the MRFP can receive and send.</param>
    /// <param name="line">The line that a session uses already; null in a new one.</param>
    /// <param name="choice">The choice; null when the result is false.</param>
    /// <param name="refusal">Why there is none; null when the result is true.</param>
    public bool TryChoose(
        SessionDescription offer, IReadOnlyList<PayloadFormat> formats, int? line, out AudioChoice choice, out Refusal refusal)
    {
        choice = null!;
        refusal = Refusals.NoAudio;
        for (var i = 0; i < offer.Media.Length; i++)
        {
            var media = offer.Media[i];
            if (media.Media != "audio" || media.IsRefused || (line is not null && line != i)) continue;

            if (Fault(offer, media) is { } fault)
            {
                refusal = fault;
                continue;
            }

            var common = media.RtpMaps.Where(map => Find(formats, map) && !IsEvent(map)).ToList();
            if (common.Find(map => Fits(offer, media, map)) is { } voice)
            {
                choice = new AudioChoice(i, voice, EventsFor(voice, media, formats));
                refusal = null!;
                return true;
            }

            refusal = common.Count == 0 ? Refusals.NoCommonFormat : Refusals.TooLittleBandwidth;
        }

        return false;
    }

    /// <summary>The answer for a choice.</summary>
    /// <param name="offer">The offer; its other lines are refused in their place.</param>
    /// <param name="choice">What is taken.</param>
    /// <param name="local">Address and port of the MRFP.</param>
    /// <param name="sessionId">Constant in a session; the stack counts the version.</param>
    public static SessionDescription Answer(SessionDescription offer, AudioChoice choice, Endpoint local, ulong sessionId)
    {
        var offered = offer.Media[choice.Line];
        var accepted = WithFormats(Line(local, offered.Protocol), [choice.Voice, .. choice.Events is { } events ? [events] : Array.Empty<RtpMap>()])
            .WithAttribute("ptime", $"{FrameMs}")
            .WithDirection(Reverse(offer.DirectionOf(offered)));
        if (offered.HasRtcpMux) accepted = accepted.WithAttribute("rtcp-mux");
        return Description(local, sessionId) with
        {
            Timings = offer.Timings,
            Media = [.. offer.Media.Select((media, index) => index == choice.Line ? accepted : media.Refused())],
        };
    }

    /// <summary>The answer to an offer that switches the session's audio line off: every line refused (RFC 3264 §8.2).</summary>
    public static SessionDescription AnswerDisabled(SessionDescription offer, Endpoint local, ulong sessionId) => Description(local, sessionId) with
    {
        Timings = offer.Timings,
        Media = [.. offer.Media.Select(media => media.Refused())],
    };

    /// <summary>Our own offer: all that the MRFP has, sendrecv.</summary>
    public static SessionDescription Offer(IReadOnlyList<PayloadFormat> formats, Endpoint local, ulong sessionId) =>
        Description(local, sessionId) with
        {
            Media =
            [
                WithFormats(Line(local, "RTP/AVP"), Numbered(formats))
                    .WithAttribute("rtcp-mux")
                    .WithAttribute("ptime", $"{FrameMs}")
                    .WithDirection(MediaDirection.SendReceive),
            ],
        };

    /// <summary>What the peer may do is what we may do the other way round.</summary>
    public static MediaDirection Reverse(MediaDirection direction) => direction switch
    {
        MediaDirection.SendOnly => MediaDirection.ReceiveOnly,
        MediaDirection.ReceiveOnly => MediaDirection.SendOnly,
        _ => direction,
    };

    internal static bool IsEvent(RtpMap map) => map.Encoding.Equals(TelephoneEvent, StringComparison.OrdinalIgnoreCase);

    private Refusal? Fault(SessionDescription offer, MediaDescription media)
    {
        if (media.Protocol is not ("RTP/AVP" or "RTP/AVPF")) return Refusals.BadTransport;
        if (offer.ConnectionOf(media) is not { } connection || !connection.TryGetAddress(out _)) return Refusals.BadAddress;
        return KbpsOf(offer, media) > maxBandwidthKbps ? Refusals.TooMuchBandwidth : null;
    }

    private static bool Fits(SessionDescription offer, MediaDescription media, RtpMap map) =>
        KbpsOf(offer, media) is not { } kbps || kbps >= NeededKbps(map);

    // What a line says of itself counts; of a session's figure no one knows how it is shared.
    private static long? KbpsOf(SessionDescription offer, MediaDescription media) =>
        media.BandwidthOf("AS") ?? media.BandwidthOf("TIAS") / 1000 ?? (offer.Media.Length == 1 ? SessionKbps(offer) : null);

    private static long? SessionKbps(SessionDescription offer) =>
        offer.Bandwidths.FirstOrDefault(bandwidth => bandwidth.Type is "AS" or "CT")?.Value;

    // Payload alone: peers differ in which headers they count in b=AS.
    private static int NeededKbps(RtpMap map) => map.Encoding.ToUpperInvariant() is "PCMU" or "PCMA" or "G722" ? 64 : 0;

    private static RtpMap? EventsFor(RtpMap voice, MediaDescription media, IReadOnlyList<PayloadFormat> formats) =>
        media.RtpMaps.FirstOrDefault(map => IsEvent(map) && map.ClockRateHz == voice.ClockRateHz && Find(formats, map));

    private static bool Find(IReadOnlyList<PayloadFormat> formats, RtpMap map) => formats.Any(format => map.IsSameFormat(ToMap(format, 0)));

    private static RtpMap ToMap(PayloadFormat format, byte payloadType) =>
        new(payloadType, format.Encoding, (int)format.ClockRateHz, format.Channels == 0 ? 1 : (int)format.Channels);

    private static IEnumerable<RtpMap> Numbered(IReadOnlyList<PayloadFormat> formats)
    {
        var dynamicType = FirstDynamicType;
        var eventType = UsualEventType;
        foreach (var format in formats)
        {
            var isStatic = format.PayloadType is > 0 and < FirstDynamicType || format.Encoding.Equals("PCMU", StringComparison.OrdinalIgnoreCase);
            if (isStatic) yield return ToMap(format, (byte)format.PayloadType);
            else if (format.Encoding.Equals(TelephoneEvent, StringComparison.OrdinalIgnoreCase)) yield return ToMap(format, eventType++);
            else yield return ToMap(format, dynamicType++);
        }
    }

    private static MediaDescription Line(Endpoint local, string protocol) =>
        new() { Media = "audio", Port = (int)local.RtpPort, Protocol = protocol };

    private static MediaDescription WithFormats(MediaDescription media, IEnumerable<RtpMap> maps) =>
        maps.Aggregate(media, (line, map) => line.WithFormat(map, IsEvent(map) ? "0-15" : null));

    private static SessionDescription Description(Endpoint local, ulong sessionId)
    {
        var address = IPAddress.Parse(local.Address);
        return new SessionDescription { Origin = Origin.For(address, sessionId), Connection = Connection.For(address) };
    }
}
