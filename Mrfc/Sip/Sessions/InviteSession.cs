using System.Diagnostics;
using ImsConference.Sip.Dialogs;
using ImsConference.Sip.Messages;
using ImsConference.Sip.Sdp;
using ImsConference.Sip.Transactions;
using static ImsConference.Sip.Sessions.OfferAnswerTable;

namespace ImsConference.Sip.Sessions;

/// <summary>The INVITE usage of one dialog, early or confirmed: offer/answer, modification, session timer, preconditions, BYE.</summary>
public sealed class InviteSession : IDialogUsage
{
    private readonly TaskCompletionSource<SessionEnd> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly IncomingChanges _incoming;
    private readonly OutgoingChanges _outgoing;
    private Task? _bye;

    internal InviteSession(UserAgent agent, Dialog dialog)
    {
        Agent = agent;
        Dialog = dialog;
        Exchange = new OfferAnswer(fault => agent.Tolerate(dialog, fault));
        Timer = new SessionTimer(agent.Loop, Refresh, () => EndWithBye(new SessionEnd(SessionEndCause.Expired)));
        _incoming = new IncomingChanges(this);
        _outgoing = new OutgoingChanges(this);
        State = dialog.State == DialogState.Early ? SessionState.Early : SessionState.Confirmed;
        dialog.Add(this);
        agent.Sessions.Add(this);
    }

    public Dialog Dialog { get; }

    public SessionState State { get; private set; }

    /// <summary>Our description in force; null before the first offer and answer are complete.</summary>
    public SessionDescription? LocalDescription => Exchange.Local;

    /// <summary>The peer's description in force; null before the first offer and answer are complete.</summary>
    public SessionDescription? RemoteDescription => Exchange.Remote;

    /// <summary>The peer's description in an unreliable provisional response, for early media; null without one.</summary>
    public SessionDescription? Preview { get; internal set; }

    /// <summary>Answers an offer of the peer (re-INVITE, UPDATE, PRACK); null: refused with 488. Runs on the loop; other work runs during its awaits.</summary>
    public Func<IncomingOffer, Task<OfferReply>>? OnOffer { get; set; }

    /// <summary>Makes the offer for a re-INVITE without SDP; null: what is in force is offered again. A null result refuses with 488.</summary>
    public Func<InviteSession, Task<SessionDescription?>>? OnOfferWanted { get; set; }

    /// <summary>Offer and answer were completed, or rolled back to the descriptions before: bring the media in line with what is in force.</summary>
    public Action<InviteSession>? OnAgreed { get; set; }

    /// <summary>How it ended. Never faults.</summary>
    public Task<SessionEnd> Ended => _ended.Task;

    public bool HasEnded => State == SessionState.Ended;

    /// <summary>QoS preconditions and their state; null when the session has none.</summary>
    public SessionPreconditions? Preconditions { get; internal set; }

    /// <summary>Session interval in force, s; 0: no session timer (RFC 4028).</summary>
    public int SessionInterval => Timer.Seconds;

    /// <summary>We refresh the session; else the peer does.</summary>
    public bool WeRefresh => Timer.WeRefresh;

    internal UserAgent Agent { get; }

    internal OfferAnswer Exchange { get; }

    internal SessionTimer Timer { get; }

    internal Changes Changed { get; } = new();

    /// <summary>The INVITE we answer; null when we sent it, or once it is accepted.</summary>
    internal ServerInvite? Server { get; set; }

    /// <summary>Reliable responses to the INVITE we answer or answered.</summary>
    internal ReliableSender? Reliable { get; set; }

    /// <summary>The 2xx that we sent last, and its ACK.</summary>
    internal SuccessRepeater? Success { get; set; }

    /// <summary>Our last INVITE in the dialog.</summary>
    internal InviteUac? Uac { get; set; }

    internal bool PeerAllowsUpdate { get; private set; }

    internal bool InviteIsPending => _incoming.InviteIsPending || _outgoing.InviteIsPending;

    /// <summary>Shortest interval that the peer asked for, s (422).</summary>
    internal int PeerMinSE { get; set; } = Sessions.SessionInterval.SmallestMinSE;

