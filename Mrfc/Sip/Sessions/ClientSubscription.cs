using System.Text;
using ImsConference.Sip.Dialogs;
using ImsConference.Sip.Messages;
using ImsConference.Sip.Transactions;

namespace ImsConference.Sip.Sessions;

/// <summary>A subscription of ours (RFC 6665 §4.1): refreshed before it runs out, ended by the notifier's word, by 481, or by us.</summary>
public sealed class ClientSubscription : IDialogUsage
{
    private readonly UserAgent _agent;
    private readonly SubscribeTerms _terms;
    private readonly TimerSlot _refresh, _expiry, _noNotify;
    private readonly TaskCompletionSource<bool> _established = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<SubscriptionEnd> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ClientExchange? _first;
    private bool _leaving;

    private ClientSubscription(UserAgent agent, SubscribeTerms terms)
    {
        _agent = agent;
        _terms = terms;
        _refresh = new TimerSlot(agent.Loop);
        _expiry = new TimerSlot(agent.Loop);
        _noNotify = new TimerSlot(agent.Loop);
        agent.Subscribers.Add(this);
    }

    /// <summary>Its dialog; null until the first NOTIFY or 2xx.</summary>
    public Dialog? Dialog { get; private set; }

    /// <summary>True once the notifier answered 2xx or sent a NOTIFY; false when refused, or when no NOTIFY came within 64·T1 (timer N). Never faults.</summary>
    public Task<bool> Established => _established.Task;

    public bool HasEnded { get; private set; }

    /// <summary>How it ended. Never faults.</summary>
    public Task<SubscriptionEnd> Ended => _ended.Task;

    /// <summary>Refreshes now, for instance to get full state after a gap in versions.</summary>
    /// <returns>True when answered 2xx.</returns>
    public Task<bool> RefreshAsync() => SubscribeAsync(_terms.Expires);

    /// <summary>SUBSCRIBE with Expires 0; ends with the last NOTIFY, or 64·T1 later without one.</summary>
    public async Task UnsubscribeAsync()
    {
        if (HasEnded) return;
        _leaving = true;
        _noNotify.Start(_agent.Options.Timers.Timeout, () => End(new SubscriptionEnd("no NOTIFY")));
        if (Dialog is null || !await SubscribeAsync(0)) End(new SubscriptionEnd("unsubscribed"));
        await Ended;
    }

    bool IDialogUsage.TryTake(ServerTransaction request)
    {
        if (HasEnded || request.Request.Method != SipMethod.Notify || !IsOurs(request.Request)) return false;
        TakeNotify(request);
        return true;
    }

    void IDialogUsage.UsageLost(int status) => End(new SubscriptionEnd("lost", status));

    void IDialogUsage.DialogLost(int status) => End(new SubscriptionEnd("lost", status));

    internal static ClientSubscription OutOfDialog(UserAgent agent, SubscribeRequest request)
    {
        var subscription = new ClientSubscription(agent, new SubscribeTerms(request.Event, request.Accept, request.Expires, request.OnNotify));
        agent.Loop.Spawn("SUBSCRIBE", () => subscription.StartAsync(request));
        return subscription;
    }

    internal static ClientSubscription InDialog(UserAgent agent, Dialog dialog, InDialogSubscribe request)
    {
        var subscription = new ClientSubscription(agent, new SubscribeTerms(request.Event, request.Accept, request.Expires, request.OnNotify));
        subscription.Join(dialog);
        agent.Loop.Spawn("SUBSCRIBE", () => subscription.StartAsync(dialog, request.Headers));
        return subscription;
    }

    /// <summary>The implicit subscription of a REFER that is about to be sent (RFC 3515 §2.4.4).</summary>
    internal static ClientSubscription ForRefer(UserAgent agent, Dialog? dialog, ClientExchange refer, Func<SipMessage, int> onNotify)
    {
        var subscription = new ClientSubscription(agent, new SubscribeTerms("refer", ["message/sipfrag"], 60, onNotify)) { _first = refer };
        if (dialog is not null) subscription.Join(dialog);
        return subscription;
    }

    /// <summary>A NOTIFY outside any known dialog: the first of ours, ahead of, or instead of, the 2xx (RFC 6665 §4.4.1).</summary>
    internal bool TryTakeFirst(ServerTransaction notify)
    {
        var request = notify.Request;
        if (HasEnded || Dialog is not null || _first?.Request is not { } subscribe) return false;
        if (request.CallId != subscribe.CallId || request.ToTag != subscribe.FromTag || !IsOurs(request)) return false;

        notify.Correlation = _first.Correlation;
        notify.Correlation?.Hear(request);
        if (Dialog.FromNotify(_agent.Dialogs, request, subscribe.CSeqNumber, subscribe.Text(HeaderId.Contact) ?? _agent.Contact, _first.Correlation) is not { } dialog)
        {
            _agent.Refuse(notify, StackRefusals.NoContact);
            return true;
        }

        dialog.TryAdvance(request);
        Join(dialog);
        TakeNotify(notify);
        return true;
    }

    /// <summary>A 2xx to the request that makes the subscription; called as it arrives, so that no NOTIFY overtakes it.</summary>
    internal void TakeSuccess(SipMessage response)
    {
        if (response.StatusCode < 200 || HasEnded) return;
        if (Dialog is null)
        {
            if (Dialog.AsUac(_agent.Dialogs, _first!.Request!, response, _first.Request!.Text(HeaderId.Contact) ?? _agent.Contact, _first.Correlation) is { } dialog) Join(dialog);
            else End(new SubscriptionEnd("no dialog in the 2xx", response.StatusCode));
        }
        else if (Dialog.Id.RemoteTag == response.ToTag)
        {
            Dialog.RefreshTarget(response);
        }

        if (HasEnded || _expiry.IsRunning) return;
        _noNotify.Start(_agent.Options.Timers.Timeout, () => End(new SubscriptionEnd("no NOTIFY")));   // timer N
        Extend(GrantedBy(response));
    }

