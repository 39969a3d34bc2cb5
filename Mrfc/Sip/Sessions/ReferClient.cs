using ImsConference.Sip.Dialogs;
using ImsConference.Sip.Messages;
using ImsConference.Sip.Transactions;

namespace ImsConference.Sip.Sessions;

/// <summary>A REFER that we sent, with its implicit subscription.</summary>
public sealed class ReferClient
{
    private readonly Action<int>? _onProgress;
    private readonly TaskCompletionSource<int> _answered = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<ReferOutcome> _outcome = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _lastReported;

    private ReferClient(Action<int>? onProgress) => _onProgress = onProgress;

    /// <summary>Final status of the REFER itself. Never faults.</summary>
    public Task<int> Answered => _answered.Task;

    /// <summary>Complete when the peer reported a final status, refused, or agreed to report nothing. Never faults.</summary>
    public Task<ReferOutcome> Outcome => _outcome.Task;

    /// <summary>The implicit subscription; ended from the start when none was asked for.</summary>
    public ClientSubscription? Subscription { get; private set; }

    internal static ReferClient OutOfDialog(UserAgent agent, ReferRequest request)
    {
        var cseq = request.CSeq - 1;
        var draft = Fill(agent.Draft("REFER", request, request.CallId ?? agent.NewCallId(), request.FromTag ?? agent.Tokens.Next())
            .Add("Contact", agent.ContactFor(request)), request.ReferTo, request.ReferredBy, request.Subscribe);
        var exchange = new ClientExchange(agent.Layer, draft, () => agent.FirstHop(request), () => ++cseq, request.Credentials);
        var client = new ReferClient(request.OnProgress);
        if (request.Subscribe) client.Subscription = ClientSubscription.ForRefer(agent, null, exchange, client.TakeNotify);
        agent.Loop.Spawn("REFER", () => client.RunAsync(exchange, exchange.Start));
        return client;
    }

    /// <param name="session">In whose dialog.</param>
    /// <param name="refer">What to send.</param>
    internal static ReferClient InDialog(InviteSession session, InDialogRefer refer)
    {
        var (agent, dialog) = (session.Agent, session.Dialog);
        var draft = Fill(dialog.Draft("REFER").Add("Contact", dialog.Contact), refer.ReferTo, refer.ReferredBy, refer.Subscribe);
        foreach (var (name, value) in refer.Headers) draft.Add(name, value);
        var exchange = dialog.Exchange(agent.Layer, draft);
        var client = new ReferClient(refer.OnProgress);
        if (refer.Subscribe) client.Subscription = ClientSubscription.ForRefer(agent, dialog, exchange, client.TakeNotify);
        var usage = client.Subscription as IDialogUsage ?? session;
        agent.Loop.Spawn("REFER", () => client.RunAsync(exchange, () => UserAgent.ConcludeAsync(exchange, dialog, usage, SipMethod.Refer)));
        return client;
    }

    private static RequestDraft Fill(RequestDraft draft, string referTo, string? referredBy, bool subscribe)
    {
        draft.Add("Refer-To", referTo).Add("Referred-By", referredBy);
        return subscribe ? draft.Add("Supported", "norefersub") : draft.Add("Refer-Sub", "false").Add("Supported", "norefersub");
    }

    private async Task RunAsync(ClientExchange exchange, Func<Task<RequestOutcome>> send)
    {
        exchange.OnResponse = TakeResponse;
        var outcome = await send();
        _answered.SetResult(outcome.Status);
        if (!outcome.Succeeded) Subscription?.End(new SubscriptionEnd("refused", outcome.Status));
        if (Subscription is { } subscription) await subscription.Ended;
        _outcome.SetResult(new ReferOutcome(outcome.Status, _lastReported));
    }

    private void TakeResponse(SipMessage response)
    {
        if (response.StatusCode < 200) return;
        if (response[HeaderId.ReferSub].StartsWith("false"u8)) Subscription?.End(new SubscriptionEnd("norefersub", response.StatusCode));
        else Subscription?.TakeSuccess(response);
    }

    private int TakeNotify(SipMessage notify)
    {
        if (StatusOf(notify.Body.Span) is not { } status) return 400;
        _lastReported = status;
        _onProgress?.Invoke(status);
        return 200;
    }

    /// <summary>Status of the status line that a sipfrag begins with (RFC 3420); null when there is none.</summary>
    private static int? StatusOf(ReadOnlySpan<byte> fragment) =>
        fragment.Length >= 11 && fragment.StartsWith("SIP/2.0 "u8) && int.TryParse(fragment[8..11], out var status) && status is >= 100 and < 700 ? status : null;
}
