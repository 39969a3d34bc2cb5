using System.Text;
using ImsConference.Sip.Dialogs;
using ImsConference.Sip.Messages;
using ImsConference.Sip.Transactions;

namespace ImsConference.Sip.Sessions;

/// <summary>Who gets a new request: its dialog's usages, a subscription that waits for its first NOTIFY, the takers, or the default answer (RFC 3261 §8.2).</summary>
internal sealed class RequestDispatch(UserAgent agent)
{
    internal List<Func<IncomingRequest, bool>> Takers { get; } = [];

    /// <summary>Option tags that a request requires and we lack.</summary>
    internal static List<string> Unsupported(SipMessage request, UserAgentOptions options)
    {
        var lacking = new List<string>();
        foreach (var value in request.Values(HeaderId.Require))
        {
            var tag = Encoding.UTF8.GetString(value);
            if (!options.Supported.Contains(tag, StringComparer.OrdinalIgnoreCase)) lacking.Add(tag);
        }

        return lacking;
    }

    /// <summary>Nothing stays unanswered: an exception that escapes goes on to the loop, which logs and counts it, but the peer gets 500.</summary>
    internal void Take(ServerTransaction transaction)
    {
        try
        {
            Dispatch(transaction);
        }
        catch
        {
            if (agent.Sessions.Select(s => s.Server).FirstOrDefault(i => i?.Request == transaction.Request) is { } invite) invite.Fail();
            else agent.Refuse(transaction, StackRefusals.Fault);
            throw;
        }
    }

    private void Dispatch(ServerTransaction transaction)
    {
        var request = transaction.Request;
        request.TryGetRequestUri(out var uri);   // checked as it was read
        transaction.ViaParameters = agent.Options.Overload?.Feedback(request) ?? "";
        if (request.Method == SipMethod.Cancel) agent.Refuse(transaction, StackRefusals.NothingToCancel);
        else if (transaction.IsMerged) agent.Refuse(transaction, StackRefusals.Merged);
        else if (request.ToTag.Length > 0) TakeInDialog(transaction, uri);
        else if (Unsupported(request, agent.Options).Exists(IsUnknownEverywhere)) agent.Refuse(transaction, StackRefusals.MissingExtension);
        else if (agent.IsStopping && !NeedsDialog(request.Method)) agent.Refuse(transaction, StackRefusals.Stopping);   // OPTIONS too: who pings us shall look elsewhere
        else if (FormsDialog(request.Method) && agent.Dialogs.Count >= agent.Options.MaxDialogs) agent.Refuse(transaction, StackRefusals.TooManyDialogs);
        else if (FormsDialog(request.Method) && agent.Options.Overload is { } overload && !overload.Admits(transaction)) agent.Refuse(transaction, StackRefusals.Overload);
        else Offer(new IncomingRequest(agent, transaction, uri, null));
    }

    private bool IsUnknownEverywhere(string tag) => !agent.Options.SupportedAtSomeUris.Contains(tag, StringComparer.OrdinalIgnoreCase);

    private static bool FormsDialog(SipMethod method) => method is SipMethod.Invite or SipMethod.Subscribe or SipMethod.Refer;

    private static bool NeedsDialog(SipMethod method) =>
        method is SipMethod.Bye or SipMethod.Prack or SipMethod.Update or SipMethod.Notify or SipMethod.Info;

    private void TakeInDialog(ServerTransaction transaction, SipUri uri)
    {
        var request = transaction.Request;
        if (!agent.Dialogs.TryFind(request, out var dialog))
        {
            if (request.Method == SipMethod.Notify && agent.Subscribers.Any(s => s.TryTakeFirst(transaction))) return;
            agent.Refuse(transaction, StackRefusals.NoDialog);
            return;
        }

        transaction.Correlation = dialog.Correlation;
        dialog.Correlation?.Hear(request);
        if (!dialog.TryAdvance(request)) agent.Refuse(transaction, StackRefusals.OldCSeq);
        else if (Unsupported(request, agent.Options).Count > 0) agent.Refuse(transaction, StackRefusals.MissingExtension);
        else if (TakenByUsage(dialog, transaction)) return;
        else if (FormsDialog(request.Method) && dialog.Usages.Count >= agent.Options.MaxUsages) agent.Refuse(transaction, StackRefusals.TooManyUsages);
        else Offer(new IncomingRequest(agent, transaction, uri, dialog));
    }

    private static bool TakenByUsage(Dialog dialog, ServerTransaction transaction)
    {
        foreach (var usage in dialog.Usages.ToArray())
        {
            if (usage.TryTake(transaction)) return true;
        }

        return false;
    }

    private void Offer(IncomingRequest request)
    {
        foreach (var taker in Takers)
        {
            if (taker(request)) return;
        }

        if (MayAskCapabilities(request)) request.RespondWithCapabilities();
        else agent.Refuse(request.Transaction, WhyNot(request));
    }

    private static bool MayAskCapabilities(IncomingRequest request) =>
        request.Method == SipMethod.Options && (request.Dialog is not null || request.RequestUri.User.Length == 0);

    /// <summary>Why a request that nobody took is refused.</summary>
    private Refusal WhyNot(IncomingRequest request)
    {
        var (method, dialog) = (request.Method, request.Dialog);
        if (NeedsDialog(method) && dialog is null) return StackRefusals.NoDialog;
        if (NeedsDialog(method) && method != SipMethod.Info) return StackRefusals.NoUsage;
        if (method == SipMethod.Unknown) return StackRefusals.UnknownMethod;
        if (!agent.Options.Allow.Contains(Encoding.ASCII.GetString(request.Message.MethodName))) return StackRefusals.NotAllowed;
        if (!request.RequestUri.IsSip) return StackRefusals.BadScheme;
        if (method == SipMethod.Subscribe && !SubscriptionGrant.IsKnown(request.Message, agent.Options)) return StackRefusals.UnknownEvent;
        if (dialog is null) return StackRefusals.NobodyThere;
        return method == SipMethod.Invite ? StackRefusals.NoUsage : StackRefusals.NotTaken;
    }
}
