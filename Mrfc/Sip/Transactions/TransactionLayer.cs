using System.Diagnostics;
using System.Text;
using ImsConference.Sip.Loop;
using ImsConference.Sip.Messages;
using ImsConference.Sip.Transports;
using Microsoft.Extensions.Logging;

namespace ImsConference.Sip.Transactions;

/// <summary>All transactions of one endpoint (RFC 3261 §17): matches what arrives, absorbs repeats, passes the rest up.</summary>
public sealed class TransactionLayer
{
    private const int ViaRoom = 120;

    private readonly Dictionary<TransactionKey, ServerTransaction> _servers = [];
    private readonly Dictionary<TransactionKey, ClientTransaction> _clients = [];
    private readonly Dictionary<(string CallId, string FromTag, uint CSeq, string Method), ServerTransaction> _initial = [];
    private readonly TransactionLimits _limits;
    private readonly ILogger _log;

    public TransactionLayer(
        SignallingLoop loop, ISipTransports transports, SipTimers timers, TransactionLimits limits, TokenSource tokens, ILogger log)
    {
        Loop = loop;
        Transports = transports;
        Timers = timers;
        Tokens = tokens;
        _limits = limits;
        _log = log;
        transports.Received = Receive;
    }

    public SignallingLoop Loop { get; }

    public ISipTransports Transports { get; }

    public SipTimers Timers { get; }

    public TokenSource Tokens { get; }

    /// <summary>A new request: neither a repeat, nor ACK, nor a CANCEL that found its INVITE. Without a taker: 501.</summary>
    public Action<ServerTransaction>? OnRequest { get; set; }

    /// <summary>An ACK to a 2xx, or one that matches nothing.</summary>
    public Action<SipMessage, Hop>? OnAck { get; set; }

    /// <summary>A 2xx to an INVITE whose transaction is gone, for its ACK may still be owed.</summary>
    public Action<SipMessage, Hop>? OnStraySuccess { get; set; }

    public int ServerTransactions => _servers.Count;

    public int ClientTransactions => _clients.Count;

    /// <summary>One line for each transaction that is alive, for diagnosis.</summary>
    public IEnumerable<string> Describe() =>
        _servers.Values.Select(t => $"server {Encoding.ASCII.GetString(t.Request.MethodName)} {t.Request.CallId} {t.Request.CSeqNumber} {t.LastStatus}")
            .Concat(_clients.Values.Select(t => $"client {Encoding.ASCII.GetString(t.Request.MethodName)} {t.Request.CallId} {t.Request.CSeqNumber} to {t.Hop.Remote}"));

    /// <summary>Repeated requests absorbed since the start.</summary>
    public long Absorbed { get; private set; }

    /// <summary>Responses and ACKs that nothing waited for.</summary>
    public long Stray { get; private set; }

    /// <summary>Requests answered 503 because a table was full.</summary>
    public long Refused { get; private set; }

    /// <summary>Sends a request without Via on one hop, in a new transaction.</summary>
    /// <param name="onResponse">Every response: provisional ones, the final one, and for INVITE every 2xx.</param>
    /// <param name="onFailure">Instead of a final response.</param>
    /// <returns>Null, with nothing called, when the table is full.</returns>
    public ClientTransaction? Send(SipMessage request, Hop hop, Action<SipMessage> onResponse, Action<ClientFailure> onFailure)
    {
        Debug.Assert(Loop.IsCurrent);
        if (_clients.Count >= _limits.ClientTransactions) return null;

        var prepared = Address(request, ref hop);
        ClientTransaction transaction = request.Method == SipMethod.Invite
            ? new InviteClientTransaction(this, prepared, hop, onResponse, onFailure)
            : new NonInviteClientTransaction(this, prepared, hop, onResponse, onFailure);
        Start(transaction);
        return transaction;
    }

    /// <summary>Sends an ACK to a 2xx: no transaction, a new branch each time it is made (§13.2.2.4).</summary>
    /// <returns>The ACK as sent, to be sent again with <see cref="Repeat"/> when its 2xx comes again.</returns>
    public (SipMessage Message, Hop Hop) SendAck(SipMessage ack, Hop hop)
    {
        var prepared = Address(ack, ref hop);
        Repeat(prepared, hop);
        return (prepared, hop);
    }

    public void Repeat(SipMessage message, Hop hop) => Transports.Send(message, hop, null);

    /// <summary>Cancels our INVITE; see RFC 3261 §9.1.</summary>
    public static void Cancel(ClientTransaction transaction, string? reason) => ((InviteClientTransaction)transaction).Cancel(reason);

    /// <summary>Where a large INVITE had to go by UDP after all, so does its CANCEL, with the repeats that UDP needs (§9.1: to the same place).</summary>
    internal void StartCancel(SipMessage cancel, Hop hop)
    {
        if (hop.ForSize && Transports.RefusesTcp(hop.Remote))
        {
            hop = hop with { Protocol = TransportProtocol.Udp, ForSize = false, Connection = 0 };
            cancel = TopVia.WithTransport(cancel, hop.Protocol, hop.Local);
        }

        Start(new NonInviteClientTransaction(this, cancel, hop, _ => { }, _ => { }));
    }

    internal void PassAck(SipMessage ack, Hop hop) => OnAck?.Invoke(ack, hop);

