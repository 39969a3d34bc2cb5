using ImsConference.Tests.EndToEnd.Conformance;
using ImsConference.Tests.EndToEnd.Harness;
using NUnit.Framework;

namespace ImsConference.Tests.EndToEnd;

/// <summary>What the MRFC answers to requests that it cannot or may not serve, as bytes on the wire.</summary>
public sealed class RefusalTests : LabFixture
{
    private const string Unknown = "sip:conf-AAAAAAAAAAAAAAAAAAAAAA@mrfc1.conference.home1.net";

    private const string Audio = """
        v=0
        o=alice 1 1 IN IP4 127.0.0.1
        s=-
        c=IN IP4 127.0.0.1
        t=0 0
        m=audio 40000 RTP/AVP 0
        """;

    private const string G729 = """
        v=0
        o=alice 1 1 IN IP4 127.0.0.1
        s=-
        c=IN IP4 127.0.0.1
        t=0 0
        m=audio 40000 RTP/AVP 18
        a=rtpmap:18 G729/8000
        """;

    private static int _calls;

    private static IEnumerable<TestCaseData> Refused()
    {
        yield return Case("unknown conference", new Request("INVITE", Unknown, Body: Audio), "404");
        yield return Case("unknown user of the domain", new Request("INVITE", "sip:nobody@home1.net", Body: Audio), "404");
        yield return Case("method for nobody here", new Request("REGISTER", "sip:home1.net"), "405", "Allow: .*INVITE");
        yield return Case("unknown method", new Request("TELEPORT", Factory), "(405|501)", "Allow: .*INVITE");
        yield return Case("body of another type", new Request("INVITE", Factory, "Content-Type: text/plain", "hello"), "415", "Accept: .*application/sdp");
        yield return Case("unknown extension", new Request("INVITE", Factory, "Require: teleport", Audio), "420", "Unsupported: teleport");
        yield return Case("no codec in common", new Request("INVITE", Factory, Body: G729), "488", "Warning: 30[0-9] ");
        yield return Case("too much bandwidth", new Request("INVITE", Factory, Body: $"{Audio}\nb=AS:90000"), "488", "Warning: 370 ");
        yield return Case("subscription to the factory", new Request("SUBSCRIBE", Factory, "Event: weather"), "405", "Allow: .*INVITE");
        yield return Case("roster of an unknown conference", new Request("SUBSCRIBE", Unknown, "Event: conference"), "404");
        yield return Case("BYE out of nowhere", new Request("BYE", Unknown, ToTag: "gone"), "481");
        yield return Case("re-INVITE out of nowhere", new Request("INVITE", Unknown, Body: Audio, ToTag: "gone"), "481");
        yield return Case("CANCEL of nothing", new Request("CANCEL", Factory), "481");
        yield return Case("PRACK of nothing", new Request("PRACK", Unknown, "RAck: 1 1 INVITE", ToTag: "gone"), "481");
        yield return Case("NOTIFY of nothing", new Request("NOTIFY", Unknown, "Event: conference\nSubscription-State: active", ToTag: "gone"), "481");
        yield return Case("session interval too small", new Request("INVITE", Factory, "Supported: timer\nSession-Expires: 30", Audio), "422", "Min-SE: 90");
    }

    private static IEnumerable<TestCaseData> Malformed()
    {
        yield return Case("another method in CSeq", new Request("INVITE", Factory, Body: Audio, CSeq: "1 BYE"), "400 .*CSeq");
        yield return Case("no number in CSeq", new Request("OPTIONS", Factory, CSeq: "one OPTIONS"), "400 .*CSeq");
        yield return Case("no Contact in INVITE", new Request("INVITE", Factory, Body: Audio, Contact: ""), "400 .*Contact");
        yield return Case("Request-URI that is none", new Request("INVITE", "sip:@@@", Body: Audio), "400 .*(URI|Request)");
        yield return Case("body shorter than it says", new Request("INVITE", Factory, "Content-Length: 9999", Audio), "400 .*Content-Length");
        yield return Case("SDP that is none", new Request("INVITE", Factory, Body: "once upon a time"), "(400|488) ");
        yield return Case("another version of SIP", new Request("OPTIONS", Factory, Version: "SIP/7.0"), "505");
        yield return Case("another scheme", new Request("OPTIONS", "gopher:conference"), "(400|416|404)");
    }

    [TestCaseSource(nameof(Refused))]
    [TestCaseSource(nameof(Malformed))]
    [CancelAfter(20_000)]
    public async Task Answers(Request request, string status, string header, CancellationToken stop)
    {
        using var peer = new RawSip(Lab.Sip);
        var branch = $"z9hG4bK-refusal-{Interlocked.Increment(ref _calls)}";
        peer.Send(request.Write(peer.Local, branch));
        var answer = await peer.ReceiveAsync(stop);

        Assert.That(answer, Does.Match($@"^SIP/2\.0 {status}"));
        if (!answer.StartsWith("SIP/2.0 400", StringComparison.Ordinal) && !answer.StartsWith("SIP/2.0 505", StringComparison.Ordinal))
            Assert.That(answer, Does.Match("(?mi)^Warning: 3[0-9][0-9] [^ ]+ \".+\""), "why it said no");
        if (header.Length > 0) Assert.That(answer, Does.Match($"(?mi)^{header}"));
        Assert.That(answer, Does.Contain(branch).And.Contain("To: ").And.Contain($"Call-ID: {branch}"));
        if (request.Method == "INVITE") peer.Send(request.WriteAck(peer.Local, branch, answer));
    }

    [Test, CancelAfter(20_000)]
    public async Task Garbage_is_dropped_and_service_goes_on(CancellationToken stop)
    {
        using var peer = new RawSip(Lab.Sip);
        peer.Send("\0\u0001\u0002 not SIP at all");
        peer.Send("SIP/2.0 200\n\n");
        peer.Send("INVITE\n\n");
        peer.Send(new Request("OPTIONS", Factory).Write(peer.Local, "z9hG4bK-alive"));

        Assert.That(await peer.ReceiveAsync(stop), Does.StartWith("SIP/2.0 200 ").And.Contain("z9hG4bK-alive"));
        var counts = (await Lab.StatusAsync(stop))["sip"]!;
        Assert.That(counts["malformedResponses"]!.GetValue<int>(), Is.EqualTo(1), "dropped and counted");
    }

    [Test, CancelAfter(20_000)]
    [Requirement("RFC 4579 §5.13", "OPTIONS: Allow, Allow-Events, Accept, Supported, SDP")]
    public async Task Options_tells_what_is_spoken_here(CancellationToken stop)
    {
        using var peer = new RawSip(Lab.Sip);
        peer.Send(new Request("OPTIONS", Factory).Write(peer.Local, "z9hG4bK-options"));
        var answer = await peer.ReceiveAsync(stop);

        Assert.That(answer, Does.StartWith("SIP/2.0 200 "));
        foreach (var header in new[] { "Allow: .*INVITE", "Allow-Events: .*conference", "Accept: .*application/sdp", "Supported: .*100rel" })
            Assert.That(answer, Does.Match($"(?m)^{header}"));
    }

    private static TestCaseData Case(string what, Request request, string status, string header = "") =>
        new TestCaseData(request, status, header).SetArgDisplayNames(what);
}
