using System.Net;
using ImsConference.Tests.EndToEnd.Conformance;
using ImsConference.Tests.EndToEnd.Harness;
using NUnit.Framework;

namespace ImsConference.Tests.EndToEnd;

/// <summary>More new calls a second than the node takes.</summary>
public sealed class OverloadTests() : LabFixture("--Sip:MaxCallsPerSecond=5", "--Focus:TrustedPeers:0=127.0.0.1", "--Focus:PriorityNamespaces:0=ets", "--Focus:PriorityNamespaces:1=wps", UrisOfThisHost)
{
    private const string Nobody = "sip:conf-AAAAAAAAAAAAAAAAAAAAAA@";

    private int _calls;

    [Test, CancelAfter(30_000)]
    [Requirement("RFC 3261 §21.5.4", "Above the configured rate new calls get 503 with Retry-After; what stands already goes on")]
    [Requirement("RFC 4412 §4.7.1", "In overload a call with a known Resource-Priority from a trusted peer is served, that of anybody else is not")]
    [Requirement("RFC 7339 §4", "A peer that knows of overload control is told in Via how much less to send")]
    public async Task Overload(CancellationToken stop)
    {
        using var standing = new RawUe(Lab.Sip, "alice");
        await standing.CallAsync(Factory, RawUe.Audio(), stop);

        using var trusted = new RawSip(Lab.Sip);
        using var stranger = new RawSip(Lab.Sip, new IPEndPoint(Loopback.Take(), 5060));
        var plain = new List<RawMessage>();
        var told = 0;
        while (told == 0)   // the first window of a second that is over tells what came in it
        {
            for (var i = 0; i < 20; i++) plain.Add(await TryAsync(trusted, "", stop));
            var answer = await TryAsync(trusted, "", stop, ";oc;oc-algo=\"loss,rate\"");
            var via = System.Text.RegularExpressions.Regex.Match(answer.Header("Via"), ";oc=(?<loss>[0-9]+);oc-algo=\"loss\";oc-validity=[0-9]+;oc-seq=[0-9]+\\.[0-9]{3}");
            Assert.That(via.Success, answer.Header("Via"));
            told = int.Parse(via.Groups["loss"].Value, System.Globalization.CultureInfo.InvariantCulture);
        }

        Assert.That(plain.Select(answer => answer.Status).Distinct(), Is.EquivalentTo([404, 503]));
        Assert.That(plain.Where(answer => answer.Status == 503).Select(answer => answer.Header("Retry-After")), Is.All.Match("^[0-9]+$"));
        Assert.That(told, Is.InRange(1, 95));
        Assert.That((await UntilAsync(503, trusted, "", stop)).Header("Via"), Does.Not.Contain("oc="), "who does not ask is not told");
        Assert.That((await TryAsync(trusted, "Resource-Priority: ets.0", stop)).Status, Is.EqualTo(404), "served, though there is nobody");
        Assert.That((await UntilAsync(503, stranger, "Resource-Priority: ets.0", stop)).Status, Is.EqualTo(503));
        Assert.That((await standing.ReInviteAsync(RawUe.Audio("inactive"), stop)).Status, Is.EqualTo(200));
        await standing.ByeAsync(stop);
        Assert.That((await UntilAsync(404, trusted, "", stop)).Status, Is.EqualTo(404), "the next second is a new one");
    }

    private async Task<RawMessage> UntilAsync(int status, RawSip peer, string headers, CancellationToken stop)
    {
        while (true)
        {
            var answer = await TryAsync(peer, headers, stop);
            if (answer.Status == status) return answer;
        }
    }

    private async Task<RawMessage> TryAsync(RawSip peer, string headers, CancellationToken stop, string via = "")
    {
        var branch = $"z9hG4bK-overload-{++_calls}{via}";
        var request = new Request("SUBSCRIBE", $"{Nobody}{Lab.Address}", headers.Length == 0 ? "Event: conference" : $"Event: conference\n{headers}", CSeq: "1 SUBSCRIBE");
        peer.Send(request.Write(peer.Local, branch).Replace($"tag={branch}", $"tag=o{_calls}", StringComparison.Ordinal).Replace($"Call-ID: {branch}", $"Call-ID: o{_calls}", StringComparison.Ordinal));
        return new RawMessage(await peer.ReceiveAsync(stop));
    }
}
