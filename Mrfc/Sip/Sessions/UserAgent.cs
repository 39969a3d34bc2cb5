using System.Diagnostics;
using System.Net;
using ImsConference.Sip.Dialogs;
using ImsConference.Sip.Loop;
using ImsConference.Sip.Messages;
using ImsConference.Sip.Sdp;
using ImsConference.Sip.Transactions;
using ImsConference.Sip.Transports;
using Microsoft.Extensions.Logging;

namespace ImsConference.Sip.Sessions;

/// <summary>A SIP user agent, client and server: hands what arrives to its dialog, or else to whoever takes it, or else answers as the RFCs say.</summary>
/// <remarks>Everything runs on the loop. After each await look again whether the session, the INVITE, the subscription still stands.</remarks>
public sealed class UserAgent
{
    private readonly RequestDispatch _dispatch;
    private readonly ILogger _log;

    /// <param name="loop">Its only thread.</param>
    /// <param name="transports">Given over to this user agent: it takes all that they receive.</param>
    /// <param name="options">What it is and can do.</param>
    /// <param name="log">Hears of what is refused.</param>
    public UserAgent(SignallingLoop loop, ISipTransports transports, UserAgentOptions options, ILogger<UserAgent> log)
    {
        _log = log;
        Loop = loop;
        Transports = transports;
        Options = options;
        Allow = string.Join(", ", options.Allow);
        AllowEvents = string.Join(", ", options.AllowEvents);
        Supported = string.Join(", ", options.Supported);
        Tokens = new TokenSource(options.Random);
        Layer = new TransactionLayer(loop, transports, options.Timers, options.Limits, Tokens, log);
        Dialogs = new DialogTable { IsOurs = IsOurs };
        _dispatch = new RequestDispatch(this);
        Layer.OnRequest = _dispatch.Take;
        Layer.OnAck = (ack, _) => FindSession(ack)?.TakeAck(ack);
        Layer.OnStraySuccess = (response, _) => RepeatAck(response);
    }

    public SignallingLoop Loop { get; }

    public ISipTransports Transports { get; }

    public UserAgentOptions Options { get; }

    /// <summary>Contact of what names none.</summary>
    public string Contact => Options.Contact ?? (Transports.Listening.Count > 0 ? $"<sip:{Transports.Listening[0].Local}>" : "<sip:invalid.invalid>");

    /// <summary>Value of that header: what goes out in nearly every message is joined once.</summary>
    internal string Allow { get; }

    /// <inheritdoc cref="Allow"/>
    internal string AllowEvents { get; }

    /// <inheritdoc cref="Allow"/>
    internal string Supported { get; }

    /// <summary>Our name in a Warning: where we listen (RFC 3261 §20.43).</summary>
    private string WarnAgent => Transports.Listening.Count > 0 ? $"{Transports.Listening[0].Local}" : "localhost";

    /// <summary>What is alive now.</summary>
    public UserAgentCounts Counts =>
        new(Layer.ServerTransactions, Layer.ClientTransactions, Dialogs.Count, Sessions.Count, Notifiers.Count + Subscribers.Count);

    /// <summary>Shutting down: nothing new is taken.</summary>
    internal bool IsStopping { get; private set; }

    internal TransactionLayer Layer { get; }

    internal TokenSource Tokens { get; }

    internal DialogTable Dialogs { get; }

    internal HashSet<InviteSession> Sessions { get; } = [];

    internal HashSet<ClientInvite> Invites { get; } = [];

    internal HashSet<ServerSubscription> Notifiers { get; } = [];

    internal HashSet<ClientSubscription> Subscribers { get; } = [];

    /// <summary>Adds a taker of requests: those outside dialogs, and those inside that no usage of the dialog knows (REFER, SUBSCRIBE, INFO, MESSAGE).</summary>
    /// <param name="taker">True when it took the request and will answer it. Takers are asked in order; dispatch on the Request-URI, never on To.</param>
    public void Use(Func<IncomingRequest, bool> taker) => _dispatch.Takers.Add(taker);

    /// <summary>Sends an INVITE. Progress and outcome come through the result.</summary>
    public ClientInvite Invite(InviteRequest request)
    {
        Debug.Assert(Loop.IsCurrent);
        var invite = new ClientInvite(this, request);
        invite.Start();
        return invite;
    }

    /// <summary>Sends a SUBSCRIBE outside any dialog and keeps the subscription fresh.</summary>
    public ClientSubscription Subscribe(SubscribeRequest request)
    {
        Debug.Assert(Loop.IsCurrent);
        return ClientSubscription.OutOfDialog(this, request);
    }

