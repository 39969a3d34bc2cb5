using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Threading.Channels;
using ImsConference.Sip.Loop;
using ImsConference.Sip.Messages;
using ImsConference.Sip.Transports;
using ImsConference.Tests.EndToEnd.Conformance;
using ImsConference.Tests.EndToEnd.Harness;
using Microsoft.Extensions.Logging.Abstractions;
using NUnit.Framework;

namespace ImsConference.Tests.EndToEnd.Sip;

/// <summary>The transports against plain sockets: what is written to the wire, and what is made of what comes.</summary>
[TestFixture, CancelAfter(20_000)]
public sealed class SipTransportsTests
{
    private readonly Channel<(SipMessage Message, Hop Hop)> _received = Channel.CreateUnbounded<(SipMessage, Hop)>();
    private readonly Channel<Exception> _failed = Channel.CreateUnbounded<Exception>();
    private IPAddress _address = null!;
    private SignallingLoop _loop = null!;
    private SipTransports _transports = null!;

    private IPEndPoint Local => _transports.Listening[0].Local;

    [SetUp]
    public async Task SetUp()
    {
        _address = Loopback.Take();
        _loop = new SignallingLoop(TimeProvider.System, NullLogger<SignallingLoop>.Instance);
        _loop.Start();
        _transports = new SipTransports(_loop, NullLogger<SipTransports>.Instance, new TransportOptions { IdleLimit = TimeSpan.FromSeconds(10), MaxConnections = 3 })
        {
            Received = (message, hop) => _received.Writer.TryWrite((message, hop)),
        };
        await _transports.ListenAsync(new IPEndPoint(_address, 0));
    }

    [TearDown]
    public async Task TearDown()
    {
        await _transports.DisposeAsync();
        await _loop.DisposeAsync();
    }

    [Test]
    public async Task A_datagram_gets_its_source_noted_and_its_answer_goes_back_there(CancellationToken stop)
    {
        using var peer = new UdpClient(new IPEndPoint(_address, 0));
        await peer.SendAsync(Request("UDP 10.9.9.9:5060", ";rport"), Local, stop);
        var (request, hop) = await _received.Reader.ReadAsync(stop);
        var source = (IPEndPoint)peer.Client.LocalEndPoint!;
        Assert.That(Encoding.ASCII.GetString(request[HeaderId.Via]), Does.Contain($"rport={source.Port}").And.Contain($"received={_address}"));

        await SendAsync(SipWriter.Response(request, 200).ToTag("a").Build(), hop);
        var answer = await peer.ReceiveAsync(stop);
        Assert.That(Encoding.ASCII.GetString(answer.Buffer), Does.StartWith("SIP/2.0 200 "));
        Assert.That(answer.RemoteEndPoint, Is.EqualTo(Local));
    }

    [TestCase("INVITE sip:x@y SIP/2.0\r\nVia: SIP/2.0/UDP 10.9.9.9;rport;branch=z9hG4bK1\r\nFrom: <sip:a@b>;tag=1\r\nTo: <sip:x@y>\r\nCall-ID: 1\r\nCSeq: 1 BYE\r\n\r\n", "SIP/2.0 400 ")]
    [TestCase("INVITE sip:x@y SIP/9.0\r\nVia: SIP/2.0/UDP 10.9.9.9;rport;branch=z9hG4bK1\r\nFrom: <sip:a@b>;tag=1\r\nTo: <sip:x@y>\r\nCall-ID: 1\r\nCSeq: 1 INVITE\r\n\r\n", "SIP/2.0 505 ")]
    public async Task A_malformed_request_is_told_what_is_wrong(string text, string answered, CancellationToken stop)
    {
        using var peer = new UdpClient(new IPEndPoint(_address, 5060));
        await peer.SendAsync(Encoding.ASCII.GetBytes(text), Local, stop);
        var answer = Encoding.ASCII.GetString((await peer.ReceiveAsync(stop)).Buffer);
        Assert.That(answer, Does.StartWith(answered));
        Assert.That(answer.Split("\r\n")[0].Length, Is.GreaterThan(answered.Length + 5), "the phrase names the fault");
        Assert.That(_transports.Counters.MalformedRequests, Is.EqualTo(1));
    }

