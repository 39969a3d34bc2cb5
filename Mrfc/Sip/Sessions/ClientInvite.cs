using ImsConference.Sip.Dialogs;
using ImsConference.Sip.Messages;
using ImsConference.Sip.Sdp;
using ImsConference.Sip.Transactions;
using static ImsConference.Sip.Sessions.OfferAnswerTable;

namespace ImsConference.Sip.Sessions;

/// <summary>An INVITE that we sent (UAC). PRACK, ACK, challenges and fail-over go by themselves; so does the BYE to a second fork that answers.</summary>
public sealed class ClientInvite
{
    private const int MostForks = 32;

    private readonly UserAgent _agent;
    private readonly InviteRequest _request;
    private readonly SessionDescription? _offer;
    private readonly Dictionary<string, InviteSession> _forks = [];
    private readonly TaskCompletionSource<InviteOutcome> _outcome = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<InviteSession?> _early = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TimerSlot _patience;
    private readonly string _callId, _fromTag, _contact;
    private ClientExchange _exchange;
    private uint _cseq;
    private int _minSE;
    private bool _accepted, _cancelled;
    private string? _cancelReason;

    internal ClientInvite(UserAgent agent, InviteRequest request)
    {
        _agent = agent;
        _request = request;
        _callId = request.CallId ?? agent.NewCallId();
        _fromTag = request.FromTag ?? agent.Tokens.Next();
        _contact = agent.ContactFor(request);
        _cseq = request.CSeq - 1;
        _minSE = agent.Options.MinSE;
        _offer = request.Offer is { } offer ? Preconditions()?.Decorate(offer, false) ?? offer : null;
        _patience = new TimerSlot(agent.Loop);
        _exchange = NewExchange();
        agent.Invites.Add(this);
    }

    /// <summary>The INVITE as last sent; null until its next hop is resolved.</summary>
    public SipMessage? Request => _exchange.Request;

    /// <summary>Final outcome. Never faults.</summary>
    public Task<InviteOutcome> Outcome => _outcome.Task;

    /// <summary>The first early session whose offer and answer are complete (by a reliable response); null when the INVITE ended or was answered without one.</summary>
    public Task<InviteSession?> Early => _early.Task;

    /// <summary>Sends CANCEL as soon as the peer has shown life; if it answers 2xx meanwhile, ACK and BYE follow.</summary>
    /// <param name="reason">Reason value (RFC 3326), or null.</param>
    public void Cancel(string? reason = null)
    {
        if (_cancelled || Outcome.IsCompleted) return;
        (_cancelled, _cancelReason) = (true, reason);
        _exchange.Cancel(reason);
    }

    /// <summary>Follows a 3xx: the INVITE again to another target, with Call-ID, From and To kept and CSeq one higher (RFC 3261 §8.1.3.4).</summary>
    public ClientInvite Follow(SipUri contact) => _agent.Invite(_request with
    {
        Target = contact.WithoutHeaders(),
        To = _request.To ?? $"<{_request.Target}>",
        CallId = _callId,
        FromTag = _fromTag,
        CSeq = _cseq + 1,
    });

    internal void Start() => _agent.Loop.Spawn("INVITE", RunAsync);

    private async Task RunAsync()
    {
        _patience.Start(_request.Patience, () => Cancel("SIP;cause=408;text=\"no answer\""));
        var outcome = await _exchange.Start();
        if (!_cancelled && outcome is { Status: 422, Response: { } response } && SessionInterval.MinSEOf(response) > _minSE)
        {
            _minSE = SessionInterval.MinSEOf(response);
            _exchange = NewExchange();
            outcome = await _exchange.Start();
        }

        _patience.Stop();
        if (!outcome.Succeeded) Fail(outcome);
    }

    private void Fail(RequestOutcome outcome)
    {
        // RFC 3261 §9.1: a cancelled INVITE without final response counts as answered 487.
        var status = _cancelled && outcome.Response is null ? 487 : outcome.Status;
        EndForks(null, status);
        Conclude(new InviteOutcome(null, status, outcome.Response));
    }

    private void Conclude(InviteOutcome outcome)
    {
        _agent.Invites.Remove(this);
        _early.TrySetResult(null);
        _outcome.TrySetResult(outcome);
    }

    private void Receive(SipMessage response)
    {
        if (response.StatusCode < 200) ReceiveProvisional(response);
        else ReceiveSuccess(response);
    }

    private void ReceiveProvisional(SipMessage response)
    {
        var session = response.StatusCode == 100 ? null : Fork(response);
        _request.OnProgress?.Invoke(new InviteProgress(response, session, InviteUac.IsReliable(response)));
        if (session is null || session.HasEnded) return;
        session.Uac!.TakeProvisional(response);
        if (session.Exchange is { HasAgreed: true, IsPending: false }) _early.TrySetResult(session);
    }

