using ImsConference.Sip.Dialogs;
using ImsConference.Sip.Messages;
using ImsConference.Sip.Sdp;
using ImsConference.Sip.Transactions;
using static ImsConference.Sip.Sessions.OfferAnswerTable;

namespace ImsConference.Sip.Sessions;

/// <summary>Our own re-INVITEs and UPDATEs in one session, UAC side.</summary>
internal sealed class OutgoingChanges(InviteSession session)
{
    /// <summary>The session ended before anything was sent.</summary>
    internal static readonly ModifyOutcome Over = new(false, 0, null);

    private const int MostAttempts = 6;

    /// <summary>How long the peer may take over a re-INVITE before it is cancelled.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly TimerSlot _patience = new(session.Agent.Loop);
    private ClientExchange? _reInvite;
    private bool _updating;

    /// <summary>A re-INVITE of ours has no final response yet, or its ACK is still being made.</summary>
    internal bool InviteIsPending { get; private set; }

    private UserAgent Agent => session.Agent;

    /// <summary>The session ended: a re-INVITE under way is cancelled, lest it wait for an answer that nobody will give.</summary>
    internal void Stop() => _reInvite?.Cancel();

    /// <summary>Carries a new offer across, again after glare (RFC 3261 §14.1, RFC 3311 §5.3).</summary>
    internal async Task<ModifyOutcome> ModifyAsync(SessionDescription? offer, ModifyBy by)
    {
        for (var attempt = 1; ; attempt++)
        {
            await session.Changed.UntilAsync(() => session.HasEnded || MaySend(by));
            if (session.HasEnded) return Over;

            var outcome = ByUpdate(by) ? await UpdateAsync(offer) : await ReInviteAsync(offer);
            if (session.HasEnded || outcome.Succeeded || attempt == MostAttempts || WaitAfter(outcome) is not { } wait) return Conclude(outcome);
            await Agent.Loop.DelayAsync(wait);
        }
    }

    /// <summary>Keeps the session alive: UPDATE without SDP, or a re-INVITE with what is in force, o= version unchanged (RFC 4028 §7.4).</summary>
    internal Task<ModifyOutcome> RefreshAsync() =>
        session.PeerAllowsUpdate ? ModifyAsync(null, ModifyBy.Update) : ModifyAsync(session.LocalDescription, ModifyBy.ReInvite);

    private bool ByUpdate(ModifyBy by) =>
        by == ModifyBy.Update || session.State == SessionState.Early || (by == ModifyBy.Best && session.PeerAllowsUpdate);

    private bool MaySend(ModifyBy by)
    {
        if (session.Exchange.IsPending || _updating || !session.Exchange.HasAgreed) return false;
        if (session.State == SessionState.Early) return by != ModifyBy.ReInvite && session.Reliable is not { OwesDescription: true };
        return ByUpdate(by) || (!session.InviteIsPending && session.Success is not { Ack.IsCompleted: false });
    }

    private TimeSpan? WaitAfter(ModifyOutcome outcome) => outcome switch
    {
        // §14.1: the owner of the Call-ID waits longer, in steps of 10 ms, so that the two do not meet again.
        { Status: 491 } => TimeSpan.FromMilliseconds(10 * (session.Dialog.OwnsCallId ? Agent.Tokens.Next(210, 401) : Agent.Tokens.Next(0, 201))),
        { Status: 422, Response: { } response } when SessionInterval.MinSEOf(response) > session.PeerMinSE => RaiseMinSE(response),
        { Status: 500 or 503, Response: { } response } when RetryAfter.Of(response) is { } seconds && seconds <= 32 => TimeSpan.FromSeconds(seconds),
        _ => null,
    };

    private TimeSpan RaiseMinSE(SipMessage response)
    {
        session.PeerMinSE = SessionInterval.MinSEOf(response);
        return TimeSpan.Zero;
    }

    private ModifyOutcome Conclude(ModifyOutcome outcome)
    {
        if (!outcome.Succeeded && !session.HasEnded) session.Agree();
        return outcome;
    }

    private async Task<ModifyOutcome> UpdateAsync(SessionDescription? offer)
    {
        _updating = true;
        try
        {
            var draft = Draft("UPDATE");
            if (offer is not null) draft.WithBody(SdpBody.ContentTypeText, session.Describe(Turn.SendUpdate, offer, false).Description.Write());
            var agreed = true;
            var outcome = await Agent.SendAsync(session.Dialog, session, draft, response =>
            {
                if (response.StatusCode < 200) return;
                Succeeded(response);
                if (offer is not null) agreed = session.TakeAnswer(Turn.GetUpdateOk, response);
            });
            return new ModifyOutcome(outcome.Succeeded && agreed, outcome.Status, outcome.Response);
        }
        finally
        {
            session.Exchange.Turn(Turn.OwnUpdateFailed);
            _updating = false;
            session.Changed.Signal();
        }
    }

    private async Task<ModifyOutcome> ReInviteAsync(SessionDescription? offer)
    {
        InviteIsPending = true;
        try
        {
            var draft = Draft("INVITE");
            if (offer is null) session.Exchange.Turn(Turn.SendInviteBare);
            else draft.WithBody(SdpBody.ContentTypeText, session.Describe(Turn.SendInvite, offer, false).Description.Write());

            var exchange = _reInvite = session.Dialog.Exchange(Agent.Layer, draft);
            _patience.Start(Patience, () => exchange.Cancel());
            var settled = Task.FromResult(false);
            exchange.OnResponse = response => settled = Take(exchange, response, settled);
            var outcome = await UserAgent.ConcludeAsync(exchange, session.Dialog, session, SipMethod.Invite);
            var agreed = outcome.Succeeded && await settled;
            if (outcome.Succeeded && !agreed) session.EndWithBye(new SessionEnd(SessionEndCause.BadDescription));
            return new ModifyOutcome(agreed, outcome.Status, outcome.Response);
        }
        finally
        {
            session.Exchange.Turn(Turn.OwnInviteFailed);
            _patience.Stop();
            _reInvite = null;
            InviteIsPending = false;
            session.Changed.Signal();
        }
    }

    private Task<bool> Take(ClientExchange exchange, SipMessage response, Task<bool> settled)
    {
        if (session.Uac?.CSeq != exchange.Request!.CSeqNumber) session.Uac = new InviteUac(session, exchange.Request);
        if (response.StatusCode < 200)
        {
            session.Uac.TakeProvisional(response);
            return settled;
        }

        if (session.Uac.IsAnswered)
        {
            session.Uac.RepeatAck();
            return settled;
        }

        Succeeded(response);
        return session.Uac.TakeSuccessAsync(response);
    }

    private void Succeeded(SipMessage response)
    {
        session.NotePeer(response);
        session.Dialog.RefreshTarget(response);
        if (session.State == SessionState.Confirmed) session.SetInterval(SessionInterval.Of(response), true);
    }

    private RequestDraft Draft(string method)
    {
        var options = Agent.Options;
        var draft = session.Dialog.Draft(method)
            .Add("Contact", session.Dialog.Contact)
            .Add("Allow", Agent.Allow)
            .Add("Supported", Agent.Supported);
        return session.Timer.Seconds == 0 ? draft : draft
            .Add("Session-Expires", new SessionInterval(Math.Max(session.Timer.Seconds, session.PeerMinSE), session.Timer.WeRefresh).Text)
            .Add("Min-SE", $"{Math.Max(options.MinSE, session.PeerMinSE)}");
    }
}
