using System.Text;
using ImsConference.Sip.Messages;
using ImsConference.Sip.Sessions;
using NUnit.Framework;

namespace ImsConference.Tests.Unit.Focus;

/// <summary>Every no where it belongs, with what it owes.</summary>
public sealed class RefusalTests
{
    private const string Unknown = "sip:conf-aaaaaaaaaaaaaaaaaaaaaaaaaa@mrfc1.conference.home1.net";

    [TestCase("INVITE", Unknown, 404)]
    [TestCase("SUBSCRIBE", Unknown, 404)]
    [TestCase("OPTIONS", Unknown, 404)]
    [TestCase("INVITE", "sip:nobody@home1.net", 404)]
    [TestCase("MESSAGE", FocusBench.Factory, 405)]
    [TestCase("REGISTER", FocusBench.Redirect, 405)]
    [TestCase("SUBSCRIBE", FocusBench.Factory, 405)]
    [TestCase("DANCE", FocusBench.Factory, 501)]
    [TestCase("OPTIONS", FocusBench.Factory, 200)]
    [TestCase("BYE", FocusBench.Factory, 481)]
    public void A_request_to_an_URI(string method, string uri, int status)
    {
        var bench = new FocusBench();
        var response = Send(bench, method, uri);

        Assert.That(response.StatusCode, Is.EqualTo(status));
        if (status is 405 or 501) Assert.That(FocusBench.List(response, "Allow"), Does.StartWith("INVITE, ACK"));
        if (status == 405) Assert.That(FocusBench.List(response, "Allow"), Is.EqualTo("INVITE, ACK, CANCEL, OPTIONS, BYE"));
        bench.AssertNothingLeft();
    }

    [Test]
    public void OPTIONS_tells_what_a_conference_can_do()
    {
        var bench = new FocusBench();
        bench.Make(reliable: false);
        var response = Send(bench, "OPTIONS", bench.Conference.Uri.Text);

        Assert.That(FocusBench.Text(response, HeaderId.Contact), Is.EqualTo(bench.Conference.Contact));
        Assert.That(response.Lists(HeaderId.AllowEvents, "conference") && response.Lists(HeaderId.Supported, "replaces"));
        Assert.That(response.Lists(HeaderId.Accept, "application/conference-info+xml"));
        Assert.That(Encoding.UTF8.GetString(response.Body.Span), Does.Contain("m=audio 0 RTP/AVP 8 0 101"));
        bench.EveryoneLeaves();
    }

    [TestCase("Require", "answermode", 420, "Unsupported", "answermode")]
    [TestCase("Content-Type", "text/plain", 415, "Accept", "application/sdp")]
    [TestCase("Session-Expires", "60", 422, "Min-SE", "90")]
    public void An_INVITE_to_the_factory_with(string header, string value, int status, string owed, string text)
    {
        var bench = new FocusBench();
        var headers = new List<HeaderLine> { new(header, value) };
        if (header == "Session-Expires") headers.Add(new("Supported", "timer"));
        var response = Send(bench, "INVITE", FocusBench.Factory, header == "Content-Type" ? value : "application/sdp", headers);

        Assert.That(response.StatusCode, Is.EqualTo(status));
        Assert.That(FocusBench.List(response, owed), Does.Contain(text));
        Assert.That(bench.Conferences.Count, Is.Zero);
        bench.AssertNothingLeft();
    }

    [Test]
    public void Mandatory_preconditions_without_100rel_get_421()
    {
        var bench = new FocusBench();
        var response = bench.Ue("alice").Try(FocusBench.Factory, request => request with { Reliable = false, Preconditions = PreconditionUse.Unreserved }).Response!;

        Assert.That(response.StatusCode, Is.EqualTo(421));
        Assert.That(FocusBench.Text(response, HeaderId.Require), Is.EqualTo("100rel"));
        bench.AssertNothingLeft();
    }

