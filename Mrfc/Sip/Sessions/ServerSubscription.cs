using System.Text;
using ImsConference.Sip.Dialogs;
using ImsConference.Sip.Messages;
using ImsConference.Sip.Transactions;

namespace ImsConference.Sip.Sessions;

/// <summary>A subscription that we notify (RFC 6665 §4.2). It answers its refreshes, expires, and ends when a NOTIFY fails.</summary>
public sealed class ServerSubscription : IDialogUsage
{
    private const int MostWaiting = 1000;
    private const string SuppressIfMatch = "Suppress-If-Match";

    private readonly UserAgent _agent;
    private readonly ServerSubscriptionOptions _options;
    private readonly EventName _event;
    private readonly TimerSlot _expiry;
    private readonly Queue<Notify> _waiting = [];
    private readonly TaskCompletionSource<SubscriptionEnd> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _expiresAt;
    private bool _sending, _terminating;

    private ServerSubscription(UserAgent agent, Dialog dialog, SipMessage request, ServerSubscriptionOptions options, EventName name)
    {
        _agent = agent;
        _options = options;
        _event = name;
        _expiry = new TimerSlot(agent.Loop);
        Dialog = dialog;
        Request = request;
        dialog.Add(this);
        agent.Notifiers.Add(this);
    }

    private sealed record Notify(Func<NotifyBody?>? Body, SubscriptionEnd? End)
    {
        internal TaskCompletionSource<bool> Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    public Dialog Dialog { get; }

    /// <summary>The SUBSCRIBE (or REFER) that made it.</summary>
    public SipMessage Request { get; }

    /// <summary>Event package without parameters.</summary>
    public string Package => _event.Package;

    /// <summary>The id parameter of Event; empty when absent.</summary>
    public string Id => _event.Id;

    public bool HasEnded { get; private set; }

    /// <summary>How it ended. Never faults.</summary>
    public Task<SubscriptionEnd> Ended => _ended.Task;

    private int SecondsLeft => Math.Max(0, (int)Math.Round(_agent.Loop.Time.GetElapsedTime(_agent.Loop.Time.GetTimestamp(), _expiresAt).TotalSeconds));

    /// <summary>Sends a NOTIFY. They go one at a time, in the order of the calls, each after the answer to the one before.</summary>
    /// <param name="body">Called when its turn has come, so that a burst may be merged; null: no longer needed.</param>
    /// <returns>True when answered 2xx.</returns>
    public Task<bool> NotifyAsync(Func<NotifyBody?> body) => Enqueue(new Notify(body, null));

    /// <summary>Ends it: a last NOTIFY <c>terminated;reason=…</c>.</summary>
    /// <param name="reason">deactivated, probation, rejected, timeout, giveup, noresource or invariant.</param>
    public Task TerminateAsync(string reason, NotifyBody? body = null, int? retryAfterSeconds = null) =>
        Enqueue(new Notify(body is null ? null : () => body, new SubscriptionEnd(reason, 0, retryAfterSeconds)));

    bool IDialogUsage.TryTake(ServerTransaction request)
    {
        if (HasEnded || request.Request.Method != SipMethod.Subscribe || !IsOurs(request.Request)) return false;
        TakeRefresh(request);
        return true;
    }

    void IDialogUsage.UsageLost(int status) => End(new SubscriptionEnd("lost", status));

    void IDialogUsage.DialogLost(int status) => End(new SubscriptionEnd("lost", status));

    internal static ServerSubscription FromSubscribe(
        UserAgent agent, Dialog dialog, ServerTransaction subscribe, ServerSubscriptionOptions options, SubscriptionGrant grant)
    {
        var subscription = new ServerSubscription(agent, dialog, subscribe.Request, options, EventName.Of(subscribe.Request));
        subscription.Answer(subscribe, grant.Seconds);
        return subscription;
    }

    /// <summary>The implicit subscription of a REFER, answered by the caller (RFC 3515 §2.4.4).</summary>
    internal static ServerSubscription FromRefer(UserAgent agent, Dialog dialog, SipMessage refer, ServerSubscriptionOptions options, string id)
    {
        var subscription = new ServerSubscription(agent, dialog, refer, options, new EventName("refer", id));
        subscription.Extend(options.DefaultExpires);
        return subscription;
    }

    private bool IsOurs(SipMessage subscribe) => EventName.Of(subscribe) == _event;

    private void TakeRefresh(ServerTransaction subscribe)
    {
        var grant = SubscriptionGrant.Duration(subscribe.Request, _options);
        if (grant.Refusal is { } refusal)
        {
            _agent.Refuse(subscribe, refusal);
            return;
        }

        Dialog.RefreshTarget(subscribe.Request);
        if (KnowsState(subscribe.Request)) Suppress(subscribe, grant.Seconds);
        else Answer(subscribe, grant.Seconds);
    }