    private void ReceiveSuccess(SipMessage response)
    {
        if (_forks.TryGetValue(response.ToTag, out var known) && known is { HasEnded: true, Uac.IsAnswered: false }) _forks.Remove(response.ToTag);
        if (Fork(response) is not { } session)
        {
            Conclude(new InviteOutcome(null, response.StatusCode, response));   // no Contact: there is nobody to send an ACK to
            return;
        }

        if (session.Uac!.IsAnswered) session.Uac.RepeatAck();
        else _agent.Loop.Spawn("accept 2xx", () => AcceptAsync(session, response));
    }

    private async Task AcceptAsync(InviteSession session, SipMessage response)
    {
        var isFirst = !_accepted;
        _accepted = true;
        session.NotePeer(response);
        session.Dialog.Confirm(response);
        session.Confirm();
        if (isFirst) EndForks(session, 0);
        session.SetInterval(SessionInterval.Of(response), true);

        var agreed = await session.Uac!.TakeSuccessAsync(response);
        if (isFirst && agreed && !_cancelled && !session.HasEnded)
        {
            _early.TrySetResult(session);
            Conclude(new InviteOutcome(session, response.StatusCode, response));
            return;
        }

        session.EndWithBye(new SessionEnd(agreed ? SessionEndCause.Local : SessionEndCause.BadDescription), _cancelReason);
        if (isFirst) Conclude(new InviteOutcome(null, _cancelled ? 487 : response.StatusCode, response));
    }

    private void EndForks(InviteSession? but, int status)
    {
        foreach (var (tag, fork) in _forks.ToArray())
        {
            if (fork == but || fork.State == SessionState.Confirmed) continue;
            fork.End(new SessionEnd(SessionEndCause.Refused, status));
            _forks.Remove(tag);
        }
    }

    /// <summary>The session of the fork that a response comes from; null when it forms no dialog.</summary>
    private InviteSession? Fork(SipMessage response)
    {
        if (_forks.TryGetValue(response.ToTag, out var known)) return known;
        if (_forks.Count >= MostForks) return null;
        if (Dialog.AsUac(_agent.Dialogs, _exchange.Request!, response, _contact, _request.Correlation) is not { } dialog) return null;

        dialog.Credentials = _request.Credentials;
        var session = new InviteSession(_agent, dialog) { OnOffer = _request.OnOffer, Preconditions = Preconditions() };
        if (_offer is not null) session.Preconditions?.Decorate(_offer, false);
        session.Exchange.Adopt(_offer is null ? State.Asked : State.SentInvite, _offer);
        session.Uac = new InviteUac(session, _exchange.Request!);
        _forks.Add(response.ToTag, session);
        return session;
    }

    private SessionPreconditions? Preconditions() => _request.Preconditions == PreconditionUse.None
        ? null
        : new SessionPreconditions(_request.Preconditions == PreconditionUse.Reserved);

    private ClientExchange NewExchange()
    {
        var exchange = new ClientExchange(_agent.Layer, Draft(), () => _agent.FirstHop(_request), () => ++_cseq, _request.Credentials) { OnResponse = Receive };
        return exchange;
    }

    private RequestDraft Draft()
    {
        var options = _agent.Options;
        var without = new List<string>();
        if (!_request.Reliable) without.Add("100rel");
        if (!_request.SessionTimer) without.Add("timer");
        if (_request.Preconditions == PreconditionUse.None) without.Add("precondition");
        var supported = options.Supported.Where(s => !without.Contains(s));
        var draft = _agent.Draft("INVITE", _request, _callId, _fromTag)
            .Add("Contact", _contact)
            .Add("Allow", _agent.Allow)
            .Add("Supported", string.Join(", ", supported));
        if (_request.SessionTimer && options.SessionExpires > 0)
        {
            draft.Add("Session-Expires", $"{Math.Max(options.SessionExpires, _minSE)}");
            if (_minSE > SessionInterval.SmallestMinSE) draft.Add("Min-SE", $"{_minSE}");
        }

        if (_request.Parts.Count == 0) return _offer is null ? draft : draft.WithBody(SdpBody.ContentTypeText, _offer.Write());

        var (contentType, body) = MultipartBody.Write(_offer is null ? _request.Parts : [new BodyPart(SdpBody.ContentTypeText, _offer.Write()), .. _request.Parts]);
        return draft.Add("MIME-Version", "1.0").WithBody(contentType, body);
    }
}
