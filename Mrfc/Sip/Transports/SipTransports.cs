using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using ImsConference.Sip.Loop;
using ImsConference.Sip.Messages;
using Microsoft.Extensions.Logging;

namespace ImsConference.Sip.Transports;

/// <summary>UDP, TCP and TLS sockets of one endpoint (RFC 3261 §18, §26.2).</summary>
/// <remarks>Sockets are read beside the loop; everything else, parsing included, happens on the loop.</remarks>
public sealed class SipTransports : ISipTransports, IAsyncDisposable
{
    private const int MostUdpOnly = 4_096;
    private static readonly TimeSpan UdpOnlyFor = TimeSpan.FromMinutes(5);

    private readonly SignallingLoop _loop;
    private readonly ILogger _log;
    private readonly TransportOptions _options;
    private readonly List<UdpPort> _udp = [];
    private readonly List<TcpPort> _tcp = [];
    private readonly List<Hop> _listening = [];
    private readonly Dictionary<IPEndPoint, DateTimeOffset> _udpOnly = [];
    private readonly TlsContext? _tls;
    private readonly TcpConnections _connections;
    private readonly RecentDatagrams _recent;
    private long _received;
    private long _sent;
    private long _malformedRequests;
    private long _malformedResponses;
    private long _dropped;
    private long _failures;
    private long _handshakeFailures;
    private int _backlog;
    private bool _isClosed;

    /// <param name="loop">Where messages are delivered and sent.</param>
    /// <param name="log">Hears of sockets that fail, of requests refused as malformed (at Debug of what is dropped), and at Trace of every message, whole.</param>
    /// <param name="options">Bounds; null: the usual ones.</param>
    /// <param name="tls">For <see cref="ListenTlsAsync"/>; null: TLS is not offered.</param>
    public SipTransports(SignallingLoop loop, ILogger<SipTransports> log, TransportOptions? options = null, TlsContext? tls = null)
    {
        (_loop, _log, _options, _tls) = (loop, log, options ?? new TransportOptions(), tls);
        _recent = new RecentDatagrams(loop.Time);
        _connections = new TcpConnections(loop, tls, _options) { Take = Take, Lost = OnLost, HandshakeFailed = OnHandshakeFailed };
    }

    public Action<SipMessage, Hop>? Received { get; set; }

    public Action<TraceEntry>? Tap { get; set; }

    /// <summary>Whether a message's body is neither to be traced nor logged: what is pressed there may be a PIN.</summary>
    public Func<SipMessage, bool> HidesBody { get; set; } = static _ => false;

    public IReadOnlyList<Hop> Listening => _listening;

    public TransportCounters Counters => new(
        _received, _sent, _malformedRequests, _malformedResponses, Interlocked.Read(ref _dropped), _failures, _connections.Count, _handshakeFailures);

    /// <summary>Listens on one more address, UDP and TCP on the same port.</summary>
    /// <param name="local">Numeric; port 0 takes one that is free for both.</param>
    /// <exception cref="SocketException">It is in use, or not an address of this host.</exception>
    public Task ListenAsync(IPEndPoint local) => _loop.IsCurrent ? ListenNow(local) : _loop.InvokeAsync(() => ListenNow(local));

    /// <summary>Listens for TLS on one more address; only then do requests leave by TLS, too.</summary>
    /// <param name="local">Numeric; port 0 takes a free one.</param>
    /// <exception cref="SocketException">It is in use, or not an address of this host.</exception>
    /// <exception cref="InvalidOperationException">There is no certificate.</exception>
    public Task ListenTlsAsync(IPEndPoint local)
    {
        if (_tls is null) throw new InvalidOperationException("TLS needs a certificate");
        return _loop.InvokeAsync(() =>
        {
            var port = new TcpPort(local, (port, socket) => _connections.Accept(TransportProtocol.Tls, socket, port.Local), _log);
            _tcp.Add(port);
            _listening.Add(new Hop(TransportProtocol.Tls, new IPEndPoint(IPAddress.None, 0), port.Local));
            return Task.CompletedTask;
        });
    }