    internal void Remove(ServerTransaction transaction)
    {
        _servers.Remove(transaction.Key);
        if (_initial.TryGetValue(Initial(transaction.Request), out var initial) && initial == transaction) _initial.Remove(Initial(transaction.Request));
    }

    internal void Remove(ClientTransaction transaction) => _clients.Remove(transaction.Key);

    private static (string, string, uint, string) Initial(SipMessage request) =>
        (request.CallId, request.FromTag, request.CSeqNumber, Encoding.ASCII.GetString(request.MethodName));

    private SipMessage Address(SipMessage request, ref Hop hop)
    {
        // What the transport would do anyway (RFC 3261 §18.1.1), done here so that the timers know.
        var isTooLarge = hop.Protocol == TransportProtocol.Udp && request.Bytes.Length > TopVia.LargestDatagramRequest - ViaRoom;
        if (isTooLarge && !Transports.RefusesTcp(hop.Remote)) hop = hop with { Protocol = TransportProtocol.Tcp, ForSize = true };
        return request.WithTopVia($"{Transports.ViaPrefix(hop)};branch={TransactionKey.MagicCookie}{Tokens.Next(26)};rport");
    }

    private void Start(ClientTransaction transaction)
    {
        _clients.Add(transaction.Key, transaction);
        transaction.Start();
    }

    private void Receive(SipMessage message, Hop hop)
    {
        Debug.Assert(Loop.IsCurrent);
        if (!message.IsRequest) ReceiveResponse(message, hop);
        else if (message.Method == SipMethod.Ack) ReceiveAck(message, hop);
        else ReceiveRequest(message, hop);
    }

    private void ReceiveResponse(SipMessage response, Hop hop)
    {
        if (_clients.TryGetValue(TransactionKey.OfClient(response), out var transaction))
        {
            transaction.Receive(response);
            return;
        }

        Stray++;
        if (response.Method == SipMethod.Invite && response.StatusCode / 100 == 2) OnStraySuccess?.Invoke(response, hop);
    }

    private void ReceiveAck(SipMessage ack, Hop hop)
    {
        if (_servers.TryGetValue(TransactionKey.OfRequest(ack), out var transaction) && AckFits(ack, transaction)) transaction.Receive(ack);
        else OnAck?.Invoke(ack, hop);
    }

    /// <summary>An ACK to an error bears the To tag of that error; only RFC 2543 peers can collide here (§17.2.3).</summary>
    private static bool AckFits(SipMessage ack, ServerTransaction transaction) => ack.ToTag.Length == 0 || ack.ToTag == transaction.ToTag;

    private void ReceiveRequest(SipMessage request, Hop hop)
    {
        var key = TransactionKey.OfRequest(request);
        if (_servers.TryGetValue(key, out var known))
        {
            Absorbed++;
            known.Receive(request);
            return;
        }

        if (_servers.Count >= _limits.ServerTransactions)
        {
            Refused++;
            Refuse(request, hop);
            return;
        }

        var transaction = NewServer(key, request, hop);
        if (request.Method == SipMethod.Cancel && _servers.TryGetValue(TransactionKey.CancelledBy(request), out var cancelled))
        {
            Cancel(transaction, cancelled);
            return;
        }

        transaction.IsMerged = IsMerged(transaction);
        if (OnRequest is { } taker) taker(transaction);
        else transaction.Respond(transaction.Response(501).Build());
    }

    private ServerTransaction NewServer(TransactionKey key, SipMessage request, Hop hop)
    {
        ServerTransaction transaction = request.Method == SipMethod.Invite
            ? new InviteServerTransaction(this, key, request, hop)
            : new NonInviteServerTransaction(this, key, request, hop);
        _servers.Add(key, transaction);
        return transaction;
    }

    /// <summary>The same request by another way (§8.2.2.2): no To tag, same From tag, Call-ID and CSeq, another branch.</summary>
    private bool IsMerged(ServerTransaction transaction) =>
        transaction.Request.ToTag.Length == 0 && !_initial.TryAdd(Initial(transaction.Request), transaction);

    /// <summary>200 with the To tag of the INVITE's own responses (§9.2).</summary>
    private static void Cancel(ServerTransaction cancel, ServerTransaction target)
    {
        var response = SipWriter.Response(cancel.Request, 200);
        if (cancel.Request.ToTag.Length == 0) response.ToTag(target.ToTag);
        if (target.Correlation is { } correlation) response.Add(HeaderId.SessionId, correlation.SessionId);
        cancel.Respond(response.Build());
        if (!target.IsAnswered) target.Cancel(cancel.Request);
    }

    private void Refuse(SipMessage request, Hop hop)
    {
        if (Refused % 1000 == 1) _log.LogWarning("Refused {Method} of call {CallId}: 503 (rule: TransactionLimits.ServerTransactions, {Count} are there; RFC 3261 §21.5.4); {Refused} so far", request.Label, request.CallId, _servers.Count, Refused);
        if (request.Method == SipMethod.Cancel) return;
        var response = SipWriter.Response(request, 503).Add(HeaderId.RetryAfter, $"{_limits.RetryAfterSeconds}")
            .Add(HeaderId.Warning, $"399 {hop.Local} \"too many transactions\"");
        Repeat((request.ToTag.Length > 0 ? response : response.ToTag(Tokens.Next())).Build(), hop);
    }
}
