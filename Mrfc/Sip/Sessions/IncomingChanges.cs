using ImsConference.Sip.Messages;
using ImsConference.Sip.Sdp;
using ImsConference.Sip.Transactions;
using static ImsConference.Sip.Sessions.OfferAnswerTable;

namespace ImsConference.Sip.Sessions;

/// <summary>The peer's re-INVITEs, UPDATEs and PRACKs in one session, UAS side.</summary>
internal sealed class IncomingChanges(InviteSession session)
{
    private ServerTransaction? _invite;
    private ServerTransaction? _update;

    /// <summary>A re-INVITE waits for our final response.</summary>
    internal bool InviteIsPending => _invite is not null;

    private UserAgent Agent => session.Agent;

    /// <summary>The session ended: what is unanswered is refused.</summary>
    internal void Stop()
    {
        if (_invite is { } invite) Refuse(invite, 487);
        if (_update is { } update) Refuse(update, 481);
    }

    /// <summary>RFC 3261 §14.2.</summary>
    internal void TakeInvite(ServerTransaction invite)
    {
        if (session.Server is not null || _invite is not null) RefuseForNow(invite);
        else if (session.InviteIsPending || session.State == SessionState.Early) Agent.Refuse(invite, StackRefusals.Glare);
        else if (TryRead(invite, out var offer, out var interval)) Take(invite, offer, interval);
    }

    /// <summary>RFC 3311 §5.2.</summary>
    internal void TakeUpdate(ServerTransaction update)
    {
        if (_update is not null)
        {
            RefuseForNow(update);
            return;
        }

        if (!TryRead(update, out var offer, out var interval)) return;
        if (offer is null) Succeed(update, interval, null);
        else if (TryOffer(update, Turn.GetUpdate, offer)) Agent.Loop.Spawn("answer UPDATE", () => AnswerUpdateAsync(update, offer, interval));
    }

    /// <summary>RFC 3262 §3 and §5.</summary>
    internal void TakePrack(ServerTransaction prack, ReliableSender reliable)
    {
        if (!reliable.Matches(prack.Request))
        {
            Agent.Refuse(prack, StackRefusals.UnmatchedPrack);
            return;
        }

        var body = SdpBody.Of(prack.Request);
        if (body.Refusal is { } refusal) Agent.Refuse(prack, refusal);
        else if (session.Exchange.State == State.SentReliable) TakePrackAnswer(prack, reliable);
        else if (body.Description is { } offer) TakePrackOffer(prack, reliable, offer);
        else Acknowledge(prack, reliable, null);
    }

    private void TakePrackAnswer(ServerTransaction prack, ReliableSender reliable)
    {
        if (session.TakeAnswer(Turn.GetPrack, prack.Request)) Acknowledge(prack, reliable, null);
        else Agent.Refuse(prack, StackRefusals.UnfitAnswer);
    }

    private void TakePrackOffer(ServerTransaction prack, ReliableSender reliable, SessionDescription offer)
    {
        // The response is acknowledged even while its answer is being made: it must not be repeated.
        reliable.Acknowledge();
        if (TryOffer(prack, Turn.GetPrack, offer)) Agent.Loop.Spawn("answer PRACK", () => AnswerPrackAsync(prack, offer));
    }

    private void Acknowledge(ServerTransaction prack, ReliableSender reliable, SessionDescription? answer)
    {
        prack.Respond(Agent.Response(prack, 200).WithSdp(answer).Build());
        reliable.Acknowledge();
        session.Changed.Signal();
    }

    private async Task AnswerPrackAsync(ServerTransaction prack, SessionDescription offer)
    {
        try
        {
            var reply = await session.AskAsync(offer, prack.Request);
            if (session.HasEnded || reply.Description is null)
            {
                Refuse(prack, session.HasEnded ? OfferReply.Refuse(481) : reply);
                return;
            }

            var (answer, _) = session.Describe(Turn.SendPrackOk, reply.Description, true);
            prack.Respond(Agent.Response(prack, 200).WithSdp(answer).Build());
            session.Agree();
        }
        finally
        {
            RollBack(prack, Turn.PeerPrackFailed);
        }
    }

    private async Task AnswerUpdateAsync(ServerTransaction update, SessionDescription offer, SessionInterval interval)
    {
        _update = update;
        try
        {
            var reply = await session.AskAsync(offer, update.Request);
            if (session.HasEnded || update.IsAnswered) return;
            if (reply.Description is null)
            {
                Refuse(update, reply);
                return;
            }

            var (answer, _) = session.Describe(Turn.SendUpdateOk, reply.Description, true);
            Succeed(update, interval, answer);
            session.Agree();
        }
        finally
        {
            _update = null;
            RollBack(update, Turn.PeerUpdateFailed);
        }
    }

    private void Take(ServerTransaction invite, SessionDescription? offer, SessionInterval interval)
    {
        if (offer is null)
        {
            if (Refused(invite, session.Exchange.Turn(Turn.GetInviteBare))) return;
        }
        else if (!TryOffer(invite, Turn.GetInvite, offer))
        {
            return;
        }

        _invite = invite;
        invite.OnCancelled = _ => Refuse(invite, 487);
        Agent.Loop.Spawn("answer re-INVITE", () => AnswerInviteAsync(invite, offer, interval));
    }

