using System.Text;
using ImsConference.Sip.Digest;
using ImsConference.Sip.Messages;
using ImsConference.Sip.Transactions;

namespace ImsConference.Sip.Dialogs;

/// <summary>A peer-to-peer relationship between two user agents (RFC 3261 §12): tags, sequence numbers, targets, route set.</summary>
public sealed class Dialog
{
    private readonly DialogTable _table;
    private readonly List<IDialogUsage> _usages = [];
    private uint? _remoteCSeq;
    private Task _lastInOrder = Task.CompletedTask;

    private Dialog(DialogTable table, DialogId id, DialogState state, string local, string remote, SipUri remoteTarget, string contact)
    {
        _table = table;
        Id = id;
        State = state;
        LocalParty = local;
        RemoteParty = remote;
        RemoteTarget = remoteTarget;
        Contact = contact;
    }

    public DialogId Id { get; }

    public DialogState State { get; private set; }

    /// <summary>From value of our requests, tag included.</summary>
    public string LocalParty { get; }

    /// <summary>To value of our requests, tag included.</summary>
    public string RemoteParty { get; }

    /// <summary>Contact of the peer as last refreshed.</summary>
    public SipUri RemoteTarget { get; private set; }

    /// <summary>Our Contact value in this dialog, with its parameters.</summary>
    public string Contact { get; set; }

    /// <summary>Route values, topmost first; fixed when the dialog forms, save that a UAC takes that of the 2xx (§13.2.2.4).</summary>
    public IReadOnlyList<string> RouteSet { get; private set; } = [];

    /// <summary>CSeq number of our last request in it.</summary>
    public uint LocalCSeq { get; private set; }

    /// <summary>We chose the Call-ID; decides who waits longer after glare (§14.1).</summary>
    public bool OwnsCallId { get; private init; }

    /// <summary>Answers challenges to our requests in it.</summary>
    public DigestCredentials? Credentials { get; set; }

    /// <summary>What every request and response in it bears; null: nothing.</summary>
    public Correlation? Correlation { get; init; }

    public IReadOnlyList<IDialogUsage> Usages => _usages;

    /// <summary>Where our next request goes: the topmost route, else the remote target; by TLS if that is sips.</summary>
    public SipUri NextHop => FirstHop(RouteSet, RemoteTarget);

    /// <summary>Where a request goes: the topmost route, else its target. A sips target is reached by TLS from the first hop on (RFC 3261 §8.1.2).</summary>
    public static SipUri FirstHop(IReadOnlyList<string> routes, SipUri target)
    {
        var next = routes.Count > 0 ? UriOf(routes[0]) ?? target : target;
        return target.IsSecure ? next.AsSecure() : next;
    }

    /// <summary>The dialog that our response to a request forms (§12.1.1).</summary>
    /// <returns>Null when its Contact is missing or unusable: the caller answers 400.</returns>
    public static Dialog? AsUas(DialogTable table, ServerTransaction transaction, string contact, DialogState state)
    {
        var request = transaction.Request;
        if (!TryTarget(request, out var target)) return null;

        var to = Encoding.UTF8.GetString(request[HeaderId.To]);
        return new Dialog(table, new DialogId(request.CallId, transaction.ToTag, request.FromTag), state,
            request.ToTag.Length > 0 ? to : $"{to};tag={transaction.ToTag}", Encoding.UTF8.GetString(request[HeaderId.From]), target,
            OwesSecureContact(request, target) ? SecureContact(contact) : contact)
        {
            RouteSet = table.WithoutUs(RecordRoute(request)),
            _remoteCSeq = request.CSeqNumber,
            Correlation = transaction.Correlation,
        };
    }

    /// <summary>The dialog that a response to our request forms (§12.1.2).</summary>
    /// <returns>Null when it has no To tag or no usable Contact.</returns>
    public static Dialog? AsUac(DialogTable table, SipMessage request, SipMessage response, string contact, Correlation? correlation)
    {
        if (response.ToTag.Length == 0 || !TryTarget(response, out var target)) return null;

        return new Dialog(table, new DialogId(request.CallId, request.FromTag, response.ToTag),
            response.StatusCode < 200 ? DialogState.Early : DialogState.Confirmed,
            Encoding.UTF8.GetString(request[HeaderId.From]), Encoding.UTF8.GetString(response[HeaderId.To]), target, contact)
        {
            RouteSet = table.WithoutUs(Enumerable.Reverse(RecordRoute(response))),
            LocalCSeq = request.CSeqNumber,
            OwnsCallId = true,
            Correlation = correlation,
        };
    }

    /// <summary>The dialog that a NOTIFY forms before, or instead of, the response to our SUBSCRIBE (RFC 6665 §4.4.1).</summary>
    public static Dialog? FromNotify(DialogTable table, SipMessage notify, uint localCSeq, string contact, Correlation? correlation)
    {
        if (!TryTarget(notify, out var target)) return null;

        return new Dialog(table, new DialogId(notify.CallId, notify.ToTag, notify.FromTag), DialogState.Confirmed,
            Encoding.UTF8.GetString(notify[HeaderId.To]), Encoding.UTF8.GetString(notify[HeaderId.From]), target, contact)
        {
            RouteSet = table.WithoutUs(RecordRoute(notify)),
            LocalCSeq = localCSeq,
            OwnsCallId = true,
            Correlation = correlation,
        };
    }