    [Test]
    public async Task Noise_is_counted_and_nothing_else(CancellationToken stop)
    {
        using var peer = new UdpClient(new IPEndPoint(_address, 0));
        foreach (var noise in new[] { "\r\n\r\n", "\0", "SIP/2.0 200 OK\r\nnothing\r\n\r\n", "\x16\x03\x01 no SIP at all" })
            await peer.SendAsync(Encoding.Latin1.GetBytes(noise), Local, stop);
        await peer.SendAsync(Request($"UDP {_address}", ""), Local, stop);
        await _received.Reader.ReadAsync(stop);
        var counters = _transports.Counters;
        Assert.That((counters.Received, counters.MalformedRequests, counters.MalformedResponses), Is.EqualTo((1L, 1L, 1L)));
    }

    [Test]
    public async Task Messages_on_a_stream_are_framed_however_they_are_cut_and_answered_on_it(CancellationToken stop)
    {
        using var peer = new TcpClient(new IPEndPoint(_address, 0));
        await peer.ConnectAsync(Local, stop);
        var stream = peer.GetStream();
        byte[] three = [.. Request("TCP 10.9.9.9", "", body: 300), .. "\r\n\r\n"u8, .. Request("TCP 10.9.9.9", "", body: 7), .. Request("TCP 10.9.9.9", "")];
        foreach (var piece in three.Chunk(97)) await stream.WriteAsync(piece, stop);

        var bodies = new List<int>();
        Hop hop = default;
        for (var i = 0; i < 3; i++)
        {
            (var message, hop) = await _received.Reader.ReadAsync(stop);
            bodies.Add(message.Body.Length);
            await SendAsync(SipWriter.Response(message, 200).ToTag("a").Build(), hop);
        }

        Assert.That(bodies, Is.EqualTo(new[] { 300, 7, 0 }));
        await ReadAsync(stream, text => text.Split("SIP/2.0 200 ").Length == 4 && text.EndsWith("\r\n", StringComparison.Ordinal) && HasPong(text), stop);
        Assert.That(_transports.Counters.Connections, Is.EqualTo(1));
    }

    [Test]
    public async Task A_stream_that_cannot_be_framed_is_answered_and_closed(CancellationToken stop)
    {
        using var peer = new TcpClient(new IPEndPoint(_address, 0));
        await peer.ConnectAsync(Local, stop);
        var text = "OPTIONS sip:x@y SIP/2.0\r\nVia: SIP/2.0/TCP 10.9.9.9;branch=z9hG4bK1\r\nFrom: <sip:a@b>;tag=1\r\nTo: <sip:x@y>\r\nCall-ID: 1\r\nCSeq: 1 OPTIONS\r\n\r\n";
        await peer.GetStream().WriteAsync(Encoding.ASCII.GetBytes(text), stop);
        var answer = await ReadAsync(peer.GetStream(), _ => false, stop);
        Assert.That(answer, Does.StartWith("SIP/2.0 400 Content-Length"));
    }

