using ImsConference.Mrfc.Focus.Negotiation;
using ImsConference.Mrfc.Media;
using ImsConference.Protos.Mp;
using ImsConference.Sip.Sdp;

namespace ImsConference.Mrfc.Focus;

/// <summary>Judges, before anything is reserved, whether any MRFP can serve what an INVITE's SDP asks for: media, formats, bandwidth.</summary>
public sealed class MediaWish(MrfpPool pool, AudioNegotiator negotiator)
{
    private static readonly PayloadFormat[] Known =
    [
        new() { PayloadType = 0, Encoding = "PCMU", ClockRateHz = 8000 },
        new() { PayloadType = 8, Encoding = "PCMA", ClockRateHz = 8000 },
        new() { Encoding = "telephone-event", ClockRateHz = 8000 },
    ];

    /// <param name="offer">Null: no wish, which can always be granted.</param>
    /// <returns>Null, or a refusal. While no MRFP serves, only reserving one can tell.</returns>
    public Refusal? Judge(SessionDescription? offer)
    {
        if (offer is null || !pool.Status.Any(mrfp => mrfp.State == MrfpState.Serving)) return null;
        return negotiator.TryChoose(offer, [.. Servable(offer)], null, out _, out var refusal) ? null : refusal;
    }

    /// <summary>Formats of an MRFP that serves, for the answer to OPTIONS; empty when none does.</summary>
    public IReadOnlyList<PayloadFormat> KnownFormats() => [.. Known.Where(format => pool.CanServe(MediaType.Audio, format.Encoding, format.ClockRateHz))];

    private IEnumerable<PayloadFormat> Servable(SessionDescription offer) =>
        from media in offer.Media
        where media.Media == "audio"
        from map in media.RtpMaps
        where pool.CanServe(MediaType.Audio, map.Encoding, (uint)map.ClockRateHz)
        select new PayloadFormat { Encoding = map.Encoding, ClockRateHz = (uint)map.ClockRateHz, Channels = (uint)map.Channels };
}