    /// <summary>Waits until the preconditions are met; at once when there are none. False when the session ended first.</summary>
    public async Task<bool> PreconditionsMetAsync()
    {
        await Changed.UntilAsync(() => HasEnded || Preconditions is not { IsMet: false });
        return !HasEnded;
    }

    /// <summary>Our side's resources are reserved: says so in an UPDATE offer (RFC 3312), when the peer does not know yet.</summary>
    public async Task<ModifyOutcome> ConfirmResourcesAsync()
    {
        Preconditions?.Reserve();
        Changed.Signal();
        if (Preconditions is not { OwesConfirmation: true }) return new ModifyOutcome(true, 200, null);

        await Changed.UntilAsync(() => HasEnded || (Exchange.HasAgreed && !Exchange.IsPending));
        return HasEnded ? OutgoingChanges.Over : await _outgoing.ModifyAsync(Exchange.Local, ModifyBy.Update);
    }

    /// <summary>Offers a new description. Waits its turn behind an exchange that is under way; backs off and retries on glare (491).</summary>
    /// <param name="offer">New description; null: a re-INVITE without SDP, which <see cref="OnOffer"/> then answers.</param>
    public Task<ModifyOutcome> ModifyAsync(SessionDescription? offer, ModifyBy by = ModifyBy.Best) =>
        _outgoing.ModifyAsync(offer, offer is null ? ModifyBy.ReInvite : by);

    /// <summary>Ends the session: BYE; for an early one that we answer, a 487 to its INVITE. Completes with the answer to the BYE; at once when ended already.</summary>
    /// <param name="reason">Reason value, for example <c>SIP;cause=200;text="conference ended"</c>.</param>
    public Task ByeAsync(string? reason = null) => ByeAsync(new SessionEnd(SessionEndCause.Local, 0, reason), reason);

    /// <summary>Sends another request in the dialog: INFO, MESSAGE, OPTIONS.</summary>
    public Task<RequestOutcome> SendAsync(
        string method, string? contentType = null, ReadOnlyMemory<byte> body = default, params IReadOnlyList<HeaderLine> headers)
    {
        var draft = Dialog.Draft(method).WithBody(contentType, body);
        foreach (var (name, value) in headers) draft.Add(name, value);
        return Agent.SendAsync(Dialog, this, draft);
    }

    /// <summary>Sends a REFER in the dialog.</summary>
    public ReferClient Refer(InDialogRefer refer) => ReferClient.InDialog(this, refer);

    /// <summary>Sends a SUBSCRIBE in the dialog.</summary>
    public ClientSubscription Subscribe(InDialogSubscribe subscribe) => ClientSubscription.InDialog(Agent, Dialog, subscribe);

    bool IDialogUsage.TryTake(ServerTransaction request)
    {
        NotePeer(request.Request);
        switch (request.Request.Method)
        {
            case SipMethod.Bye:
                TakeBye(request);
                return true;
            case SipMethod.Invite when !HasEnded:
                _incoming.TakeInvite(request);
                return true;
            case SipMethod.Update when !HasEnded:
                _incoming.TakeUpdate(request);
                return true;
            case SipMethod.Prack when !HasEnded && Reliable is { } reliable:
                _incoming.TakePrack(request, reliable);
                return true;
            default:
                return false;
        }
    }

    void IDialogUsage.DialogLost(int status) => EndWithBye(new SessionEnd(SessionEndCause.Lost, status));

    void IDialogUsage.UsageLost(int status) => EndWithBye(new SessionEnd(SessionEndCause.Lost, status));

    internal void Confirm()
    {
        if (State == SessionState.Early) State = SessionState.Confirmed;
        Changed.Signal();
    }

    /// <summary>An answer in it counts at once: what the peer sent right after its ACK may be the next turn of the loop.</summary>
    internal void TakeAck(SipMessage ack)
    {
        if (Success is { } success && success.TryTake(ack) && Exchange.State == OfferAnswerTable.State.SentOk) success.HasAnswer = TakeAnswer(Turn.GetAck, ack);
    }

    internal void NotePeer(SipMessage message)
    {
        if (message.Has(HeaderId.Allow)) PeerAllowsUpdate = message.Lists(HeaderId.Allow, "UPDATE");
    }