    /// <summary>Sends a REFER outside any dialog.</summary>
    public ReferClient Refer(ReferRequest request)
    {
        Debug.Assert(Loop.IsCurrent);
        return ReferClient.OutOfDialog(this, request);
    }

    /// <summary>Sends a request that forms no dialog, following challenges and fail-over.</summary>
    public Task<RequestOutcome> SendAsync(PlainRequest request)
    {
        Debug.Assert(Loop.IsCurrent);
        var cseq = request.CSeq - 1;
        var draft = Draft(request.Method, request, request.CallId ?? NewCallId(), request.FromTag ?? Tokens.Next())
            .Add("Contact", request.Contact)
            .WithBody(request.ContentType, request.Body);
        return new ClientExchange(Layer, draft, () => FirstHop(request), () => ++cseq, request.Credentials).Start();
    }

    /// <summary>Takes nothing new (503), ends every session (BYE), INVITE (CANCEL, or 503) and subscription, and waits for the answers, at most 64·T1 each.</summary>
    public async Task ShutdownAsync()
    {
        Debug.Assert(Loop.IsCurrent);
        IsStopping = true;
        foreach (var invite in Invites.ToArray()) invite.Cancel("SIP;cause=503;text=\"shutting down\"");
        foreach (var session in Sessions.ToArray()) session.Server?.Stop();
        Task[] ends =
        [
            .. Notifiers.ToArray().Select(s => s.TerminateAsync("deactivated")),
            .. Subscribers.ToArray().Select(s => s.UnsubscribeAsync()),
            .. Sessions.ToArray().Select(s => s.ByeAsync("SIP;cause=503;text=\"shutting down\"")),
            .. Invites.ToArray().Select(i => (Task)i.Outcome),
        ];
        foreach (var end in ends) await end;   // not WhenAll: it would come back by way of the thread pool
    }

    internal string NewCallId() => Tokens.Next(26);

    internal SipWriter Response(ServerTransaction transaction, int status, string? reason = null)
    {
        var writer = transaction.Response(status, reason);
        return Options.Product.Length > 0 && status != 100 ? writer.Add(HeaderId.Server, Options.Product) : writer;
    }

    /// <summary>A final response with the headers that its status owes (RFC 3261 §8.2, §21), unless the caller gives them.</summary>
    internal SipWriter FinalResponse(
        ServerTransaction transaction, int status, string? reason = null, string? warning = null, params ReadOnlySpan<HeaderLine> headers)
    {
        var writer = Response(transaction, status, reason);
        if (warning is not null) writer.Add(HeaderId.Warning, warning);
        var isGiven = false;
        var (owed, value) = Owed(transaction, status);
        foreach (var header in headers)
        {
            writer.Add(header.Name, header.Value);
            isGiven |= header.Name.Equals(owed, StringComparison.OrdinalIgnoreCase);
        }

        return owed.Length > 0 && !isGiven ? writer.Add(owed, value) : writer;
    }

    /// <summary>The stack itself says no: in the log, and to the peer.</summary>
    internal void Refuse(ServerTransaction transaction, Refusal refusal)
    {
        if (!transaction.IsAnswered) transaction.Respond(Refused(transaction, refusal));
    }

    /// <summary>Logs a refusal of the stack's own, and writes it.</summary>
    internal SipMessage Refused(ServerTransaction transaction, Refusal refusal)
    {
        refusal.LogTo(_log, transaction.Request.Label, transaction.Request.CallId);
        var phrase = refusal.Status == 400 ? refusal.Text : null;   // §21.4.1: it should name the fault
        return FinalResponse(transaction, refusal.Status, phrase, refusal.Warning(WarnAgent), refusal.FurtherHeaders()).WithSdp(refusal.Description).Build();
    }

    /// <summary>The stack itself refuses an offer: in the log; what comes back is for the peer.</summary>
    internal OfferReply RefuseOffer(SipMessage carrier, Refusal refusal)
    {
        refusal.LogTo(_log, $"offer in {carrier.Label}", carrier.CallId);
        return OfferReply.Refuse(refusal.Status, refusal.Warning(WarnAgent), refusal.Description);
    }

    /// <summary>A peer's SDP breaks a rule of o=, and is taken all the same.</summary>
    internal void Tolerate(Dialog dialog, string fault) =>
        _log.LogInformation("Tolerated in call {CallId}: {Fault} (rule: o= counts the changes of one session; RFC 3264 §8)", dialog.Id.CallId, fault);