    private async Task AnswerInviteAsync(ServerTransaction invite, SessionDescription? offer, SessionInterval interval)
    {
        SuccessRepeater? success = null;
        try
        {
            var reply = offer is null ? await OfferAsync(invite.Request) : await session.AskAsync(offer, invite.Request);
            if (session.HasEnded || invite.IsAnswered) return;
            if (reply.Description is null)
            {
                Refuse(invite, reply);
                return;
            }

            success = Accept(invite, interval, reply.Description, offer is not null);
        }
        finally
        {
            _invite = null;
            RollBack(invite, Turn.PeerInviteFailed);
        }

        await AwaitAckAsync(success, offer is null);
    }

    private SuccessRepeater Accept(ServerTransaction invite, SessionInterval interval, SessionDescription description, bool isAnswer)
    {
        session.Success?.Presume();
        var (sent, _) = session.Describe(Turn.SendOk, description, isAnswer);
        session.Dialog.RefreshTarget(invite.Request);
        var success = new SuccessRepeater(Agent.Layer, invite, Success(invite, interval, sent));
        session.Success = success;
        session.SetInterval(interval, false);
        if (isAnswer) session.Agree();
        return success;
    }

    private async Task AwaitAckAsync(SuccessRepeater success, bool expectsAnswer)
    {
        var isAcknowledged = await success.Ack;
        if (session.HasEnded) return;
        if (!isAcknowledged) session.EndWithBye(new SessionEnd(SessionEndCause.NoAck));
        else if (expectsAnswer && !success.HasAnswer) session.EndWithBye(new SessionEnd(SessionEndCause.BadDescription));
        session.Changed.Signal();
    }

    private async Task<OfferReply> OfferAsync(SipMessage invite)
    {
        var offer = session.OnOfferWanted is { } hook ? await hook(session) : session.LocalDescription;
        return offer is null ? Agent.RefuseOffer(invite, StackRefusals.OffersUnwanted) : OfferReply.Answer(offer);
    }

    private bool TryRead(ServerTransaction request, out SessionDescription? offer, out SessionInterval interval)
    {
        var body = SdpBody.Of(request.Request);
        offer = body.Description;
        var tooSmall = false;
        interval = session.State == SessionState.Early   // the interval is the INVITE's to settle
            ? default
            : SessionInterval.Answer(request.Request, Agent.Options.SessionExpires, Agent.Options.MinSE, out tooSmall);
        if (body.Refusal is { } refusal) Agent.Refuse(request, refusal);
        else if (tooSmall) Agent.Refuse(request, StackRefusals.IntervalTooSmall);
        else return true;
        return false;
    }

    private bool TryOffer(ServerTransaction request, Turn turn, SessionDescription offer)
    {
        if (!session.Exchange.Breaks(offer, false)) return !Refused(request, session.Exchange.Receive(turn, offer));
        Agent.Refuse(request, StackRefusals.MediaRemoved);
        return false;
    }

    private bool Refused(ServerTransaction request, Meaning meaning)
    {
        if (meaning is Meaning.Offer or Meaning.Nothing) return false;
        if (meaning == Meaning.Refuse491) Agent.Refuse(request, StackRefusals.Glare);
        else RefuseForNow(request);
        return true;
    }

    private void RollBack(ServerTransaction request, Turn failed)
    {
        if (request.LastStatus / 100 == 2) return;
        Agent.Refuse(request, StackRefusals.Fault);
        if (session.Exchange.Turn(failed) == Meaning.Rollback && !session.HasEnded) session.Agree();
        session.Changed.Signal();
    }

    private void Succeed(ServerTransaction update, SessionInterval interval, SessionDescription? answer)
    {
        session.Dialog.RefreshTarget(update.Request);
        update.Respond(Success(update, interval, answer));
        if (session.State == SessionState.Confirmed) session.SetInterval(interval, false);
        session.Changed.Signal();
    }

    private SipMessage Success(ServerTransaction request, SessionInterval interval, SessionDescription? description) =>
        Agent.Response(request, 200)
            .Add(HeaderId.Contact, session.Dialog.Contact)
            .WithCapabilities(Agent)
            .WithInterval(interval)
            .WithSdp(description)
            .Build();

    private void Refuse(ServerTransaction request, int status) => request.Respond(Agent.FinalResponse(request, status).Build());

    private void Refuse(ServerTransaction request, OfferReply reply) =>
        request.Respond(Agent.FinalResponse(request, reply.Status, null, reply.Warning).WithSdp(reply.Explanation).Build());

    /// <summary>500 with Retry-After between 0 and 10 s (RFC 3261 §14.2, RFC 3311 §5.2).</summary>
    private void RefuseForNow(ServerTransaction request) =>
        Agent.Refuse(request, StackRefusals.StillAnswering(Agent.Tokens.Next(0, 11)));
}