    internal void Agree()
    {
        Changed.Signal();
        if (Exchange.HasAgreed) OnAgreed?.Invoke(this);
    }

    /// <summary>Makes the description that goes in a message, and takes that turn of offer/answer.</summary>
    internal (SessionDescription Description, Meaning Meaning) Describe(Turn turn, SessionDescription description, bool isAnswer)
    {
        if (isAnswer && Exchange.LatestRemote is { } remote) Hear(remote);
        return Exchange.Send(turn, Preconditions?.Decorate(description, isAnswer) ?? description);
    }

    /// <summary>Takes the answer to our offer.</summary>
    /// <returns>False when there is none, or it does not fit.</returns>
    internal bool TakeAnswer(Turn turn, SipMessage message)
    {
        var body = SdpBody.Of(message);
        if (body.Description is not { } answer || Exchange.Breaks(answer, true) || Exchange.Receive(turn, answer) != Meaning.Answer) return false;
        Preconditions?.Hear(answer);
        Agree();
        return true;
    }

    /// <summary>What the application answers to an offer; 580 for preconditions that we cannot keep, 488 when nobody answers.</summary>
    internal async Task<OfferReply> AskAsync(SessionDescription offer, SipMessage carrier)
    {
        if (Agent.FaultOf(offer) is { } fault) return Agent.RefuseOffer(carrier, fault);
        if (OnOffer is not { } hook) return Agent.RefuseOffer(carrier, StackRefusals.OffersUnwanted);
        var unchanged = Exchange.Remote is { } before && before.Write().AsSpan().SequenceEqual(offer.Write());
        return await hook(new IncomingOffer(this, offer, carrier, unchanged));
    }

    internal void SetInterval(SessionInterval interval, bool weAreUac) => Timer.Set(interval, weAreUac);

    /// <summary>Ends it for what has happened to it.</summary>
    /// <param name="end">What has.</param>
    /// <param name="reason">Reason value of the BYE; null: what stands for the cause.</param>
    internal void EndWithBye(SessionEnd end, string? reason = null) => Agent.Loop.Spawn("bye", () => ByeAsync(end, reason ?? ByeReason.For(end)));

    internal void End(SessionEnd end)
    {
        if (HasEnded) return;
        Close(end);
        Success?.Stop();
        Dialog.Remove(this);
        Agent.Sessions.Remove(this);
    }

    private void Hear(SessionDescription remote)
    {
        if (Preconditions is null && SessionPreconditions.In(remote)) Preconditions = new SessionPreconditions(Server?.ResourcesReserved ?? true);
        Preconditions?.Hear(remote);
    }

    private void Close(SessionEnd end)
    {
        State = SessionState.Ended;
        Timer.Stop();
        _incoming.Stop();
        _outgoing.Stop();
        _ended.SetResult(end);
        Changed.Signal();
    }

    private Task ByeAsync(SessionEnd end, string? reason)
    {
        Debug.Assert(Agent.Loop.IsCurrent);
        if (HasEnded) return _bye ?? Task.CompletedTask;
        if (Server is { } server)
        {
            server.End(487, end);
            return Task.CompletedTask;
        }

        Close(end);
        return _bye = SendByeAsync(reason);
    }

    private async Task SendByeAsync(string? reason)
    {
        try
        {
            // The callee's BYE waits for the ACK, or for its failure to come: §15.
            if (Success is { } success) await success.Ack;
            await Dialog.Exchange(Agent.Layer, Dialog.Draft("BYE").Add("Reason", reason)).Start();
        }
        finally
        {
            Success?.Stop();
            Dialog.Remove(this);
            Agent.Sessions.Remove(this);
        }
    }

    private void TakeBye(ServerTransaction bye)
    {
        bye.Respond(Agent.Response(bye, 200).Build());
        var end = new SessionEnd(SessionEndCause.RemoteBye, 0, bye.Request.AllText(HeaderId.Reason));
        if (Server is { } server) server.End(487, end);
        else if (!HasEnded) End(end);
    }

    private void Refresh() => Agent.Loop.Spawn("session refresh", async () =>
    {
        var outcome = await _outgoing.RefreshAsync();
        if (!outcome.Succeeded && !HasEnded) Timer.RetryIn(Agent.Options.Timers.T2);
    });
}