    /// <summary>Why an offer is refused before anybody is asked; null when it is not.</summary>
    internal Refusal? FaultOf(SessionDescription offer) =>
        SessionPreconditions.FaultOf(offer, Origin.For(Transports.Listening.Count > 0 ? Transports.Listening[0].Local.Address : IPAddress.Any, (ulong)Tokens.Next(1, int.MaxValue)));

    private (string Name, string Value) Owed(ServerTransaction transaction, int status) => status switch
    {
        405 or 501 => ("Allow", Allow),
        406 or 415 => ("Accept", string.Join(", ", Options.Accept)),
        420 => ("Unsupported", string.Join(", ", RequestDispatch.Unsupported(transaction.Request, Options))),
        422 => ("Min-SE", $"{Options.MinSE}"),
        489 => ("Allow-Events", AllowEvents),
        503 => ("Retry-After", $"{Options.Limits.RetryAfterSeconds}"),
        _ => ("", ""),
    };

    /// <summary>Starts a request outside any dialog.</summary>
    internal RequestDraft Draft(string method, OutgoingRequest request, string callId, string fromTag)
    {
        var draft = new RequestDraft(method, request.Target) { MaxForwards = request.MaxForwards, Correlation = request.Correlation }
            .Add("Route", Dialogs.WithoutUs(request.Route))
            .Add("From", $"{request.From};tag={fromTag}")
            .Add("To", request.To ?? $"<{request.Target}>")
            .Add("Call-ID", callId);
        if (Options.Product.Length > 0) draft.Add("User-Agent", Options.Product);
        foreach (var (name, value) in request.Headers) draft.Add(name, value);
        return draft;
    }

    /// <summary>Where a request outside any dialog goes: its topmost route, else its target.</summary>
    internal SipUri FirstHop(OutgoingRequest request) => Dialog.FirstHop(Dialogs.WithoutUs(request.Route), request.Target);

    /// <summary>Our Contact in a request that forms a dialog: sips where the request goes to sips (RFC 3261 §8.1.1.8).</summary>
    internal string ContactFor(OutgoingRequest request)
    {
        var contact = request.Contact ?? Contact;
        return FirstHop(request).IsSecure ? Dialog.SecureContact(contact) : contact;
    }

    /// <summary>Sends a request in a dialog for one of its usages.</summary>
    internal Task<RequestOutcome> SendAsync(Dialog dialog, IDialogUsage usage, RequestDraft draft, Action<SipMessage>? onResponse = null)
    {
        var exchange = dialog.Exchange(Layer, draft);
        exchange.OnResponse = onResponse;
        return ConcludeAsync(exchange, dialog, usage, SipMethods.Parse(System.Text.Encoding.ASCII.GetBytes(draft.Method)));
    }

    /// <summary>Runs an exchange in a dialog and lets a failure destroy what it should (RFC 5057 §5.1).</summary>
    internal static async Task<RequestOutcome> ConcludeAsync(ClientExchange exchange, Dialog dialog, IDialogUsage usage, SipMethod method)
    {
        var outcome = await exchange.Start();
        if (outcome.Succeeded || !dialog.Usages.Contains(usage)) return outcome;
        switch (FailureScopes.Of(method, outcome.Status))
        {
            case FailureScope.Dialog:
                dialog.Lose(outcome.Status);
                break;
            case FailureScope.Usage:
                usage.UsageLost(outcome.Status);
                break;
        }

        return outcome;
    }

    /// <summary>The URI names an address that we listen at.</summary>
    private bool IsOurs(SipUri uri) => IPAddress.TryParse(uri.Host.Trim('[', ']'), out var address)
        && Transports.Listening.Any(l => l.Local.Address.Equals(address) && l.Local.Port == (uri.Port == 0 ? TopVia.DefaultPortOf(l.Protocol) : uri.Port));

    private InviteSession? FindSession(SipMessage request) =>
        Dialogs.TryFind(request, out var dialog) ? dialog.Usages.OfType<InviteSession>().FirstOrDefault() : null;

    private void RepeatAck(SipMessage response)
    {
        if (!Dialogs.TryFind(new DialogId(response.CallId, response.FromTag, response.ToTag), out var dialog)) return;
        var uac = dialog.Usages.OfType<InviteSession>().FirstOrDefault()?.Uac;
        if (uac?.CSeq == response.CSeqNumber) uac.RepeatAck();
    }
}
