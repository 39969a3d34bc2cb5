using ImsConference.Sip.Messages;
using ImsConference.Sip.Sdp;
using ImsConference.Sip.Transports;
using static ImsConference.Sip.Sessions.OfferAnswerTable;

namespace ImsConference.Sip.Sessions;

/// <summary>One INVITE of ours, as far as one dialog is concerned: PRACK to its reliable 1xx, ACK to its 2xx.</summary>
/// <param name="session">The dialog's session.</param>
/// <param name="request">The INVITE as sent.</param>
internal sealed class InviteUac(InviteSession session, SipMessage request)
{
    private uint? _lastRSeq;
    private (SipMessage Message, Hop Hop)? _ack;

    private UserAgent Agent => session.Agent;

    /// <summary>The 2xx was seen: what follows is a repeat.</summary>
    internal bool IsAnswered { get; private set; }

    internal uint CSeq => request.CSeqNumber;

    internal static bool IsReliable(SipMessage response) =>
        response.StatusCode is > 100 and < 200 && response.Lists(HeaderId.Require, "100rel") && response.Has(HeaderId.RSeq);

    /// <summary>Takes a provisional response and acknowledges a reliable one; repeats, and those out of order, are passed over (RFC 3262 §4).</summary>
    internal void TakeProvisional(SipMessage response)
    {
        session.NotePeer(response);
        if (!IsReliable(response))
        {
            if (SdpBody.Of(response).Description is { } preview && session.Exchange.Turn(Turn.GetUnreliable) == Meaning.Preview) session.Preview = preview;
            return;
        }

        if (!response.TryGetNumber(HeaderId.RSeq, out var rseq) || (_lastRSeq is { } last && rseq != last + 1)) return;
        _lastRSeq = rseq;
        if (SdpBody.Of(response).Description is not { } description) SendPrack(rseq, null);
        else if (session.Exchange.State == State.Asked) Agent.Loop.Spawn("answer 1xx", () => AnswerProvisionalAsync(response, rseq, description));
        else TakeProvisionalAnswer(response, rseq);
    }

    /// <summary>Takes the first 2xx: its answer, or the offer in it, and sends the ACK.</summary>
    /// <returns>False when no session could be agreed; the ACK was sent all the same, a BYE is to follow.</returns>
    internal async Task<bool> TakeSuccessAsync(SipMessage response)
    {
        IsAnswered = true;
        var (answer, agreed) = await SettleAsync(response);
        var draft = session.Dialog.Draft("ACK")
            .Add("Authorization", Credentials(HeaderId.Authorization))
            .Add("Proxy-Authorization", Credentials(HeaderId.ProxyAuthorization));
        if (answer is not null) draft.WithBody(SdpBody.ContentTypeText, answer.Write());
        var hops = await Agent.Transports.ResolveAsync(session.Dialog.NextHop);
        if (hops.Count > 0) _ack = Agent.Layer.SendAck(draft.Write(request.CSeqNumber), hops[0]);
        if (answer is not null) session.Agree();
        return agreed;
    }

    /// <summary>The 2xx came again: so does the ACK, once it has been made.</summary>
    internal void RepeatAck()
    {
        if (_ack is var (message, hop)) Agent.Layer.Repeat(message, hop);
    }

    /// <summary>Sorts out the SDP of a 2xx, at once unless the application must answer it.</summary>
    private async Task<(SessionDescription? Answer, bool Agreed)> SettleAsync(SipMessage response)
    {
        if (session.Exchange.State == State.SentInvite) return (null, session.TakeAnswer(Turn.GetOk, response));
        if (session.Exchange.State != State.Asked) return (null, session.Exchange.HasAgreed);
        if (SdpBody.Of(response).Description is not { } offer || session.Exchange.Receive(Turn.GetOk, offer) != Meaning.Offer) return (null, false);

        var reply = await session.AskAsync(offer, response);
        if (session.HasEnded || reply.Description is null)
        {
            session.Exchange.Turn(Turn.OwnInviteFailed);
            return (null, false);
        }

        return (session.Describe(Turn.SendAck, reply.Description, true).Description, true);
    }

    private void TakeProvisionalAnswer(SipMessage response, uint rseq)
    {
        // An answer that does not fit is left to the 2xx to mend; the response itself has arrived.
        if (session.Exchange.State == State.SentInvite) session.TakeAnswer(Turn.GetReliable, response);
        SendPrack(rseq, null);
    }

    private async Task AnswerProvisionalAsync(SipMessage response, uint rseq, SessionDescription offer)
    {
        if (session.Exchange.Receive(Turn.GetReliable, offer) != Meaning.Offer) return;
        var reply = await session.AskAsync(offer, response);
        if (session.HasEnded) return;
        if (reply.Description is null)
        {
            session.Exchange.Turn(Turn.OwnInviteFailed);
            session.EndWithBye(new SessionEnd(SessionEndCause.BadDescription, reply.Status));
            return;
        }

        var (answer, _) = session.Describe(Turn.SendPrack, reply.Description, true);
        SendPrack(rseq, answer);
        session.Agree();
    }

    private void SendPrack(uint rseq, SessionDescription? answer) => Agent.Loop.Spawn("PRACK", async () =>
    {
        var draft = session.Dialog.Draft("PRACK").Add("RAck", $"{rseq} {request.CSeqNumber} INVITE");
        if (answer is not null) draft.WithBody(SdpBody.ContentTypeText, answer.Write());
        await Agent.SendAsync(session.Dialog, session, draft);
    });

    private List<string> Credentials(HeaderId id)
    {
        var values = new List<string>();
        foreach (var value in request.Values(id)) values.Add(System.Text.Encoding.UTF8.GetString(value));
        return values;
    }
}
