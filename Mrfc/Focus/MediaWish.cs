using ImsConference.Mrfc.Focus.Negotiation;
using ImsConference.Mrfc.Media;
using ImsConference.Protos.Mp;
using ImsConference.Sip.Sdp;
using ImsConference.Sip.Sessions;

namespace ImsConference.Mrfc.Focus;

/// <summary>Judges, before anything is reserved, whether an MRFP can serve what an INVITE's SDP asks for: media, formats, bandwidth.</summary>
public sealed class MediaWish(MrfpPool pool, AudioNegotiator negotiator)
{
    /// <param name="offer">Null: no wish, which can always be granted.</param>
    /// <returns>
    /// Null while some MRFP could serve it, be it full or out of reach now; else why not. While none was ever reached, only placing can tell.
    /// </returns>
    public Refusal? Judge(SessionDescription? offer)
    {
        Refusal? first = null;
        foreach (var capability in pool.CapabilitiesOf(MediaType.Audio))
        {
            if (FaultOf(offer, capability) is not { } fault) return null;
            first ??= fault;
        }

        return first;
    }

    /// <summary>Whether an MRFP that can do so much can serve the offer.</summary>
    public bool IsGrantedBy(SessionDescription? offer, MediaCapability capability) => FaultOf(offer, capability) is null;

    private Refusal? FaultOf(SessionDescription? offer, MediaCapability capability) =>
        offer is null || negotiator.TryChoose(offer, capability, null, out _, out var refusal) ? null : refusal;
}