    public void Send(SipMessage message, Hop hop, Action<Exception>? failed = null)
    {
        Debug.Assert(_loop.IsCurrent);
        var isTooLarge = message.IsRequest && hop.Protocol == TransportProtocol.Udp && message.Bytes.Length > TopVia.LargestDatagramRequest;
        if (isTooLarge && !RefusesTcp(hop.Remote))
        {
            hop = hop with { Protocol = TransportProtocol.Tcp, ForSize = true };
            message = TopVia.WithTransport(message, TransportProtocol.Tcp, hop.Local);
        }
        else if (hop is { Protocol: TransportProtocol.Tcp, ForSize: true } && RefusesTcp(hop.Remote))   // the ACK to what went by UDP after all
        {
            hop = hop with { Protocol = TransportProtocol.Udp, Connection = 0 };
            message = TopVia.WithTransport(message, TransportProtocol.Udp, hop.Local);
        }

        if (_isClosed) Fail(failed, new ObjectDisposedException(nameof(SipTransports)));
        else if (hop.Protocol == TransportProtocol.Udp) SendDatagram(message, hop, failed);
        else if (hop.Protocol == TransportProtocol.Tls && _tls is null) Fail(failed, new NotSupportedException("TLS is not offered"));
        else SendStream(message, hop, failed);
    }

    public ValueTask<IReadOnlyList<Hop>> ResolveAsync(SipUri next, CancellationToken stop = default) => HopResolver.ResolveAsync(next, _listening, stop);

    public bool RefusesTcp(IPEndPoint remote) => _udpOnly.TryGetValue(remote, out var until) && _loop.Time.GetUtcNow() < until;

    public string ViaPrefix(Hop hop) => TopVia.Prefix(hop.Protocol, hop.Local);

    /// <summary>Closes every socket; streams first write what is queued, for a second at most.</summary>
    public async ValueTask DisposeAsync()
    {
        await _loop.InvokeAsync(() =>
        {
            _isClosed = true;   // transactions that are left may still repeat themselves
            return Task.CompletedTask;
        });
        foreach (var port in _udp) await port.DisposeAsync();
        foreach (var port in _tcp) await port.DisposeAsync();
        await _connections.DisposeAsync();
    }

    private async Task ListenNow(IPEndPoint local, int tries = 20)
    {
        var udp = new UdpPort(local, _options, OnDatagram, OnUnreachable, _log);
        try
        {
            _tcp.Add(new TcpPort(udp.Local, OnAccepted, _log));
        }
        catch (SocketException)
        {
            await udp.DisposeAsync();
            if (local.Port != 0 || tries == 1) throw;
            await ListenNow(local, tries - 1);   // free for UDP, taken for TCP: another one will do
            return;
        }

        _udp.Add(udp);
        _listening.Add(new Hop(TransportProtocol.Udp, new IPEndPoint(IPAddress.None, 0), udp.Local));
        _listening.Add(new Hop(TransportProtocol.Tcp, new IPEndPoint(IPAddress.None, 0), udp.Local));
    }

    /// <summary>On the port's thread.</summary>
    private void OnDatagram(UdpPort port, byte[] bytes, IPEndPoint source)
    {
        if (Interlocked.Increment(ref _backlog) > _options.MaxBacklog)
        {
            Interlocked.Decrement(ref _backlog);
            Interlocked.Increment(ref _dropped);
            return;
        }

        _loop.Post(() =>
        {
            Interlocked.Decrement(ref _backlog);
            if (!bytes.AsSpan().ContainsAnyExcept("\r\n\0"u8)) return;   // a keep-alive, to hold a binding of a NAT open
            var local = HopResolver.IsWildcard(port.Local.Address) ? HopResolver.LocalFor(source.Address, TransportProtocol.Udp, _listening)! : port.Local;
            Take(bytes, new Hop(TransportProtocol.Udp, source, local), null);
        });
    }

    /// <summary>From any thread.</summary>
    private void OnUnreachable(IPEndPoint remote, SocketException why) => _loop.Post(() => _failures += _recent.Fail(remote, why));

    /// <summary>On the thread pool.</summary>
    private void OnAccepted(TcpPort port, Socket socket) => _connections.Accept(TransportProtocol.Tcp, socket, port.Local);

    private void Take(ReadOnlyMemory<byte> bytes, Hop hop, ParseFault? broken)
    {
        var fault = broken ?? default;
        if (broken is not null || !SipMessage.TryParse(bytes, out var message, out fault))
        {
            TakeMalformed(bytes, hop, fault);
            return;
        }

        _received++;
        if (message.IsRequest) message = TopVia.NoteSource(message, hop.Remote);
        Trace(outgoing: false, hop, message);
        Received?.Invoke(message, hop);
    }