    /// <summary>A 2xx to the INVITE confirms an early dialog; a UAC takes route set and target from it.</summary>
    public void Confirm(SipMessage? response = null)
    {
        if (State == DialogState.Early) State = DialogState.Confirmed;
        if (response is null) return;
        if (response.Has(HeaderId.RecordRoute)) RouteSet = _table.WithoutUs(Enumerable.Reverse(RecordRoute(response)));
        RefreshTarget(response);
    }

    /// <summary>Takes the Contact of a target refresh request or its 2xx.</summary>
    public void RefreshTarget(SipMessage message)
    {
        if (TryTarget(message, out var target)) RemoteTarget = target;
    }

    /// <summary>Checks and notes the CSeq of a request from the peer.</summary>
    /// <returns>False when it is not above the last one: the caller answers 500 (§12.2.2).</returns>
    public bool TryAdvance(SipMessage request)
    {
        if (_remoteCSeq is { } last && request.CSeqNumber <= last) return false;
        _remoteCSeq = request.CSeqNumber;
        return true;
    }

    public uint NextCSeq() => ++LocalCSeq;

    /// <summary>Starts a request in the dialog (§12.2.1.1): Request-URI, Route, From, To, Call-ID; strict routers get their due.</summary>
    public RequestDraft Draft(string method)
    {
        var strict = RouteSet.Count > 0 && !NextHop.IsLooseRouter;
        var draft = new RequestDraft(method, strict ? NextHop : RemoteTarget) { Correlation = Correlation }
            .Add("Route", strict ? [.. RouteSet.Skip(1), $"<{RemoteTarget}>"] : RouteSet)
            .Add("From", LocalParty)
            .Add("To", RemoteParty)
            .Add("Call-ID", Id.CallId);
        return draft;
    }

    /// <summary>An exchange in the dialog, to be started at once.</summary>
    /// <remarks>
    /// NOTIFY, UPDATE, REFER and the like go one after the other: two on their way at once, one by TCP for its size or one repeated after a
    /// loss, would arrive in the wrong order, and the peer would have to refuse the lower CSeq (§12.2.2). Those of the INVITE itself, and BYE,
    /// never wait; but a PRACK is waited for, since proxies with several receivers let the UPDATE behind it overtake it.
    /// </remarks>
    public ClientExchange Exchange(TransactionLayer layer, RequestDraft draft)
    {
        var waits = draft.Method is not ("INVITE" or "PRACK" or "BYE");
        var exchange = new ClientExchange(layer, draft, () => NextHop, NextCSeq, Credentials, after: waits ? _lastInOrder : null);
        if (waits) _lastInOrder = exchange.Outcome;
        else if (draft.Method == "PRACK") _lastInOrder = BothAsync(_lastInOrder, exchange.Outcome);
        return exchange;

        static async Task BothAsync(Task first, Task second)
        {
            await first;
            await second;
        }
    }

    public void Add(IDialogUsage usage)
    {
        if (_usages.Count == 0) _table.Add(this);
        _usages.Add(usage);
    }

    /// <summary>Takes a usage away; with the last one the dialog is over.</summary>
    public void Remove(IDialogUsage usage)
    {
        if (!_usages.Remove(usage) || _usages.Count > 0) return;
        State = DialogState.Terminated;
        _table.Remove(this);
    }

    /// <summary>Ends every usage: the peer no longer knows the dialog.</summary>
    public void Lose(int status)
    {
        foreach (var usage in _usages.ToArray()) usage.DialogLost(status);
    }

    /// <summary>URI of a Route or Contact value; null when malformed.</summary>
    public static SipUri? UriOf(string value) =>
        NameAddr.TryParse(Encoding.UTF8.GetBytes(value), out var parsed) && parsed.TryGetUri(out var uri) ? uri : null;

    /// <summary>A Contact value whose URI is sips.</summary>
    internal static string SecureContact(string contact) =>
        UriOf(contact) is { } uri ? contact.Replace(uri.Text, uri.AsSecure().Text, StringComparison.Ordinal) : contact;

    // RFC 3261 §12.1.1
    private static bool OwesSecureContact(SipMessage request, SipUri contact)
    {
        if (request.TryGetRequestUri(out var uri) && uri.IsSecure) return true;
        return (request.Has(HeaderId.RecordRoute) ? UriOf(RecordRoute(request)[0]) ?? contact : contact).IsSecure;
    }

    private static bool TryTarget(SipMessage message, out SipUri target)
    {
        target = null!;
        return NameAddr.TryParse(message[HeaderId.Contact], out var contact) && contact.TryGetUri(out target!);
    }

    private static List<string> RecordRoute(SipMessage message)
    {
        var routes = new List<string>();
        foreach (var value in message.Values(HeaderId.RecordRoute)) routes.Add(Encoding.UTF8.GetString(value));
        return routes;
    }
}