    [Test]
    public async Task A_peer_that_pings_and_does_not_read_the_answers_is_closed(CancellationToken stop)
    {
        using var peer = new TcpClient(new IPEndPoint(_address, 0));
        await peer.ConnectAsync(Local, stop);
        var pings = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("\r\n\r\n", 10_000)));

        Assert.That(async () =>
        {
            while (true) await peer.GetStream().WriteAsync(pings, stop);
        }, Throws.InstanceOf<IOException>());
    }

    [Test]
    public async Task One_stream_too_many_is_closed(CancellationToken stop)
    {
        var peers = new List<TcpClient>();
        for (var i = 0; i < 4; i++)
        {
            peers.Add(new TcpClient(new IPEndPoint(_address, 0)));
            await peers[i].ConnectAsync(Local, stop);
        }

        Assert.That(await peers[3].GetStream().ReadAsync(new byte[1], stop), Is.Zero);
        Assert.That(_transports.Counters.Connections, Is.EqualTo(3));
        peers.ForEach(peer => peer.Dispose());
    }

    [Test]
    public async Task An_idle_stream_makes_room_for_another(CancellationToken stop)
    {
        var transports = new SipTransports(_loop, NullLogger<SipTransports>.Instance, new TransportOptions { MaxConnections = 1, SpareAfter = TimeSpan.Zero });
        await using (transports)
        {
            await transports.ListenAsync(new IPEndPoint(_address, 0));
            using var idle = new TcpClient(new IPEndPoint(_address, 0));
            using var next = new TcpClient(new IPEndPoint(_address, 0));
            await idle.ConnectAsync(transports.Listening[0].Local, stop);
            await next.ConnectAsync(transports.Listening[0].Local, stop);
            await next.GetStream().WriteAsync("\r\n\r\n"u8.ToArray(), stop);

            Assert.That(await idle.GetStream().ReadAsync(new byte[1], stop), Is.Zero, "closed");
            Assert.That(await next.GetStream().ReadAsync(new byte[2], stop), Is.Positive, "served");
        }
    }

    [Test]
    public async Task A_large_request_goes_by_TCP_and_its_Via_says_so(CancellationToken stop)
    {
        using var peer = new TcpListener(_address, 0);
        peer.Start();
        await SendAsync(Parsed(Request($"UDP {Local}", "", body: 1400)), new Hop(TransportProtocol.Udp, (IPEndPoint)peer.LocalEndpoint, Local));
        using var accepted = await peer.AcceptTcpClientAsync(stop);
        var text = await ReadAsync(accepted.GetStream(), t => t.Contains("\r\n\r\n", StringComparison.Ordinal), stop);
        Assert.That(text, Does.Contain($"Via: SIP/2.0/TCP {Local}"));
    }

    [Test]
    public async Task A_large_request_goes_by_UDP_after_all_where_TCP_is_refused(CancellationToken stop)
    {
        using var peer = new UdpClient(new IPEndPoint(_address, 0));
        await SendAsync(Parsed(Request($"UDP {Local}", "", body: 1400)), new Hop(TransportProtocol.Udp, (IPEndPoint)peer.Client.LocalEndPoint!, Local));
        var text = Encoding.ASCII.GetString((await peer.ReceiveAsync(stop)).Buffer);
        Assert.That(text, Does.Contain($"Via: SIP/2.0/UDP {Local}"));
    }

    [Test]
    public async Task A_refusal_is_never_faster_than_the_way_round_it(CancellationToken stop)
    {
        for (var i = 0; i < 300; i++)
        {
            using var peer = new UdpClient(new IPEndPoint(_address, 0));
            await SendAsync(Parsed(Request($"UDP {Local}", "", body: 1400)), new Hop(TransportProtocol.Udp, (IPEndPoint)peer.Client.LocalEndPoint!, Local));
            await peer.ReceiveAsync(stop);
        }

        Assert.That(_failed.Reader.Count, Is.Zero);
    }

    [Test]
    [Requirement("RFC 3261 §18.1.1", "A request that is too large for UDP goes by it after all where nobody takes the TCP connection in time")]
    [Platform("Linux", Reason = "elsewhere a full queue may refuse")]
    public async Task A_large_request_goes_by_UDP_after_all_where_nobody_takes_the_connection(CancellationToken stop)
    {
        await using var transports = await ImpatientAsync();
        var local = transports.Listening[0].Local;
        using var peer = new UdpClient(new IPEndPoint(_address, 0));
        var remote = (IPEndPoint)peer.Client.LocalEndPoint!;
        using var silent = await SilentListener.StartAsync(remote, stop);
        for (var i = 1; i <= 2; i++)
        {
            await SendAsync(transports, Parsed(Request($"UDP {local}", "", body: 1400 + i)), new Hop(TransportProtocol.Udp, remote, local));
            var text = Encoding.ASCII.GetString((await peer.ReceiveAsync(stop)).Buffer);
            Assert.That(text, Does.Contain($"Via: SIP/2.0/UDP {local}").And.Contain($"Content-Length: {1400 + i}"));
        }

        Assert.That(await _loop.InvokeAsync(() => Task.FromResult(transports.RefusesTcp(remote))), Is.True, "the second one has not tried");
        Assert.That((_failed.Reader.Count, transports.Counters.SendFailures), Is.EqualTo((0, 0)));
    }

    [Test]
    [Platform("Linux", Reason = "elsewhere a full queue may refuse")]
    public async Task A_connection_that_nobody_takes_is_reported(CancellationToken stop)
    {
        await using var transports = await ImpatientAsync();
        var local = transports.Listening[0].Local;
        using var port = new UdpClient(new IPEndPoint(_address, 0));
        using var silent = await SilentListener.StartAsync((IPEndPoint)port.Client.LocalEndPoint!, stop);
        await SendAsync(transports, Parsed(Request($"TCP {local}", "")), new Hop(TransportProtocol.Tcp, silent.Address, local));

        Assert.That(await _failed.Reader.ReadAsync(stop), Is.InstanceOf<OperationCanceledException>());
        Assert.That(transports.Counters.SendFailures, Is.EqualTo(1));
    }

    [Test]
    public async Task A_refused_connection_is_reported(CancellationToken stop)
    {
        using var nobody = new UdpClient(new IPEndPoint(_address, 0));
        await SendAsync(Parsed(Request($"TCP {Local}", "")), new Hop(TransportProtocol.Tcp, (IPEndPoint)nobody.Client.LocalEndPoint!, Local));
        Assert.That(await _failed.Reader.ReadAsync(stop), Is.InstanceOf<SocketException>());
        Assert.That(_transports.Counters.SendFailures, Is.EqualTo(1));
    }

    [TestCase("127.0.0.1")]
    [TestCase("::1")]
    [Platform("Linux", Reason = "only Linux tells of ICMP on a socket that is not connected")]
    public async Task A_datagram_to_a_closed_port_is_reported_to_its_sender_alone(string address, CancellationToken stop)
    {
        Loopback.Need(IPAddress.Parse(address));
        await _transports.ListenAsync(new IPEndPoint(IPAddress.Parse(address), 0));
        var local = _transports.Listening[^1].Local;
        using var peer = new UdpClient(new IPEndPoint(local.Address, 0));
        IPEndPoint closed;
        using (var gone = new UdpClient(new IPEndPoint(local.Address, 0))) closed = (IPEndPoint)gone.Client.LocalEndPoint!;

        for (var i = 0; i < 3; i++)
        {
            await SendAsync(Parsed(Request($"UDP {local}", "")), new Hop(TransportProtocol.Udp, (IPEndPoint)peer.Client.LocalEndPoint!, local));
            await SendAsync(Parsed(Request($"UDP {local}", "")), new Hop(TransportProtocol.Udp, closed, local));
        }

        for (var i = 0; i < 3; i++)
        {
            var why = (SocketException)await _failed.Reader.ReadAsync(stop);
            Assert.That(why.SocketErrorCode, Is.EqualTo(SocketError.ConnectionRefused));
            await peer.ReceiveAsync(stop);
        }

        await peer.SendAsync(Request($"UDP {peer.Client.LocalEndPoint}", ""), local, stop);
        await _received.Reader.ReadAsync(stop);
        Assert.That(_transports.Counters.SendFailures, Is.EqualTo(3));
    }

    [Test]
    public async Task What_fails_above_is_logged_and_the_stream_lives_on(CancellationToken stop)
    {
        _transports.Received = (message, hop) =>
        {
            if (message.Body.IsEmpty) throw new InvalidOperationException("a fault of the layer above");
            _received.Writer.TryWrite((message, hop));
        };
        using var peer = new TcpClient(new IPEndPoint(_address, 0));
        await peer.ConnectAsync(Local, stop);
        await peer.GetStream().WriteAsync(Request("TCP 10.9.9.9", ""), stop);
        await peer.GetStream().WriteAsync(Request("TCP 10.9.9.9", "", body: 3), stop);
        var (request, _) = await _received.Reader.ReadAsync(stop);
        Assert.That(request.Body.Length, Is.EqualTo(3));
        Assert.That((_loop.Faults, _transports.Counters.Connections), Is.EqualTo((1, 1)));
    }

    [Test]
    public async Task What_is_queued_still_goes_out_when_the_transports_close(CancellationToken stop)
    {
        using var peer = new TcpListener(_address, 0);
        peer.Start();
        var transports = new SipTransports(_loop, NullLogger<SipTransports>.Instance);
        await transports.ListenAsync(new IPEndPoint(_address, 0));
        var local = transports.Listening[0].Local;
        await _loop.InvokeAsync(() =>
        {
            transports.Send(Parsed(Request($"TCP {local}", "", body: 900)), new Hop(TransportProtocol.Tcp, (IPEndPoint)peer.LocalEndpoint, local));
            return Task.CompletedTask;
        });
        await transports.DisposeAsync();

        using var accepted = await peer.AcceptTcpClientAsync(stop);
        Assert.That(await ReadAsync(accepted.GetStream(), _ => false, stop), Does.EndWith(new string('x', 900)));
    }

    [Test]
    public async Task A_stream_serves_both_ways(CancellationToken stop)
    {
        using var peer = new TcpListener(_address, 0);
        peer.Start();
        var hop = new Hop(TransportProtocol.Tcp, (IPEndPoint)peer.LocalEndpoint, Local);
        await SendAsync(Parsed(Request($"TCP {Local}", "")), hop);
        using var accepted = await peer.AcceptTcpClientAsync(stop);
        await accepted.GetStream().WriteAsync(Request("TCP 10.9.9.9", "", body: 5), stop);
        var (request, came) = await _received.Reader.ReadAsync(stop);
        await SendAsync(SipWriter.Response(request, 200).ToTag("a").Build(), came);
        await SendAsync(Parsed(Request($"TCP {Local}", "", body: 9)), hop);
        var text = await ReadAsync(accepted.GetStream(), t => t.Contains("Content-Length: 9", StringComparison.Ordinal), stop);
        Assert.That(text, Does.Contain("SIP/2.0 200 "));
        Assert.That(_transports.Counters.Connections, Is.EqualTo(1));
    }

    [Test]
    public async Task Several_addresses_serve_and_each_answers_for_itself(CancellationToken stop)
    {
        Loopback.Need(IPAddress.IPv6Loopback);
        await _transports.ListenAsync(new IPEndPoint(IPAddress.IPv6Loopback, 0));
        var second = _transports.Listening[^1].Local;
        using var peer = new UdpClient(new IPEndPoint(IPAddress.IPv6Loopback, 0));
        await peer.SendAsync(Request("UDP [::1]:9", ";rport"), second, stop);
        var (request, hop) = await _received.Reader.ReadAsync(stop);
        await SendAsync(SipWriter.Response(request, 200).ToTag("a").Build(), hop);
        Assert.That((await peer.ReceiveAsync(stop)).RemoteEndPoint, Is.EqualTo(second));
    }

    [TestCase("sip:a@127.0.0.1", ExpectedResult = "Udp 127.0.0.1:5060")]
    [TestCase("sip:a@127.0.0.1:5070;transport=tcp", ExpectedResult = "Tcp 127.0.0.1:5070")]
    [TestCase("sip:a@localhost;maddr=127.0.0.9", ExpectedResult = "Udp 127.0.0.9:5060")]
    [TestCase("sip:a@[::1]", ExpectedResult = "", Description = "we listen on no address of its family")]
    [TestCase("sips:a@127.0.0.1", ExpectedResult = "", Description = "TLS is not offered")]
    [TestCase("sip:a@127.0.0.1;transport=sctp", ExpectedResult = "")]
    [TestCase("tel:+358401234567", ExpectedResult = "")]
    [TestCase("sip:a@xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", ExpectedResult = "", Description = "longer than any name")]
    public async Task<string> Ways_to_a_URI(string uri, CancellationToken stop) =>
        string.Join(' ', (await _transports.ResolveAsync(SipUri.Parse(uri), stop)).Select(hop => $"{hop.Protocol} {hop.Remote}"));

    [Test]
    public async Task A_port_in_use_is_said_at_once()
    {
        var other = new SipTransports(_loop, NullLogger<SipTransports>.Instance);
        await using (other) Assert.That(() => other.ListenAsync(Local), Throws.InstanceOf<SocketException>());
    }

    private static byte[] Request(string sentBy, string viaParameters, int body = 0) => Encoding.ASCII.GetBytes(
        $"OPTIONS sip:conf@home1.net SIP/2.0\r\nVia: SIP/2.0/{sentBy};branch=z9hG4bK{body}{viaParameters}\r\nMax-Forwards: 70\r\nFrom: <sip:a@b>;tag=1\r\n"
        + $"To: <sip:conf@home1.net>\r\nCall-ID: c{body}\r\nCSeq: 1 OPTIONS\r\nContent-Length: {body}\r\n\r\n{new string('x', body)}");

    private static SipMessage Parsed(byte[] bytes) =>
        SipMessage.TryParse(bytes, out var message, out var fault) ? message : throw new FormatException($"{fault}");

    // The answer to a keep-alive stands before, between or behind the answers to requests.
    private static bool HasPong(string text) => text.StartsWith("\r\n", StringComparison.Ordinal) || text.Contains("\r\n\r\n\r\n", StringComparison.Ordinal);

    private static async Task<string> ReadAsync(NetworkStream stream, Func<string, bool> isEnough, CancellationToken stop)
    {
        var (text, buffer) = (new StringBuilder(), new byte[4096]);
        while (!isEnough(text.ToString()))
        {
            var count = await stream.ReadAsync(buffer, stop);
            if (count == 0) break;
            text.Append(Encoding.ASCII.GetString(buffer, 0, count));
        }

        return text.ToString();
    }

    private Task SendAsync(SipMessage message, Hop hop) => SendAsync(_transports, message, hop);

    private Task SendAsync(SipTransports transports, SipMessage message, Hop hop) => _loop.InvokeAsync(() =>
    {
        transports.Send(message, hop, why => _failed.Writer.TryWrite(why));
        return Task.CompletedTask;
    });

    /// <summary>Transports that soon give up a connection.</summary>
    private async Task<SipTransports> ImpatientAsync()
    {
        var limit = TimeSpan.FromMilliseconds(50);
        var transports = new SipTransports(_loop, NullLogger<SipTransports>.Instance, new TransportOptions { ConnectLimit = limit, ConnectLimitForSize = limit });
        await transports.ListenAsync(new IPEndPoint(_address, 0));
        return transports;
    }
}
