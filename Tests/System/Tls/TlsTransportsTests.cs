using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Threading.Channels;
using ImsConference.Sip.Loop;
using ImsConference.Sip.Messages;
using ImsConference.Sip.Transports;
using ImsConference.Tests.EndToEnd.Conformance;
using ImsConference.Tests.EndToEnd.Harness;
using ImsConference.Tests.Ue.Certificates;
using Microsoft.Extensions.Logging.Abstractions;
using NUnit.Framework;

namespace ImsConference.Tests.EndToEnd.Tls;

/// <summary>The transports' TLS against plain sockets with TLS on them: what goes where, and what a peer has to show.</summary>
[TestFixture, CancelAfter(30_000)]
public sealed class TlsTransportsTests
{
    private readonly Channel<(SipMessage Message, Hop Hop)> _received = Channel.CreateUnbounded<(SipMessage, Hop)>();
    private readonly Channel<Exception> _failed = Channel.CreateUnbounded<Exception>();
    private TestAuthority _authority = null!;
    private IPAddress _address = null!;
    private SignallingLoop _loop = null!;
    private SipTransports _transports = null!;

    private IPEndPoint Local => _transports.Listening.Single(hop => hop.Protocol == TransportProtocol.Tls).Local;

    [SetUp]
    public async Task SetUp()
    {
        _authority = new TestAuthority("Lab");
        _address = Loopback.Take();
        _loop = new SignallingLoop(TimeProvider.System, NullLogger<SignallingLoop>.Instance);
        _loop.Start();
        _transports = new SipTransports(
            _loop, NullLogger<SipTransports>.Instance, new TransportOptions { HandshakeLimit = TimeSpan.FromSeconds(6), MaxConnections = 2 },
            new TlsContext(_authority.Issue("us", "us.home1.net"), [], [_authority.Root]))
        {
            Received = (message, hop) => _received.Writer.TryWrite((message, hop)),
        };
        await _transports.ListenAsync(new IPEndPoint(_address, 0));
        await _transports.ListenTlsAsync(new IPEndPoint(_address, 0));
    }

    [TearDown]
    public async Task TearDown()
    {
        await _transports.DisposeAsync();
        await _loop.DisposeAsync();
        _authority.Dispose();
    }

    [TestCase("sips:a@127.0.0.1", ExpectedResult = "Tls 127.0.0.1:5061 127.0.0.1")]
    [TestCase("sips:a@127.0.0.1:5070;transport=tcp", ExpectedResult = "Tls 127.0.0.1:5070 127.0.0.1", Description = "TLS runs over TCP")]
    [TestCase("sip:a@127.0.0.1;transport=tls", ExpectedResult = "Tls 127.0.0.1:5061 127.0.0.1")]
    [TestCase("sips:a@localhost;maddr=127.0.0.9", ExpectedResult = "Tls 127.0.0.9:5061 localhost", Description = "the certificate has to show the host that was asked for")]
    [TestCase("sips:a@127.0.0.1;transport=udp", ExpectedResult = "", Description = "never by less than TLS")]
    [TestCase("sip:a@127.0.0.1", ExpectedResult = "Udp 127.0.0.1:5060 ")]
    public async Task<string> Ways(string uri) =>
        string.Join(',', (await _transports.ResolveAsync(SipUri.Parse(uri))).Select(hop => $"{hop.Protocol} {hop.Remote} {hop.Peer}"));

    [Test]
    [Requirement("RFC 3261 §26.2.2", "A request for a sips URI goes by TLS, to a server that shows the URI's host")]
    public async Task A_request_for_sips_goes_by_TLS(CancellationToken stop)
    {
        using var listener = Listen();
        await SendAsync($"sips:b@{listener.LocalEndpoint}");
        using var server = await ServeAsync(listener, stop, $"{_address}");
        var text = await ReadAsync(server, stop);
        Assert.That(text, Does.Contain($"Via: SIP/2.0/TLS {Local}"));
        Assert.That(server.RemoteCertificate?.Subject, Is.EqualTo("CN=us"), "we show ours, too");

        await server.WriteAsync(Request("TLS 10.9.9.9"), stop);
        var (_, hop) = await _received.Reader.ReadAsync(stop);
        Assert.That($"{hop.Protocol} {hop.Peer}", Is.EqualTo($"Tls {_address}"), "the same stream serves both ways");
    }

    [TestCase("other.home1.net")]
    [TestCase("*.0.0.1", Description = "no wildcards")]
    [Requirement("RFC 5922 §7.3", "Nothing is said to a server whose certificate shows another host")]
    public async Task A_server_that_shows_another_host_gets_nothing(string shown, CancellationToken stop)
    {
        using var listener = Listen();
        await SendAsync($"sips:b@{listener.LocalEndpoint}");
        Assert.That(await HearsAsync(listener, stop, shown), Is.Empty);
        Assert.That(await _failed.Reader.ReadAsync(stop), Is.InstanceOf<AuthenticationException>().With.Message.Contains("not for"));
        Assert.That((_transports.Counters.HandshakeFailures, _transports.Counters.SendFailures), Is.EqualTo((1L, 1L)));
    }

