using System.Text;
using ImsConference.Sip.Dialogs;
using ImsConference.Sip.Messages;
using ImsConference.Sip.Transactions;
using Microsoft.Extensions.Logging;

namespace ImsConference.Sip.Sessions;

/// <summary>Who gets a new request: its dialog's usages, a subscription that waits for its first NOTIFY, the takers, or the default answer (RFC 3261 §8.2).</summary>
internal sealed class RequestDispatch(UserAgent agent, ILogger log)
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

    internal void Take(ServerTransaction transaction)
    {
        var request = transaction.Request;
        if (!request.TryGetRequestUri(out var uri)) Refuse(transaction, 400, "Bad Request-URI");
        else if (request.ToTag.Length > 0) TakeInDialog(transaction, uri);
        else if (Unsupported(request, agent.Options).Count > 0) Refuse(transaction, 420);
        else if (FormsDialog(request.Method) && (agent.IsStopping || agent.Dialogs.Count >= agent.Options.MaxDialogs)) Refuse(transaction, 503);
        else Offer(new IncomingRequest(agent, transaction, uri, null));
    }

    private static bool FormsDialog(SipMethod method) => method is SipMethod.Invite or SipMethod.Subscribe or SipMethod.Refer;

    private static bool NeedsDialog(SipMethod method) =>
        method is SipMethod.Bye or SipMethod.Prack or SipMethod.Update or SipMethod.Notify or SipMethod.Info;

    private void TakeInDialog(ServerTransaction transaction, SipUri uri)
    {
        var request = transaction.Request;
        if (!agent.Dialogs.TryFind(request, out var dialog))
        {
            if (request.Method == SipMethod.Notify && agent.Subscribers.Any(s => s.TryTakeFirst(transaction))) return;
            Refuse(transaction, 481);
            return;
        }

        if (!dialog.TryAdvance(request)) Refuse(transaction, 500, "CSeq out of order");
        else if (Unsupported(request, agent.Options).Count > 0) Refuse(transaction, 420);
        else if (TakenByUsage(dialog, transaction)) return;
        else if (FormsDialog(request.Method) && dialog.Usages.Count >= agent.Options.MaxUsages) Refuse(transaction, 503);
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

        Default(request);
    }

    private void Default(IncomingRequest request)
    {
        var name = Encoding.ASCII.GetString(request.Message.MethodName);
        if (NeedsDialog(request.Method) && (request.Dialog is null || request.Method != SipMethod.Info)) request.Respond(481);
        else if (!agent.Options.Allow.Contains(name)) request.Respond(request.Method == SipMethod.Unknown ? 501 : 405);
        else if (request.Method == SipMethod.Options && (request.Dialog is not null || request.RequestUri.User.Length == 0)) request.RespondWithCapabilities();
        else if (!request.RequestUri.IsSip) request.Respond(416);
        else if (request.Method == SipMethod.Subscribe && !SubscriptionGrant.IsKnown(request.Message, agent.Options)) request.Respond(489);
        else if (request.Dialog is not null) request.Respond(request.Method == SipMethod.Invite ? 481 : 403);
        else request.Respond(404);
    }

    private void Refuse(ServerTransaction transaction, int status, string? reason = null)
    {
        if (status == 503) log.LogWarning("{Dialogs} dialogs, stopping {IsStopping}: {CallId} answered 503", agent.Dialogs.Count, agent.IsStopping, transaction.Request.CallId);
        transaction.Respond(agent.Refusal(transaction, status, reason, null).Build());
    }
}