    [TestCase("Event: presence", 489, "Allow-Events", "conference")]
    [TestCase("Accept: application/pidf+xml", 406, "Accept", "conference-info")]
    [TestCase("Expires: 5", 423, "Min-Expires", "60")]
    [TestCase("Body: <filter/>", 415, "Accept", "sdp")]
    public void A_SUBSCRIBE_with(string what, int status, string owed, string text)
    {
        var bench = new FocusBench();
        bench.Make(reliable: false);
        var (name, value) = (what.Split(": ")[0], what.Split(": ")[1]);
        var headers = new List<HeaderLine> { new("Event", name == "Event" ? value : "conference") };
        if (name is "Accept" or "Expires") headers.Add(new(name, value));
        var response = Send(bench, "SUBSCRIBE", bench.Conference.Uri.Text, name == "Body" ? "application/simple-filter+xml" : null, headers);

        Assert.That(response.StatusCode, Is.EqualTo(status));
        Assert.That(FocusBench.List(response, owed), Does.Contain(text));
        bench.EveryoneLeaves();
    }

    [Test]
    public void A_closed_roster_is_for_participants()
    {
        var bench = new FocusBench(settings => settings with { OpenRoster = false });
        bench.Make(reliable: false);
        var stranger = bench.Ue("eve").Subscribe(bench.Conference.Uri.Text);
        Assert.That(bench.Await(() => stranger.Ended).Status, Is.EqualTo(403));
        var bob = bench.Ue("bob", reliable: false);
        var guest = bob.Call(bench.Conference.Uri.Text);
        var watch = bob.Subscribe(bench.Conference.Uri.Text);
        bench.Driver.AdvanceMs(200);
        Assert.That(bob.Roster, Has.Count.EqualTo(1));
        bench.Await(() => guest.ByeAsync());
        Assert.That(bench.Await(() => watch.Ended).Reason, Is.EqualTo("rejected"), "it is a participant no longer");

        bench.EveryoneLeaves();
    }

    [Test]
    public void Limits_hold()
    {
        var bench = new FocusBench(settings => settings with { MaxConferences = 1, MaxSubscriptions = 1 });
        var alice = bench.Make(reliable: false).Alice;
        var refused = bench.Ue("bob").Try(FocusBench.Factory);
        Assert.That((refused.Status, FocusBench.Text(refused.Response!, HeaderId.RetryAfter)), Is.EqualTo((503, "10")));
        alice.Subscribe(bench.Conference.Uri.Text);
        bench.Driver.AdvanceMs(200);
        var second = bench.Ue("carol").Subscribe(bench.Conference.Uri.Text);
        Assert.That(bench.Await(() => second.Ended).Status, Is.EqualTo(503));
        bench.EveryoneLeaves();
    }

    [Test]
    public void A_body_that_is_too_long_gets_513()
    {
        var bench = new FocusBench();
        var offer = FocusBench.Sdp(4000, more: string.Concat(Enumerable.Repeat("a=x-filler:0123456789012345678901234567890123456789\r\n", 800)));
        Assert.That(bench.Ue("alice", reliable: false).Try(FocusBench.Factory, request => request with { Offer = offer }).Status, Is.EqualTo(513));
        bench.AssertNothingLeft();
    }

    private static SipMessage Send(FocusBench bench, string method, string uri, string? contentType = null, List<HeaderLine>? headers = null)
    {
        var ue = bench.Ue("raw");
        var outcome = bench.Await(() => ue.Agent.SendAsync(new PlainRequest
        {
            Method = method,
            Target = SipUri.Parse(uri),
            From = ue.From,
            Contact = $"<sip:raw@{ue.Node.Address}>",
            Headers = headers?.Where(line => line.Name != "Content-Type").ToList() ?? [],
            ContentType = contentType,
            Body = contentType is null ? default : FocusBench.Sdp(4000).Write(),
        }));
        return outcome.Response!;
    }
}
