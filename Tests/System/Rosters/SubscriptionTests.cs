using System.Text;
using System.Xml.Linq;
using ImsConference.Tests.EndToEnd.Conformance;
using ImsConference.Tests.EndToEnd.Harness;
using ImsConference.Tests.Ue;
using ImsConference.Tests.Ue.Roster;
using NUnit.Framework;

namespace ImsConference.Tests.EndToEnd.Rosters;

/// <summary>Subscriptions to the conference event package, as bytes on the wire (RFC 4575 §3, RFC 6665).</summary>
public sealed class SubscriptionTests() : LabFixture("--Focus:NotifySpacingMs=300", "--Focus:DepartedMs=1000", "--Focus:MinSubscriptionSeconds=2")
{
    private const string Conference = "Event: conference";

    private UeCall _alice = null!;
    private RawSip _peer = null!;

    [SetUp]
    public async Task CallAsync()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        _alice = await Lab.CallAsync(Factory, 443, limit.Token);
        _peer = new RawSip(Lab.Sip);

        // Nothing changes by itself any more once it is heard.
        await using var watch = await _alice.SubscribeAsync(limit.Token);
        await watch.WaitForAsync(it => it.State!.Descendants().Any(element => element.Name.LocalName == "src-id" && element.Value == $"{_alice.Media.Ssrc}"), limit.Token);
    }

    [TearDown]
    public async Task HangUpAsync()
    {
        await _alice.DisposeAsync();
        _peer.Dispose();
    }

    [TestCase("Event: weather", "489", "Allow-Events: .*conference")]
    [TestCase("Accept: text/plain", "489", "Allow-Events: ", Description = "no Event at all")]
    [TestCase("Event: conference\nAccept: application/pidf+xml", "406", "Accept: .*application/conference-info\\+xml")]
    [TestCase("Event: conference\nExpires: 1", "423", "Min-Expires: 2")]
    [TestCase("Event: conference\nExpires: soon", "(200|400)", "")]
    [TestCase("Event: refer", "403", "")]
    [CancelAfter(20_000)]
    [Requirement("RFC 6665 §4.1.2.4", "SUBSCRIBE to an unknown package: 489 with Allow-Events")]
    [Requirement("RFC 6665 §4.2.1.1", "SUBSCRIBE shorter than the least: 423 with Min-Expires")]
    [Requirement("RFC 4575 §3.4", "SUBSCRIBE whose Accept excludes conference-info+xml: 406 with Accept")]
    public async Task What_cannot_be_subscribed_to(string headers, string status, string header, CancellationToken stop)
    {
        var subscription = new RawSubscription(_peer, _alice.ConferenceUri);
        var answer = await subscription.SubscribeAsync(headers, stop);
        Assert.That(answer, Does.Match($"^SIP/2\\.0 {status} "));
        if (header.Length > 0) Assert.That(answer, Does.Match($"(?m)^{header}"));
        if (!answer.StartsWith("SIP/2.0 200", StringComparison.Ordinal)) return;

        await subscription.NotifyAsync(stop);
        await subscription.SubscribeAsync($"{Conference}\nExpires: 0", stop);
        await subscription.NotifyAsync(stop);
    }

    [Test, CancelAfter(20_000)]
    [Requirement("RFC 4575 §3.2", "SUBSCRIBE with a filter body: 415, for none is supported")]
    public async Task A_filter_is_not_taken(CancellationToken stop)
    {
        _peer.Send(new Request("SUBSCRIBE", _alice.ConferenceUri, $"{Conference}\nContent-Type: application/simple-filter+xml", "<filter-set/>").Write(_peer.Local, "z9hG4bK-filter"));
        Assert.That(await _peer.ReceiveAsync(stop), Does.StartWith("SIP/2.0 415 "));
    }

    [Test, CancelAfter(20_000)]
    [Requirement("RFC 6665 §4.2.1", "SUBSCRIBE in a dialog that is not known: 481")]
    public async Task Nobody_subscribes_in_a_dialog_that_is_none(CancellationToken stop)
    {
        _peer.Send(new Request("SUBSCRIBE", _alice.ConferenceUri, Conference, ToTag: "gone").Write(_peer.Local, "z9hG4bK-no-dialog"));
        Assert.That(await _peer.ReceiveAsync(stop), Does.StartWith("SIP/2.0 481 "));
    }

    [Test, CancelAfter(20_000)]
    [Requirement("RFC 6665 §4.4.3", "SUBSCRIBE with Expires 0 fetches the state: one NOTIFY, full and terminated")]
    public async Task A_fetch_gets_one_full_NOTIFY(CancellationToken stop)
    {
        var subscription = new RawSubscription(_peer, _alice.ConferenceUri);
        Assert.That(RawSubscription.Header(await subscription.SubscribeAsync($"{Conference}\nExpires: 0", stop), "Expires"), Is.EqualTo("0"));

        var notify = await subscription.NotifyAsync(stop);
        Assert.That(RawSubscription.Header(notify, "Subscription-State"), Is.EqualTo("terminated;reason=timeout"));
        Assert.That((string?)Document(notify).Attribute("state"), Is.EqualTo("full"));
    }

    [Test, CancelAfter(20_000)]
    [Requirement("RFC 4575 §3.3", "A SUBSCRIBE without Expires lasts an hour, and none longer than that")]
    [Requirement("RFC 6665 §8.2.1", "NOTIFYs bear the id of the SUBSCRIBE's Event")]
    [Requirement("RFC 6665 §4.5.2", "Two subscriptions in one dialog are told apart by the id of Event")]
    public async Task Two_subscriptions_of_one_user_in_one_dialog(CancellationToken stop)
    {
        var subscription = new RawSubscription(_peer, _alice.ConferenceUri);
        Assert.That(RawSubscription.Header(await subscription.SubscribeAsync($"{Conference};id=7", stop), "Expires"), Is.EqualTo("3600"));
        Assert.That(RawSubscription.Header(await subscription.NotifyAsync(stop), "Event"), Is.EqualTo("conference;id=7"));
        Assert.That(RawSubscription.Header(await subscription.SubscribeAsync($"{Conference};id=8\nExpires: 999999", stop), "Expires"), Is.EqualTo("3600"));
        Assert.That(RawSubscription.Header(await subscription.NotifyAsync(stop), "Event"), Is.EqualTo("conference;id=8"));

        await subscription.SubscribeAsync($"{Conference};id=7\nExpires: 0", stop);
        var last = await subscription.NotifyAsync(stop);
        Assert.That((RawSubscription.Header(last, "Event"), RawSubscription.Header(last, "Subscription-State")), Is.EqualTo(("conference;id=7", "terminated;reason=timeout")));
        await subscription.SubscribeAsync($"{Conference};id=8\nExpires: 0", stop);
        Assert.That(RawSubscription.Header(await subscription.NotifyAsync(stop), "Event"), Is.EqualTo("conference;id=8"));
    }

    [Test, CancelAfter(20_000)]
    [Requirement("RFC 6665 §4.2.2", "A subscription that is not refreshed ends with terminated;reason=timeout")]
    [Requirement("RFC 4575 §3.5", "The NOTIFY after each SUBSCRIBE has the full state, a version above the last one's")]
    public async Task A_refresh_brings_the_full_state_and_its_lack_the_end(CancellationToken stop)
    {
        var subscription = new RawSubscription(_peer, _alice.ConferenceUri);
        await subscription.SubscribeAsync($"{Conference}\nExpires: 600", stop);
        var first = Document(await subscription.NotifyAsync(stop));
        await subscription.SubscribeAsync($"{Conference}\nExpires: 2", stop);
        var refreshed = Document(await subscription.NotifyAsync(stop));
        Assert.That(((string?)refreshed.Attribute("state"), (uint)refreshed.Attribute("version")!), Is.EqualTo(("full", (uint)first.Attribute("version")! + 1)));

        Assert.That(RawSubscription.Header(await subscription.NotifyAsync(stop), "Subscription-State"), Is.EqualTo("terminated;reason=timeout"));
    }

    [TestCase("481 Subscription does not exist")]
    [TestCase("404 Not Found")]
    [CancelAfter(20_000)]
    [Requirement("RFC 6665 §4.2.2", "A subscriber that answers a NOTIFY with 481 or 404 has no subscription any more")]
    public async Task Who_knows_nothing_of_its_subscription_has_none(string answer, CancellationToken stop)
    {
        var subscription = new RawSubscription(_peer, _alice.ConferenceUri);
        await subscription.SubscribeAsync(Conference, stop);
        Assert.That((await Lab.StatusAsync(stop))["subscriptions"]!.GetValue<int>(), Is.EqualTo(1));
        await subscription.NotifyAsync(stop, answer);
        while ((await Lab.StatusAsync(stop))["subscriptions"]!.GetValue<int>() != 0) await Task.Delay(20, stop);
    }

    [Test, CancelAfter(20_000)]
    [Requirement("RFC 4575 §3.6", "At the end of the conference every subscription ends: state deleted, terminated;reason=noresource")]
    [Requirement("TS 24.147 §5.3.3.4", "The focus ends its subscriptions with the conference")]
    public async Task The_end_of_the_conference_is_told(CancellationToken stop)
    {
        var subscription = new RawSubscription(_peer, _alice.ConferenceUri);
        await subscription.SubscribeAsync(Conference, stop);
        await subscription.NotifyAsync(stop);
        await _alice.ByeAsync();

        var notify = await subscription.NotifyAsync(stop);
        while (!RawSubscription.Header(notify, "Subscription-State")!.StartsWith("terminated", StringComparison.Ordinal)) notify = await subscription.NotifyAsync(stop);
        Assert.That(RawSubscription.Header(notify, "Subscription-State"), Is.EqualTo("terminated;reason=noresource"));
        Assert.That((string?)Document(notify).Attribute("state"), Is.EqualTo("deleted"));
    }

    [Test, CancelAfter(30_000)]
    [Requirement("RFC 4575 §3.10", "Changes that follow each other fast are told together, a subscriber not more often than configured")]
    [Requirement("RFC 4575 §4.1", "Versions grow by one with each NOTIFY of a subscription")]
    public async Task Fast_changes_are_told_together(CancellationToken stop)
    {
        await using var watch = await _alice.SubscribeAsync(stop);
        var began = TimeProvider.System.GetTimestamp();
        var others = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Lab.CallAsync(_alice.ConferenceUri, 719, stop)));
        await watch.WaitForConnectedAsync(7, stop);
        foreach (var other in others) await other.DisposeAsync();
        await watch.WaitForConnectedAsync(1, stop);

        var pauses = TimeProvider.System.GetElapsedTime(began).TotalMilliseconds / 300;
        Assert.That(watch.Documents, Has.Count.LessThanOrEqualTo(2 + (int)pauses));
        Assert.That(watch.Faults, Is.Empty);
        Assert.That(watch.Versions.Zip(watch.Versions.Skip(1)), Has.All.Matches<(uint First, uint Second)>(v => v.Second == v.First + 1));
        var told = watch.Documents.SelectMany(document => document.Descendants().Where(element => element.Name.LocalName == "disconnection-method")).Count();
        Assert.That(told, Is.GreaterThanOrEqualTo(6), "every disconnect is told, however fast it came");
    }

    private static XElement Document(string notify)
    {
        var body = Encoding.UTF8.GetBytes(RawSubscription.Body(notify));
        Assert.That(ConferenceSchema.FaultsOf(body), Is.Empty);
        return ConferenceSchema.Read(body);
    }
}
