using System.Diagnostics.CodeAnalysis;
using ImsConference.Sip.Dialogs;
using ImsConference.Sip.Messages;
using ImsConference.Sip.Sdp;
using ImsConference.Sip.Transactions;
using static ImsConference.Sip.Sessions.OfferAnswerTable;

namespace ImsConference.Sip.Sessions;

/// <summary>An initial INVITE that we received and are answering (UAS).</summary>
/// <remarks>100 Trying goes by itself. Methods that wait give false or null when the INVITE ended meanwhile; none throws for what a peer does.</remarks>
[SuppressMessage("Design", "CA1001", Justification = "A source without timer holds nothing that needs disposal, and its token outlives the INVITE.")]
public sealed class ServerInvite
{
    private static readonly TimeSpan ProvisionalInterval = TimeSpan.FromMinutes(1);   // RFC 3261 §13.3.1.1

    private readonly UserAgent _agent;
    private readonly ServerTransaction _transaction;
    private readonly ServerInviteOptions _options;
    private readonly SessionInterval _interval;
    private readonly ReliableSender _reliable;
    private readonly CancellationTokenSource _cancelled = new();
    private readonly TimerSlot _minute;
    private readonly TimerSlot _patience;
    private SessionDescription? _preview;
    private int _lastStatus;
    private bool _accepting;

    internal ServerInvite(
        UserAgent agent, ServerTransaction transaction, Dialog dialog, ServerInviteOptions options, SessionDescription? offer, SessionInterval interval)
    {
        _agent = agent;
        _transaction = transaction;
        _options = options;
        _interval = interval;
        Offer = offer;
        HasPreconditions = offer is not null && SessionPreconditions.In(offer);
        _minute = new TimerSlot(agent.Loop);
        _patience = new TimerSlot(agent.Loop);
        _reliable = new ReliableSender(agent.Layer, Request.CSeqNumber, transaction.Respond, NoPrack);
        Session = new InviteSession(agent, dialog) { OnOffer = options.OnOffer, Server = this, Reliable = _reliable };
        Session.NotePeer(Request);
        if (offer is null) Session.Exchange.Turn(Turn.GetInviteBare);
        else Session.Exchange.Receive(Turn.GetInvite, offer);
        transaction.OnCancelled = cancel => End(487, new SessionEnd(SessionEndCause.Cancelled, 487, cancel.AllText(HeaderId.Reason)));
        StartPatience();
    }

    /// <summary>The INVITE.</summary>
    public SipMessage Request => _transaction.Request;

    /// <summary>The session it will become; early until the 2xx.</summary>
    public InviteSession Session { get; }

    /// <summary>The peer's offer; null for an INVITE without SDP, in which case the first description we send is the offer.</summary>
    public SessionDescription? Offer { get; }

    /// <summary>The peer can do 100rel.</summary>
    public bool CanBeReliable => MustBeReliable || Request.Lists(HeaderId.Supported, "100rel");

    /// <summary>The peer's offer has QoS preconditions, which we then take part in.</summary>
    public bool HasPreconditions { get; }

    /// <summary>Trips when the INVITE ended before it was answered 2xx: CANCEL, BYE, no PRACK, our rejection.</summary>
    public CancellationToken Cancelled => _cancelled.Token;

    /// <summary>The INVITE is over: rejected, cancelled, or answered and acknowledged or given up.</summary>
    public bool HasEnded => _transaction.IsAnswered && Session.Success is not { Ack.IsCompleted: false };

    internal bool ResourcesReserved => _options.ResourcesReserved;

    private bool MustBeReliable => Request.Lists(HeaderId.Require, "100rel");

    /// <summary>Starts the flow that answers it. An exception that escapes is the loop's to log and count; if the INVITE is unanswered then, it gets 500.</summary>
    /// <param name="name">Says in the log which flow failed.</param>
    /// <param name="flow">Runs on the loop.</param>
    public void Spawn(string name, Func<Task> flow) => _agent.Loop.Spawn(name, async () =>
    {
        try
        {
            await flow();
        }
        catch
        {
            Fail();
            throw;
        }
    });

    /// <summary>Sends a provisional response, reliably only when the peer requires it. It is repeated each minute while the INVITE stays unanswered.</summary>
    /// <param name="status">101 to 199.</param>
    /// <param name="preview">Description for early media; the 2xx will repeat it. Null: none.</param>
    public void Progress(int status, SessionDescription? preview = null)
    {
        if (_transaction.IsAnswered) return;
        if (MustBeReliable)
        {
            _agent.Loop.Spawn("reliable progress", () => SendReliableAsync(status, preview));
            return;
        }

        if (preview is not null) _preview = Session.Describe(Turn.SendUnreliable, preview, Offer is not null).Description;
        KeepAlive(status);
        _transaction.Respond(Response(status).WithSdp(preview is null ? null : _preview).Build());
    }

    /// <summary>Sends a reliable provisional response (RFC 3262); queued while an earlier one is unacknowledged.</summary>
    /// <param name="status">101 to 199.</param>
    /// <param name="description">Answer, or offer when the INVITE had none; null: none.</param>
    /// <returns>True at its PRACK (with the answer, where we offered); false when the INVITE ended first, after 64·T1 without PRACK for one.</returns>
    public async Task<bool> SendReliableAsync(int status, SessionDescription? description = null)
    {
        if (_transaction.IsAnswered) return false;
        KeepAlive(status);
        SessionDescription? sent = null;
        var isAnswer = Session.Exchange.State == State.GotInvite;
        if (description is not null) (sent, _) = Session.Describe(Turn.SendReliable, description, isAnswer);
        var acknowledged = _reliable.SendAsync(rseq => Response(status)
            .Add(HeaderId.Require, Session.Preconditions is not null && sent is not null ? "100rel, precondition" : "100rel")
            .Add(HeaderId.RSeq, $"{rseq}")
            .WithSdp(sent).Build(), sent is not null);
        if (isAnswer && sent is not null) Session.Agree();
        return await acknowledged && !_transaction.IsAnswered;
    }