    internal void End(SubscriptionEnd end)
    {
        if (HasEnded) return;
        HasEnded = true;
        _refresh.Stop();
        _expiry.Stop();
        _noNotify.Stop();
        Dialog?.Remove(this);
        _agent.Subscribers.Remove(this);
        _established.TrySetResult(false);
        _ended.TrySetResult(end);
    }

    private bool IsOurs(SipMessage notify)
    {
        var name = EventName.Of(notify);
        return name.Package == _terms.Event.Package && IdFits(name.Id);
    }

    /// <summary>NOTIFYs of a REFER may name it by its CSeq, and need not for the first one in a dialog (RFC 3515 §2.4.6).</summary>
    private bool IdFits(string id) => id == _terms.Event.Id
        || (_terms.Event.Package == "refer" && (id.Length == 0 || id == $"{_first?.Request?.CSeqNumber}"));

    private void Join(Dialog dialog)
    {
        Dialog = dialog;
        dialog.Add(this);
    }

    private async Task StartAsync(SubscribeRequest request)
    {
        var cseq = request.CSeq - 1;
        var callId = request.CallId ?? _agent.NewCallId();
        var fromTag = request.FromTag ?? _agent.Tokens.Next();
        var outcome = await TryAsync(request.Expires);
        if (outcome is { Status: 423, Response: { } response } && response.TryGetNumber(HeaderId.MinExpires, out var least))
        {
            _terms.Expires = (int)Math.Min(least, int.MaxValue);
            outcome = await TryAsync(_terms.Expires);
        }

        if (Dialog is { } dialog) dialog.Credentials = request.Credentials;
        if (!outcome.Succeeded) End(new SubscriptionEnd("refused", outcome.Status, RetryAfter.Of(outcome)));

        Task<RequestOutcome> TryAsync(int expires)
        {
            var draft = _terms.Fill(_agent.Draft("SUBSCRIBE", request, callId, fromTag).Add("Contact", _agent.ContactFor(request)), expires);
            _first = new ClientExchange(_agent.Layer, draft, () => _agent.FirstHop(request), () => ++cseq, request.Credentials) { OnResponse = TakeSuccess };
            return _first.Start();
        }
    }

    private async Task StartAsync(Dialog dialog, IReadOnlyList<HeaderLine> headers)
    {
        var draft = _terms.Fill(dialog.Draft("SUBSCRIBE").Add("Contact", dialog.Contact), _terms.Expires);
        foreach (var (name, value) in headers) draft.Add(name, value);
        _first = dialog.Exchange(_agent.Layer, draft);
        _first.OnResponse = TakeSuccess;
        var outcome = await UserAgent.ConcludeAsync(_first, dialog, this, SipMethod.Subscribe);
        if (!outcome.Succeeded) End(new SubscriptionEnd("refused", outcome.Status, RetryAfter.Of(outcome)));
    }

    private async Task<bool> SubscribeAsync(int expires)
    {
        if (HasEnded || Dialog is not { } dialog) return false;
        var draft = _terms.Fill(dialog.Draft("SUBSCRIBE").Add("Contact", dialog.Contact), expires);
        var outcome = await _agent.SendAsync(dialog, this, draft, response =>
        {
            if (response.StatusCode < 200) return;
            dialog.RefreshTarget(response);
            if (expires > 0) Extend(GrantedBy(response));
        });
        return outcome.Succeeded;
    }

    private int GrantedBy(SipMessage response) =>
        response.TryGetNumber(HeaderId.Expires, out var seconds) ? (int)Math.Min(seconds, int.MaxValue) : _terms.Expires;

    private void TakeNotify(ServerTransaction notify)
    {
        var request = notify.Request;
        if (!SubscriptionState.TryParse(request[HeaderId.SubscriptionState], out var state))
        {
            _agent.Refuse(notify, StackRefusals.BadSubscriptionState);
            return;
        }

        var end = new SubscriptionEnd(Encoding.UTF8.GetString(state.Reason), 0, state.RetryAfterSeconds < 0 ? null : state.RetryAfterSeconds);
        if (!_leaving) _noNotify.Stop();
        Dialog!.RefreshTarget(request);
        if (!state.IsTerminated && state.ExpiresSeconds >= 0) Extend(state.ExpiresSeconds);
        _established.TrySetResult(true);
        var isTerminated = state.IsTerminated;
        var status = _terms.OnNotify?.Invoke(request) ?? 200;
        notify.Respond(_agent.FinalResponse(notify, status).Build());
        if (isTerminated) End(end);
        else if (status == 481) End(new SubscriptionEnd("refused by us", 481));
    }

    /// <summary>Refreshes some time before it runs out; ends when it did run out (§4.1.2.2).</summary>
    private void Extend(int seconds)
    {
        if (seconds == 0 || HasEnded) return;
        _expiry.Start(TimeSpan.FromSeconds(seconds), () => End(new SubscriptionEnd("timeout")));
        if (_terms.Refreshes && !_leaving) _refresh.Start(TimeSpan.FromSeconds(seconds * 0.8), () => _agent.Loop.Spawn("refresh subscription", RefreshAsync));
    }
}