    [Test]
    public async Task A_peer_that_never_finishes_its_handshake_holds_nobody_up_and_is_closed(CancellationToken stop)
    {
        using var silent = await ConnectAsync(stop);
        using var other = await ConnectAsync(stop);
        using var secured = await SecureAsync(other, stop);
        await secured.WriteAsync(Request("TLS 10.9.9.9"), stop);
        await _received.Reader.ReadAsync(stop);

        Assert.That(await silent.GetStream().ReadAsync(new byte[1], stop), Is.Zero, "closed");
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (_transports.Counters is not { HandshakeFailures: 1, Connections: 1 }) await timer.WaitForNextTickAsync(stop);
    }

    [Test]
    public async Task What_is_no_TLS_after_the_handshake_ends_the_stream(CancellationToken stop)
    {
        using var tcp = await ConnectAsync(stop);
        using var secured = await SecureAsync(tcp, stop);
        await secured.WriteAsync(Request("TLS 10.9.9.9"), stop);
        await _received.Reader.ReadAsync(stop);
        await tcp.GetStream().WriteAsync(Request("TLS 10.9.9.9"), stop);

        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (_transports.Counters.Connections > 0) await timer.WaitForNextTickAsync(stop);
    }

    [Test]
    public async Task Unfinished_handshakes_make_room_for_who_comes(CancellationToken stop)
    {
        using var first = await ConnectAsync(stop);
        using var second = await ConnectAsync(stop);
        using var third = await ConnectAsync(stop);   // two streams are the limit
        using var secured = await SecureAsync(third, stop);
        await secured.WriteAsync(Request("TLS 10.9.9.9"), stop);
        await _received.Reader.ReadAsync(stop);
    }

    [Test]
    public async Task A_UE_without_certificate_is_called_back_on_its_own_stream(CancellationToken stop)
    {
        using var tcp = await ConnectAsync(stop);
        using var secured = await SecureAsync(tcp, stop);
        await secured.WriteAsync(Request("TLS 10.9.9.9"), stop);
        var (_, hop) = await _received.Reader.ReadAsync(stop);
        Assert.That(hop.Peer, Is.Null, "it has proved nothing");

        await SendAsync($"sip:ue@{tcp.Client.LocalEndPoint};transport=tls");
        Assert.That(await ReadAsync(secured, stop), Does.StartWith("OPTIONS "));
    }

    private TcpListener Listen()
    {
        var listener = new TcpListener(_address, 0);
        listener.Start();
        return listener;
    }

    private async Task<SslStream> ServeAsync(TcpListener listener, CancellationToken stop, params string[] names)
    {
        var secured = new SslStream((await listener.AcceptTcpClientAsync(stop)).GetStream());
        await secured.AuthenticateAsServerAsync(new SslServerAuthenticationOptions
        {
            ServerCertificate = _authority.Issue("peer", names),
            ClientCertificateRequired = true,
            CertificateChainPolicy = Policy(),
        }, stop);
        return secured;
    }

    /// <returns>What a client says that may not like the certificate; empty: nothing.</returns>
    private async Task<string> HearsAsync(TcpListener listener, CancellationToken stop, params string[] names)
    {
        try
        {
            using var server = await ServeAsync(listener, stop, names);
            return await ReadAsync(server, stop);
        }
        catch (Exception e) when (e is IOException or AuthenticationException)
        {
            return "";   // it broke off
        }
    }

    private async Task<TcpClient> ConnectAsync(CancellationToken stop)
    {
        var peer = new TcpClient(new IPEndPoint(_address, 0));
        await peer.ConnectAsync(Local, stop);
        return peer;
    }

    private async Task<SslStream> SecureAsync(TcpClient tcp, CancellationToken stop)
    {
        var secured = new SslStream(tcp.GetStream());
        await secured.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = "us.home1.net", CertificateChainPolicy = Policy() }, stop);
        return secured;
    }

    private X509ChainPolicy Policy() => new()
    {
        TrustMode = X509ChainTrustMode.CustomRootTrust,
        CustomTrustStore = { _authority.Root },
        RevocationMode = X509RevocationMode.NoCheck,
    };

    /// <returns>One message; empty when the peer closes.</returns>
    private static async Task<string> ReadAsync(SslStream stream, CancellationToken stop)
    {
        var (text, buffer) = (new StringBuilder(), new byte[4096]);
        while (!text.ToString().Contains("\r\n\r\n", StringComparison.Ordinal))
        {
            var count = await stream.ReadAsync(buffer, stop);
            if (count == 0) break;
            text.Append(Encoding.ASCII.GetString(buffer, 0, count));
        }

        return text.ToString();
    }

    private static byte[] Request(string sentBy) => Encoding.ASCII.GetBytes(
        $"OPTIONS sip:conf@home1.net SIP/2.0\r\nVia: SIP/2.0/{sentBy};branch=z9hG4bK1\r\nMax-Forwards: 70\r\nFrom: <sip:a@b>;tag=1\r\n"
        + "To: <sip:conf@home1.net>\r\nCall-ID: c\r\nCSeq: 1 OPTIONS\r\nContent-Length: 0\r\n\r\n");

    private Task SendAsync(string uri) => _loop.InvokeAsync(async () =>
    {
        var hop = (await _transports.ResolveAsync(SipUri.Parse(uri)))[0];
        if (!SipMessage.TryParse(Request(_transports.ViaPrefix(hop)["SIP/2.0/".Length..]), out var message, out var fault)) throw new FormatException($"{fault}");
        _transports.Send(message, hop, why => _failed.Writer.TryWrite(why));
    });
}