    /// <summary>Waits until the preconditions are met (RFC 3312); at once when there are none.</summary>
    /// <returns>False when the INVITE ended first.</returns>
    public Task<bool> PreconditionsMetAsync() => Session.PreconditionsMetAsync();

    /// <summary>Sends 200 and repeats it until the ACK. First waits for the PRACK of a reliable response that bears SDP (RFC 3262 §5).</summary>
    /// <param name="description">Answer (or offer) unless that was settled by a reliable response; then null.</param>
    /// <returns>The confirmed session at its ACK; null when it ended first. Without ACK in 64·T1 a BYE is sent.</returns>
    public async Task<InviteSession?> AcceptAsync(SessionDescription? description = null)
    {
        if (_accepting) throw new InvalidOperationException("the INVITE is being accepted already");
        _accepting = true;
        await _reliable.DescriptionsAcknowledgedAsync();
        if (_transaction.IsAnswered || Session.HasEnded) return null;

        var offers = Session.Exchange.State == State.Owing;
        var success = Succeed(description);
        var isAcknowledged = await success.Ack;
        if (Session.HasEnded) return null;
        if (!isAcknowledged) Session.EndWithBye(new SessionEnd(SessionEndCause.NoAck));
        else if (offers && !success.HasAnswer) Session.EndWithBye(new SessionEnd(SessionEndCause.BadDescription));
        Session.Changed.Signal();
        return Session.HasEnded ? null : Session;
    }

    /// <summary>Answers 3xx (302) with the given Contact values; who asked for sips is sent to sips (RFC 5630 §5.4).</summary>
    public void Redirect(IEnumerable<string> contacts, int status = 302)
    {
        var isSecure = Request.TryGetRequestUri(out var asked) && asked.IsSecure;
        Reject(status, null, null, [.. contacts.Select(c => new HeaderLine("Contact", isSecure ? Dialog.SecureContact(c) : c))]);
    }

    /// <summary>Answers 300 to 699; without effect once ended.</summary>
    /// <param name="warning">Warning value, for example <c>305 mrfc "no common format"</c>.</param>
    public void Reject(int status, string? reason = null, string? warning = null, params ReadOnlySpan<HeaderLine> headers)
    {
        if (_transaction.IsAnswered) return;
        End(_agent.FinalResponse(_transaction, status, reason, warning, headers).Build(), new SessionEnd(SessionEndCause.Local, status, reason));
    }

    /// <summary>The user agent is shutting down.</summary>
    internal void Stop() => End(StackRefusals.Stopping, new SessionEnd(SessionEndCause.Local, StackRefusals.Stopping.Status));

    /// <summary>An exception escaped whoever took it.</summary>
    internal void Fail() => End(StackRefusals.Fault, new SessionEnd(SessionEndCause.Local, StackRefusals.Fault.Status));

    /// <summary>The INVITE is over without success.</summary>
    internal void End(int status, SessionEnd end)
    {
        if (!_transaction.IsAnswered) End(_agent.FinalResponse(_transaction, status).Build(), end);
    }

    private void End(Refusal refusal, SessionEnd end)
    {
        if (!_transaction.IsAnswered) End(_agent.Refused(_transaction, refusal), end);
    }

    private void End(SipMessage response, SessionEnd end)
    {
        _transaction.Respond(response);
        Settle();
        Session.End(end);
        _cancelled.Cancel();
    }

    private SuccessRepeater Succeed(SessionDescription? description)
    {
        SessionDescription? sent = null;
        var state = Session.Exchange.State;
        if (state is State.GotInvite or State.Owing)
        {
            var ours = description ?? _preview ?? throw new InvalidOperationException("the 2xx needs a description");
            (sent, _) = Session.Describe(Turn.SendOk, ours, state == State.GotInvite);
        }

        Settle();
        var success = new SuccessRepeater(_agent.Layer, _transaction, Response(200).WithInterval(_interval).WithSdp(sent).Build());
        Session.Success = success;
        Session.Dialog.Confirm();
        Session.Confirm();
        Session.SetInterval(_interval, false);
        if (state == State.GotInvite) Session.Agree();
        return success;
    }

    /// <summary>The final response is there.</summary>
    private void Settle()
    {
        _reliable.Stop();
        _minute.Stop();
        _patience.Stop();
        Session.Server = null;
    }

    private SipWriter Response(int status) => _agent.Response(_transaction, status)
        .Add(HeaderId.Contact, Session.Dialog.Contact)
        .WithCapabilities(_agent)
        .WithHeaders(_options.Headers)
        .WithHeaders(status < 200 ? _options.ProgressHeaders : []);

    private void KeepAlive(int status)
    {
        _lastStatus = status;
        _minute.Start(ProvisionalInterval, () => Progress(_lastStatus));
    }

    private void NoPrack() => End(StackRefusals.NoPrack, new SessionEnd(SessionEndCause.NoPrack, 504));

    private void StartPatience()
    {
        var patience = _options.Patience;
        if (Request.TryGetNumber(HeaderId.Expires, out var seconds) && seconds < patience.TotalSeconds) patience = TimeSpan.FromSeconds(seconds);
        _patience.Start(patience, () => End(StackRefusals.UnansweredInvite, new SessionEnd(SessionEndCause.Cancelled, 487, "INVITE expired")));
    }
}
