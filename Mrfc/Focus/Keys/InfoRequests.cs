using ImsConference.Mrfc.Focus.Announcements;
using ImsConference.Sip.Messages;
using ImsConference.Sip.Sessions;

namespace ImsConference.Mrfc.Focus.Keys;

/// <summary>INFO in a participant's session (RFC 6086): keys, in the manner that is older than Info Packages. Of those we know none.</summary>
public sealed class InfoRequests(RefusalSender refusals, KeyPresses keys, Prompter prompter)
{
    public void Take(IncomingRequest request, Participant participant)
    {
        if (Fault(request.Message, out var press) is { } fault)
        {
            refusals.Send(request, fault);
            return;
        }

        request.Respond(200);
        if (press is null || participant.IsLeaving || prompter.TryRelay(participant, press)) return;
        keys.Take(participant, press);
    }

    /// <param name="info">The request.</param>
    /// <param name="press">Null when it says nothing: some send an empty INFO to see whether the session lives.</param>
    private static Refusal? Fault(SipMessage info, out KeyPress? press)
    {
        press = null;
        if (info.Has(HeaderId.InfoPackage)) return Refusals.NoInfoPackage;
        if (info.Body.IsEmpty) return null;

        var isDtmf = ContentType.TryParse(info[HeaderId.ContentType], out var type) && (type.Is(DtmfBody.RelayType) || type.Is(DtmfBody.PlainType))
            && (!info.Has(HeaderId.ContentEncoding) || info.Lists(HeaderId.ContentEncoding, "identity"));
        if (!isDtmf) return Refusals.NoDtmfBody;
        return DtmfBody.TryRead(info.Body.Span, out press) ? null : Refusals.BadDtmf;
    }
}
