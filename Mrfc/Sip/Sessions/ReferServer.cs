using System.Text;
using ImsConference.Sip.Dialogs;
using ImsConference.Sip.Messages;

namespace ImsConference.Sip.Sessions;

/// <summary>A REFER that we received.</summary>
public sealed class ReferServer
{
    private const int ExpiresSeconds = 300;

    private readonly UserAgent _agent;
    private int _reported;

    internal ReferServer(UserAgent agent, IncomingRequest request, SipUri referTo)
    {
        _agent = agent;
        Request = request;
        ReferTo = referTo;
    }

    public IncomingRequest Request { get; }

    /// <summary>Target of the reference: scheme, method parameter (INVITE when absent) and embedded headers such as Replaces.</summary>
    public SipUri ReferTo { get; }

    /// <summary>Method asked for: the method parameter of Refer-To, INVITE when absent.</summary>
    public string Method => ReferTo.Method.Length > 0 ? ReferTo.Method : "INVITE";

    /// <summary>Referred-By value to be copied into the request we send; null when absent.</summary>
    public string? ReferredBy => Request.Message.Text(HeaderId.ReferredBy);

    /// <summary>The implicit subscription; null before <see cref="Accept"/>, and when the peer wants none.</summary>
    public ServerSubscription? Subscription { get; private set; }

    /// <summary>The peer wants no implicit subscription: Refer-Sub: false (RFC 4488), or nosub (RFC 7614).</summary>
    public bool IsSilent => AsksByReferSub || Request.Message.Lists(HeaderId.Require, "nosub");

    private bool AsksByReferSub => Request.Message.Lists(HeaderId.ReferSub, "false");

    /// <summary>Answers 202 and sends the first NOTIFY (100 Trying), or 200 and none when the peer asked so (RFC 4488, RFC 7614 nosub).</summary>
    /// <param name="contact">Contact value of the dialog that an out-of-dialog REFER makes; null: the user agent's.</param>
    /// <returns>False when it was answered already, or had no usable Contact (400): then nothing is to be done for it.</returns>
    public bool Accept(string? contact = null)
    {
        if (Request.IsAnswered || (Request.Dialog ?? Request.FormDialog(contact, DialogState.Confirmed)) is not { } dialog) return false;

        var transaction = Request.Transaction;
        var response = _agent.Response(transaction, IsSilent ? 200 : 202).Add(HeaderId.Contact, dialog.Contact).WithCapabilities(_agent);
        if (AsksByReferSub) response.Add(HeaderId.ReferSub, "false");
        dialog.RefreshTarget(transaction.Request);
        transaction.Respond(response.Build());
        if (IsSilent) return true;

        var options = new ServerSubscriptionOptions { DefaultExpires = ExpiresSeconds, FullState = () => Fragment(_reported == 0 ? 100 : _reported, null) };
        Subscription = ServerSubscription.FromRefer(_agent, dialog, transaction.Request, options, EventId(dialog));
        _agent.Loop.Spawn("first NOTIFY", () => ReportAsync(100));
        return true;
    }

    /// <summary>Refuses it.</summary>
    public void Reject(int status, string? reason = null, params ReadOnlySpan<HeaderLine> headers) => Request.Respond(status, reason, headers);

    /// <summary>Reports progress of the request we sent, such as 180. Nothing happens without subscription.</summary>
    public Task ReportAsync(int status, string? reason = null)
    {
        _reported = status;
        return Subscription?.NotifyAsync(() => Fragment(status, reason)) ?? Task.CompletedTask;
    }

    /// <summary>Reports the final status and ends the subscription.</summary>
    public Task FinishAsync(int status, string? reason = null)
    {
        _reported = status;
        return Subscription?.TerminateAsync("noresource", Fragment(status, reason)) ?? Task.CompletedTask;
    }

    private static NotifyBody Fragment(int status, string? reason) =>
        new("message/sipfrag;version=2.0", Encoding.UTF8.GetBytes($"SIP/2.0 {status} {reason ?? ReasonPhrases.For(status)}\r\n"));

    /// <summary>The first REFER in a dialog needs no id, each later one is told apart by its CSeq (RFC 3515 §2.4.6).</summary>
    private string EventId(Dialog dialog) =>
        dialog.Usages.OfType<ServerSubscription>().Any(s => s.Package == "refer") ? $"{Request.Message.CSeqNumber}" : "";
}