    private void TakeMalformed(ReadOnlyMemory<byte> bytes, Hop hop, ParseFault fault)
    {
        var isResponse = bytes.Span.StartsWith("SIP/"u8);
        if (isResponse) _malformedResponses++;
        else _malformedRequests++;
        if (!isResponse && MalformedRequest.TryRefuse(bytes.Span, fault, out var refusal))
        {
            _log.LogInformation("Refused {What} of call {CallId} from {Remote}: {Status} {Text}, byte {Offset} (rule: requests are well-formed; RFC 3261 §8.1.1, §25)",
                Encoding.UTF8.GetString(refusal[HeaderId.CSeq]), refusal.CallId, hop.Remote, fault.Status, fault.Phrase, fault.Offset);
            Send(refusal, hop);
            return;
        }

        _log.LogDebug("Dropped a malformed {Kind} of {Bytes} bytes from {Remote}: {Fault}", isResponse ? "response" : "request", bytes.Length, hop.Remote, fault);
    }

    private void SendDatagram(SipMessage message, Hop hop, Action<Exception>? failed)
    {
        if (!message.IsRequest) hop = hop with { Remote = TopVia.ResponseTarget(message, hop.Remote) };
        if (PortFor(hop.Local) is not { } port)
        {
            Fail(failed, new InvalidOperationException($"not listening on UDP {hop.Local}"));
            return;
        }

        Trace(outgoing: true, hop, message);
        _sent++;
        if (port.Send(message.Bytes.Span, hop.Remote) is { } fault) Fail(failed, fault);
        else _recent.Add(hop.Remote, failed);
    }

    private UdpPort? PortFor(IPEndPoint local) =>
        _udp.Find(port => port.Local.Equals(local))
        ?? _udp.Find(port => port.Local.Port == local.Port && port.Local.AddressFamily == local.AddressFamily && HopResolver.IsWildcard(port.Local.Address));

    private void SendStream(SipMessage message, Hop hop, Action<Exception>? failed)
    {
        // A response whose connection is gone goes to where its peer listens (RFC 3261 §18.2.2).
        var connection = _connections.Find(hop) ?? _connections.Open(message.IsRequest ? hop : ToListener(message, hop));
        if (connection is null)
        {
            Fail(failed, new IOException("too many connections"));
            return;
        }

        Trace(outgoing: true, connection.Hop with { ForSize = hop.ForSize }, message);
        _sent++;
        if (connection.Send(message, hop.ForSize, failed)) return;
        connection.Close();
        Fail(failed, new IOException($"{hop.Remote} reads too slowly"));
    }

    private static Hop ToListener(SipMessage response, Hop hop)
    {
        if (!response.TryGetTopVia(out var via)) return hop with { Connection = 0 };
        var remote = new IPEndPoint(hop.Remote.Address, via.Port == 0 ? TopVia.DefaultPortOf(hop.Protocol) : via.Port);
        var peer = hop.Protocol == TransportProtocol.Tls ? SipDomains.Of(Encoding.UTF8.GetString(via.Host)) : null;
        return hop with { Remote = remote, Connection = 0, Peer = peer };
    }

    private void OnHandshakeFailed(Hop hop, Exception why)
    {
        _handshakeFailures++;
        _log.LogInformation("No TLS with {Remote}: {Why} (rule: TLS 1.2 or 1.3, certificates that are believed; RFC 3261 §26.3.1, RFC 5922 §7)",
            hop.Remote, why.Message);
    }

    /// <summary>A message did not leave by its stream, or not whole. On the loop.</summary>
    private void OnLost(LostMessage lost)
    {
        if (lost.WasRefused && lost.ForSize && lost.Message.IsRequest)
        {
            if (_udpOnly.Count >= MostUdpOnly) _udpOnly.Clear();
            _udpOnly[lost.Hop.Remote] = _loop.Time.GetUtcNow() + UdpOnlyFor;
            var hop = lost.Hop with { Protocol = TransportProtocol.Udp, Connection = 0 };
            SendDatagram(TopVia.WithTransport(lost.Message, TransportProtocol.Udp, hop.Local), hop, lost.Failed);
            return;
        }

        _failures++;
        lost.Failed?.Invoke(lost.Why);
    }

    private void Fail(Action<Exception>? failed, Exception why)
    {
        _failures++;
        if (failed is not null) _loop.Post(() => failed(why));
    }

    private void Trace(bool outgoing, Hop hop, SipMessage message)
    {
        var entry = new TraceEntry(_loop.Time.GetUtcNow(), outgoing, hop, message, HidesBody(message));
        Tap?.Invoke(entry);
        if (_log.IsEnabled(LogLevel.Trace))
            _log.LogTrace("{Direction} {Protocol} {Remote}\n{Message}", outgoing ? "to" : "from", hop.Protocol, hop.Remote, entry.Text);
    }
}
