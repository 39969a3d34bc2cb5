using ImsConference.Mrfc.Focus.Negotiation.Codecs;
using ImsConference.Protos.Mp;
using ImsConference.Sip.Sdp;

namespace ImsConference.Mrfc.Focus.Negotiation;

/// <summary>Payload formats that go beside voice: telephone-event (RFC 4733) and comfort noise (RFC 3389).</summary>
internal static class SideFormats
{
    /// <summary>The sixteen DTMF events (RFC 4733 §3.2), the ones we can take.</summary>
    public const string DtmfEvents = "0-15";

    private const string EventEncoding = "telephone-event";
    private const string ComfortNoiseEncoding = "CN";
    private const byte ComfortNoiseType = 13;
    private const int ComfortNoiseClockHz = 8000;

    public static bool IsEvent(string encoding) => encoding.Equals(EventEncoding, StringComparison.OrdinalIgnoreCase);

    public static bool IsEvent(RtpMap map) => IsEvent(map.Encoding);

    public static bool IsComfortNoise(RtpMap map) =>
        map.ClockRateHz == ComfortNoiseClockHz && map.Encoding.Equals(ComfortNoiseEncoding, StringComparison.OrdinalIgnoreCase);

    /// <summary>The events of an offer for a voice format: of its clock rate, for both run on one timestamp (RFC 4733 §2.1).</summary>
    /// <remarks>Many phones with a wideband codec offer events of 8 kHz only: better theirs than none.</remarks>
    public static RtpMap? EventsFor(RtpMap voice, MediaDescription offered, IReadOnlyList<PayloadFormat> formats)
    {
        var known = offered.RtpMaps.Where(map => IsEvent(map) && CodecList.Has(formats, EventEncoding, map.ClockRateHz)).ToList();
        return known.Find(map => map.ClockRateHz == voice.ClockRateHz) ?? known.FirstOrDefault();
    }

    /// <summary>The comfort noise of an offer for a voice format.</summary>
    public static RtpMap? ComfortNoiseFor(AudioCodec voice, MediaDescription offered, IReadOnlyList<PayloadFormat> formats) =>
        voice.UsesComfortNoise && HasComfortNoise(formats) ? offered.RtpMaps.FirstOrDefault(IsComfortNoise) : null;

    /// <summary>What an offer of ours adds to these codecs: an event for each clock rate, one comfort noise.</summary>
    public static IEnumerable<RtpMap> Offered(IReadOnlyCollection<AudioCodec> codecs, IReadOnlyList<PayloadFormat> formats, PayloadNumbers numbers)
    {
        foreach (var clockRateHz in codecs.Select(codec => codec.ClockRateHz).Distinct().Order())
        {
            if (CodecList.Has(formats, EventEncoding, clockRateHz)) yield return new RtpMap(numbers.Event(), EventEncoding, clockRateHz);
        }

        if (codecs.Any(codec => codec.UsesComfortNoise) && HasComfortNoise(formats))
            yield return new RtpMap(ComfortNoiseType, ComfortNoiseEncoding, ComfortNoiseClockHz);
    }

    private static bool HasComfortNoise(IReadOnlyList<PayloadFormat> formats) => CodecList.Has(formats, ComfortNoiseEncoding, ComfortNoiseClockHz);
}