    /// <summary>Its condition holds (RFC 5839 §5.2). A subscription that is new, though, always begins with the state.</summary>
    private bool KnowsState(SipMessage subscribe)
    {
        var known = subscribe[SuppressIfMatch];
        return !known.IsEmpty && _options.StateTag is { } tag && (known.SequenceEqual("*"u8) || known.SequenceEqual(Encoding.ASCII.GetBytes(tag())));
    }

    /// <summary>204, and no NOTIFY, not even a last one.</summary>
    private void Suppress(ServerTransaction subscribe, int seconds)
    {
        subscribe.Respond(Granted(subscribe, 204, seconds));
        Extend(seconds);
        if (seconds == 0) End(new SubscriptionEnd("unsubscribed"));
    }

    /// <summary>200, and the NOTIFY with full state that follows at once (RFC 6665 §4.2.1.3).</summary>
    private void Answer(ServerTransaction subscribe, int seconds)
    {
        subscribe.Respond(Granted(subscribe, 200, seconds));
        Extend(seconds);
        Post(new Notify(_options.FullState, seconds == 0 ? new SubscriptionEnd("timeout") : null));
    }

    private SipMessage Granted(ServerTransaction subscribe, int status, int seconds) => _agent.Response(subscribe, status)
        .Add(HeaderId.Contact, Dialog.Contact)
        .Add(HeaderId.Expires, $"{seconds}")
        .WithCapabilities(_agent)
        .WithHeaders(_options.Headers)
        .Build();

    private void Extend(int seconds)
    {
        var time = _agent.Loop.Time;
        _expiresAt = time.GetTimestamp() + (seconds * time.TimestampFrequency);
        if (seconds > 0) _expiry.Start(TimeSpan.FromSeconds(seconds), () => Post(new Notify(_options.FullState, new SubscriptionEnd("timeout"))));
        else _expiry.Stop();
    }

    private Task<bool> Enqueue(Notify notify)
    {
        Post(notify);
        return notify.Done.Task;
    }

    private void Post(Notify notify)
    {
        if (HasEnded || _terminating || _waiting.Count >= MostWaiting)
        {
            notify.Done.SetResult(false);
            return;
        }

        _terminating = notify.End is not null;
        _waiting.Enqueue(notify);
        if (!_sending) _agent.Loop.Spawn("NOTIFY", SendAllAsync);
    }

    private async Task SendAllAsync()
    {
        _sending = true;
        try
        {
            while (!HasEnded && _waiting.TryDequeue(out var notify)) notify.Done.SetResult(await SendAsync(notify));
        }
        finally
        {
            _sending = false;
        }
    }

    private async Task<bool> SendAsync(Notify notify)
    {
        var body = notify.Body?.Invoke();
        if (body is null && notify is { Body: not null, End: null } && notify.Body != _options.FullState) return true;   // no longer needed

        var outcome = await _agent.SendAsync(Dialog, this, Draft(notify.End, body), Refreshed);
        if (!outcome.Succeeded && !HasEnded && RetryAfter.Of(outcome) is { } seconds && seconds <= 32)
        {
            await _agent.Loop.DelayAsync(TimeSpan.FromSeconds(seconds));
            if (!HasEnded) outcome = await _agent.SendAsync(Dialog, this, Draft(notify.End, body), Refreshed);
        }

        if (notify.End is { } end) End(end);
        else if (!outcome.Succeeded) End(new SubscriptionEnd("notify failed", outcome.Status));   // RFC 6665 §4.2.2
        return outcome.Succeeded;
    }

    private void Refreshed(SipMessage response)
    {
        if (response.StatusCode >= 200) Dialog.RefreshTarget(response);
    }

    private RequestDraft Draft(SubscriptionEnd? end, NotifyBody? body)
    {
        var state = end is null ? $"active;expires={SecondsLeft}" : $"terminated;reason={end.Reason}";
        if (end?.RetryAfterSeconds is { } seconds) state += $";retry-after={seconds}";
        var draft = Dialog.Draft("NOTIFY")
            .Add("Contact", Dialog.Contact)
            .Add("Event", _event.ToString())
            .Add("Subscription-State", state)
            .Add("SIP-ETag", body?.Tag)
            .Add("User-Agent", _agent.Options.Product.Length > 0 ? _agent.Options.Product : null);
        foreach (var (name, value) in _options.Headers) draft.Add(name, value);
        return body is null ? draft : draft.WithBody(body.ContentType, body.Content);
    }

    private void End(SubscriptionEnd end)
    {
        if (HasEnded) return;
        HasEnded = true;
        _expiry.Stop();
        while (_waiting.TryDequeue(out var notify)) notify.Done.SetResult(false);
        _agent.Notifiers.Remove(this);
        Dialog.Remove(this);
        _ended.SetResult(end);
    }
}
