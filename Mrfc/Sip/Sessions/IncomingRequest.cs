using ImsConference.Sip.Dialogs;
using ImsConference.Sip.Digest;
using ImsConference.Sip.Messages;
using ImsConference.Sip.Transactions;
using ImsConference.Sip.Transports;

namespace ImsConference.Sip.Sessions;

/// <summary>A request that waits to be taken and answered.</summary>
public sealed class IncomingRequest
{
    private readonly UserAgent _agent;

    internal IncomingRequest(UserAgent agent, ServerTransaction transaction, SipUri requestUri, Dialog? dialog)
    {
        _agent = agent;
        Transaction = transaction;
        RequestUri = requestUri;
        Dialog = dialog;
        Session = dialog?.Usages.OfType<InviteSession>().FirstOrDefault();
    }

    public SipMessage Message => Transaction.Request;

    public SipMethod Method => Message.Method;

    /// <summary>Dispatch on this.</summary>
    public SipUri RequestUri { get; }

    /// <summary>How it came; trust is decided by it.</summary>
    public Hop Hop => Transaction.Hop;

    /// <summary>The dialog in which it came; null outside.</summary>
    public Dialog? Dialog { get; }

    /// <summary>The INVITE session in whose dialog it came; null outside.</summary>
    public InviteSession? Session { get; }

    /// <summary>A final response was sent.</summary>
    public bool IsAnswered => Transaction.IsAnswered;

    internal ServerTransaction Transaction { get; }

    /// <summary>Says what all our responses to it, and our messages in the dialog that it forms, bear. In a dialog it has the dialog's.</summary>
    public void Correlate(Correlation correlation)
    {
        correlation.Hear(Message);
        Transaction.Correlation = correlation;
    }

    /// <summary>Answers without forming a dialog; a second final answer is ignored. Allow, Accept, Supported are added where the status owes them (405, 415, 420).</summary>
    /// <param name="status">200 to 699, 101 to 199 for an INVITE only; not 408 to a non-INVITE request (RFC 4320).</param>
    /// <param name="reason">Reason phrase; null: the usual one.</param>
    /// <param name="headers">Further headers, such as Contact of a 302 or Warning.</param>
    public void Respond(int status, string? reason = null, params ReadOnlySpan<HeaderLine> headers) =>
        Transaction.Respond(_agent.FinalResponse(Transaction, status, reason, null, headers).Build());

    /// <summary>Answers 401 with a challenge per algorithm (RFC 8760).</summary>
    /// <param name="stale">The password was right, the nonce too old (<see cref="DigestResult.Stale"/>).</param>
    public void Challenge(DigestChallenger challenger, bool stale = false) =>
        Transaction.Respond(challenger.AddChallenges(_agent.Response(Transaction, 401), stale).Build());

    /// <summary>Answers 200 with Allow, Allow-Events, Accept, Supported and the given Contact: what OPTIONS asks (RFC 3261 §11.2).</summary>
    /// <param name="contact">Contact value; null: the user agent's.</param>
    /// <param name="contentType">Of the body; null: none.</param>
    /// <param name="body">For example the media that we have.</param>
    /// <param name="supported">Option tags that this URI has beyond the usual ones.</param>
    public void RespondWithCapabilities(
        string? contact = null, string? contentType = null, ReadOnlyMemory<byte> body = default, params ReadOnlySpan<string> supported)
    {
        var response = _agent.Response(Transaction, 200)
            .Add(HeaderId.Contact, contact ?? _agent.Contact)
            .Add(HeaderId.Accept, string.Join(", ", _agent.Options.Accept))
            .WithCapabilities(_agent);
        if (supported.Length > 0) response.Add(HeaderId.Supported, string.Join(", ", supported));
        Transaction.Respond((contentType is null ? response : response.Body(contentType, body)).Build());
    }

    /// <summary>Takes an initial INVITE. Null when the stack had to answer it itself: cancelled meanwhile (487), bad SDP (400), 415, 422, 580, no usable Contact (400).</summary>
    public ServerInvite? TakeInvite(ServerInviteOptions options)
    {
        var body = SdpBody.Of(Message);
        var interval = SessionInterval.Answer(Message, _agent.Options.SessionExpires, _agent.Options.MinSE, out var tooSmall);
        if (Transaction.IsCancelled) Respond(487);
        else if (body.Refusal is { } refusal) _agent.Refuse(Transaction, refusal);
        else if (tooSmall) _agent.Refuse(Transaction, StackRefusals.IntervalTooSmall);
        else if (body.Description is { } offer && _agent.FaultOf(offer) is { } fault) _agent.Refuse(Transaction, fault);
        else if (FormDialog(options.Contact, DialogState.Early) is { } dialog) return new ServerInvite(_agent, Transaction, dialog, options, body.Description, interval);
        return null;
    }

    /// <summary>Takes a SUBSCRIBE, inside or outside an INVITE dialog: 200, then NOTIFYs. Null when the stack had to answer it itself: 423, 406, 489, no usable Contact (400).</summary>
    public ServerSubscription? TakeSubscribe(ServerSubscriptionOptions options)
    {
        var grant = SubscriptionGrant.For(Message, options, _agent.Options);
        if (grant.Refusal is { } refusal)
        {
            _agent.Refuse(Transaction, refusal);
            return null;
        }

        return (Dialog ?? FormDialog(options.Contact, DialogState.Confirmed)) is { } dialog
            ? ServerSubscription.FromSubscribe(_agent, dialog, Transaction, options, grant)
            : null;
    }

    /// <summary>Takes a REFER, inside or outside an INVITE dialog, without answering it yet. Null when the stack had to answer it itself: not exactly one usable Refer-To (400).</summary>
    public ReferServer? TakeRefer()
    {
        var count = Message.Count(HeaderId.ReferTo);
        if (count == 1 && NameAddr.TryParse(Message[HeaderId.ReferTo], out var referTo) && referTo.TryGetUri(out var uri))
            return new ReferServer(_agent, this, uri);

        _agent.Refuse(Transaction, count == 1 ? StackRefusals.BadReference : StackRefusals.NotOneReference);
        return null;
    }

    /// <summary>The dialog that a success would form; 400 without a usable Contact.</summary>
    internal Dialog? FormDialog(string? contact, DialogState state)
    {
        var dialog = Sip.Dialogs.Dialog.AsUas(_agent.Dialogs, Transaction, contact ?? _agent.Contact, state);
        if (dialog is null) _agent.Refuse(Transaction, StackRefusals.NoContact);
        return dialog;
    }
}
