using ImsConference.Tests.EndToEnd.Conformance;
using ImsConference.Tests.EndToEnd.Harness;
using NUnit.Framework;

namespace ImsConference.Tests.EndToEnd.Tls;

/// <summary>The MRFC's TLS against a client that we did not write: versions, certificates of both sides, and what a peer's certificate is worth.</summary>
public sealed class OpensslTests
{
    private static int _calls;

    private TlsLab _lab = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        _lab = TlsLab.Prepare();
        _lab.Issue("cscf", TlsLab.Trusted);
        _lab.Issue("cscf-uri", $"sip:{TlsLab.Trusted}", "host7.home1.net");
        _lab.Issue("unlisted", "cscf.home2.net");
        _lab.Issue("other-domain", "sip:home2.net", TlsLab.Trusted);
        _lab.Forge("forged", TlsLab.Trusted);
        await _lab.StartAsync(limit.Token, "--Focus:Challenge=Everybody", "--Focus:Users:alice=wonderland");
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        if (_lab is not null) await _lab.DisposeAsync();
    }

    [TestCase("-tls1_2", "TLSv1.2")]
    [TestCase("-tls1_3", "TLSv1.3")]
    [CancelAfter(30_000)]
    [Requirement("RFC 3261 §26.2.1", "A server of SIP speaks TLS and shows a certificate of its host; a request over it is answered on it")]
    public async Task Options_are_answered_over_TLS(string version, string named, CancellationToken stop)
    {
        await using var client = OpensslClient.Start(
            _lab.Address, Request("OPTIONS"), version, "-brief", "-CAfile", _lab.AuthorityFile, "-verify_return_error", "-verify_hostname", "mrfc1.home1.net");
        await client.SaysAsync($"Protocol version: {named}", stop);
        await client.SaysAsync("Verification: OK", stop);
        await client.SaysAsync("SIP/2.0 200 ", stop);
        await client.SaysAsync("Via: SIP/2.0/TLS ", stop);
    }

    [Test, CancelAfter(30_000)]
    [Requirement("RFC 8996 §5", "TLS 1.1 is refused")]
    public async Task Old_versions_are_refused(CancellationToken stop)
    {
        var before = await FailuresAsync(stop);
        await using var client = OpensslClient.Start(_lab.Address, Request("OPTIONS"), "-tls1_1", "-cipher", "DEFAULT@SECLEVEL=0");
        Assert.That(await client.EndsAsync(stop), Does.Contain("alert protocol version").And.Not.Contain("SIP/2.0 200"));
        await RefusedAsync(before, stop);
    }

    [Test, CancelAfter(30_000)]
    [Requirement("RFC 5922 §7.4", "A client whose certificate does not chain to a trusted authority is refused")]
    public async Task A_certificate_of_a_stranger_is_refused(CancellationToken stop)
    {
        var before = await FailuresAsync(stop);
        await using var client = OpensslClient.Start(_lab.Address, Request("OPTIONS"), Certificate("forged"));
        Assert.That(await client.EndsAsync(stop), Does.Not.Contain("SIP/2.0 "));
        await RefusedAsync(before, stop);
        await _lab.System.Mrfc.LineAsync(line => line.Contains("the certificate of CN=forged is not believed", StringComparison.Ordinal), stop);
    }

    [TestCase("cscf", true, Description = "a DNS name")]
    [TestCase("cscf-uri", true, Description = "a sip URI")]
    [TestCase("unlisted", false, Description = "a good certificate, of a domain that nobody trusts")]
    [TestCase("other-domain", false, Description = "RFC 5922 §7.1: beside a sip URI DNS names do not count")]
    [TestCase(null, false, Description = "none at all")]
    [CancelAfter(30_000)]
    [Requirement("RFC 3325 §5", "P-Asserted-Identity counts from a peer whose certificate proves a trusted domain, and from no other over TLS")]
    [Requirement("RFC 5922 §7.1", "A peer is the domain of the sip URI in its certificate, or else of the DNS name")]
    public async Task A_certificate_decides_whose_word_counts(string? name, bool isTrusted, CancellationToken stop)
    {
        // Beyond the question who it is there is one that cannot be answered with yes: no call is left that a test would have to end.
        await using var client = OpensslClient.Start(_lab.Address, Request("INVITE", "P-Asserted-Identity: <sip:alice@home1.net>"), name is null ? [] : Certificate(name));
        Assert.That(await client.SaysAsync("SIP/2.0 4", stop), Does.StartWith(isTrusted ? "SIP/2.0 488 " : "SIP/2.0 401 "));
    }

    [Test, CancelAfter(30_000)]
    [Requirement("RFC 3261 §12.1.1", "Who asks for sips is answered with a sips Contact")]
    public async Task Who_asks_for_sips_is_sent_to_sips(CancellationToken stop)
    {
        await using var client = OpensslClient.Start(
            _lab.Address, Request("INVITE", "P-Asserted-Identity: <sip:alice@home1.net>", "sips:conferences@home1.net", "audio 40000 RTP/AVP 8"), Certificate("cscf"));
        await client.SaysAsync("SIP/2.0 302 ", stop);
        Assert.That(await client.SaysAsync("Contact: ", stop), Does.StartWith("Contact: <sips:conf-"));
    }

    private string[] Certificate(string name) => ["-cert", _lab.Pem(name), "-key", _lab.Key(name)];

    private static string Request(string method, string header = "Subject: none", string uri = "sip:conf-factory1@home1.net", string media = "video 40000 RTP/AVP 96")
    {
        var sdp = method == "INVITE" ? $"v=0\r\no=a 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm={media}\r\n" : "";
        var call = Interlocked.Increment(ref _calls);
        return $"""
            {method} {uri} SIP/2.0
            Via: SIP/2.0/TLS 127.0.0.1:5061;branch=z9hG4bKtls{call};rport
            Max-Forwards: 70
            From: <sip:alice@home1.net>;tag=a
            To: <{uri}>
            Call-ID: tls-{call}
            CSeq: 1 {method}
            Contact: <sip:alice@127.0.0.1:5061;transport=tls>
            {header}
            Content-Type: application/sdp
            Content-Length: {sdp.Length}

            {sdp}
            """;
    }

    private async Task<int> FailuresAsync(CancellationToken stop) => (await _lab.System.StatusAsync(stop))["sip"]!["handshakeFailures"]!.GetValue<int>();

    private async Task RefusedAsync(int before, CancellationToken stop)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (await FailuresAsync(stop) == before) await timer.WaitForNextTickAsync(stop);
        await _lab.System.Mrfc.LineAsync(line => line.Contains("No TLS with 127.", StringComparison.Ordinal), stop);
    }
}
