using System.Xml.Linq;
using ImsConference.Mrfc.Focus.Roster;
using NUnit.Framework;

namespace ImsConference.Tests.Unit.Focus;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public class ConferenceInfoWriterTests
{
    private static readonly XNamespace Ns = ConferenceInfoWriter.Namespace;
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 13, 0, 0, TimeSpan.FromHours(1));

    private readonly ConferenceRoster _roster = new("sip:conf-a@mrfc1.conference.home1.net");

    [Test]
    public void A_full_document_tells_everything()
    {
        _roster.Describe(new ConferenceDescription("sip:conf-a@mrfc1.conference.home1.net")
        {
            DisplayText = "Budget 2027",
            Subject = "Budget",
            FreeText = "Bring figures",
            Keywords = ["money", "plans"],
            ConfUris = [new UriEntry("tel:+49891234", "participation", "by phone")],
            ServiceUris = [new UriEntry("https://home1.net/a", "web-page"), new UriEntry("https://home1.net/a.wav", "recording")],
            MaximumUserCount = 100,
            Media = [new AvailableMedium("1", "audio", "voice")],
            Host = new HostInfo { DisplayText = "Home 1", WebPage = "https://home1.net", Uris = [new UriEntry("sip:help@home1.net")] },
        });
        _roster.Show(isActive: true, isLocked: true);
        _roster.Put(
            new RosterUser("sip:alice@home1.net", "Alice") { AssociatedAors = ["tel:+49890001"], Roles = ["creator", "moderator"], Languages = ["de-AT", "en"] },
            new RosterEndpoint("sip:alice@192.0.2.1", EndpointStatus.Connected)
            {
                DisplayText = "desk phone",
                JoiningMethod = JoiningMethod.DialedIn,
                Joining = new RosterExecution(Noon),
                Media = [new RosterMedia("1", "audio", 432424, MediaStatus.SendRecv) { Label = "1", DisplayText = "voice" }],
                Call = new RosterCall("a@b", "1", "2"),
            });
        _roster.Put(new RosterUser("sip:bob@home1.net"), new RosterEndpoint("sip:bob@192.0.2.2", EndpointStatus.Disconnected)
        {
            Referred = new RosterExecution(Noon, null, "sip:alice@home1.net"),
            DisconnectionMethod = DisconnectionMethod.Busy,
            Disconnection = new RosterExecution(Noon, "SIP;cause=486"),
        });

        var root = Full(RosterView.WithCalls);

        Assert.That((string?)root.Attribute("state"), Is.EqualTo("full"));
        Assert.That((string?)root.Attribute("version"), Is.EqualTo("0"));
        Assert.That((string?)root.Descendants(Ns + "user-count").Single(), Is.EqualTo("1"), "who left is shown, not counted");
        Assert.That((string?)root.Descendants(Ns + "when").First(), Is.EqualTo("2026-03-01T12:00:00Z"));
        Assert.That(root.Descendants(Ns + "status").Select(status => status.Value), Is.EqualTo(new[] { "sendrecv", "connected", "sendrecv", "disconnected" }));
        Assert.That(root.Descendants(Ns + "purpose").Select(purpose => purpose.Value), Is.EqualTo(new[] { "participation", "participation", "web-page", "recording" }));
        Assert.That((string?)root.Descendants(Ns + "call-id").Single(), Is.EqualTo("a@b"));
        Assert.That(Full(RosterView.Plain).Descendants(Ns + "call-info"), Is.Empty);
    }

    [Test]
    public void A_partial_document_tells_only_what_changed()
    {
        Put("alice", EndpointStatus.Connected);
        Put("bob", EndpointStatus.Connected);
        var told = _roster.Revision;
        _roster.Remove("sip:bob@home1.net", "sip:bob@192.0.2.1");
        Put("carol", EndpointStatus.Alerting);

        var root = Partial(told);
        Assert.That((string?)root.Attribute("state"), Is.EqualTo("partial"));
        Assert.That(root.Element(Ns + "conference-description"), Is.Null);
        Assert.That(root.Element(Ns + "users")!.Elements().Select(user => ((string?)user.Attribute("entity"), (string?)user.Attribute("state"))), Is.EqualTo(new[]
        {
            ("sip:bob@home1.net", "deleted"),
            ("sip:carol@home1.net", "full"),
        }));
    }

    [Test]
    public void A_hold_is_told_by_the_endpoint_alone()
    {
        Put("alice", EndpointStatus.Connected, MediaStatus.SendRecv);
        var told = _roster.Revision;
        Put("alice", EndpointStatus.OnHold, MediaStatus.SendOnly);

        var root = Partial(told);
        var user = root.Element(Ns + "users")!.Elements().Single();
        var endpoint = user.Elements().Single();
        Assert.That(root.Elements().Select(element => element.Name.LocalName), Is.EqualTo(new[] { "users" }), "the count is as it was");
        Assert.That(((string?)user.Attribute("state"), (string?)endpoint.Attribute("state")), Is.EqualTo(("partial", "partial")));
        Assert.That(endpoint.Elements().Select(element => element.Name.LocalName), Is.EqualTo(new[] { "status", "media" }));
    }

    [Test]
    public void Nothing_is_told_of_what_came_and_went()
    {
        Put("alice", EndpointStatus.Connected);
        var told = _roster.Revision;
        _roster.Put(new RosterUser("sip:alice@home1.net"), new RosterEndpoint("sip:alice@192.0.2.9", EndpointStatus.DialingIn));
        _roster.Remove("sip:alice@home1.net", "sip:alice@192.0.2.9");

        Assert.That(ConferenceInfoWriter.Partial(_roster, told, RosterView.Plain), Is.Null);
    }

    [Test]
    public void The_whole_is_told_when_that_takes_less()
    {
        for (var i = 0; i < 30; i++) Put($"guest{i}", EndpointStatus.Connected);
        var told = _roster.Revision;
        for (var i = 0; i < 30; i++) _roster.Remove($"sip:guest{i}@home1.net", $"sip:guest{i}@192.0.2.1");

        var document = new RosterDocuments(_roster).Since(told, RosterView.Plain)!;
        Assert.That($"{document}", Does.Contain("state=\"full\"").And.Not.Contain("deleted"));
    }

    [TestCase(0u)]
    [TestCase(9u)]
    [TestCase(4_294_967_295u)]
    public void One_document_serves_subscribers_of_every_version(uint version)
    {
        Put("alice", EndpointStatus.Connected);
        var root = ConferenceInfoSchema.Check(new RosterDocuments(_roster).Full(RosterView.Plain).WithVersion(version));
        Assert.That((uint)root.Attribute("version")!, Is.EqualTo(version));
    }

    [Test]
    public void Who_knows_and_may_see_the_same_shares_a_document()
    {
        var documents = new RosterDocuments(_roster);
        Put("alice", EndpointStatus.Connected);
        var first = documents.Since(0, RosterView.Plain);
        Assert.That(documents.Since(0, RosterView.Plain), Is.SameAs(first));
        Assert.That(documents.Since(0, RosterView.WithCalls), Is.Not.SameAs(first));
        Put("bob", EndpointStatus.Connected);
        Assert.That(documents.Since(0, RosterView.Plain), Is.Not.SameAs(first));
    }

    [Test]
    public void The_end_is_told_without_content()
    {
        var root = ConferenceInfoSchema.Check(new RosterDocuments(_roster).Deleted().WithVersion(9));
        Assert.That((string?)root.Attribute("state"), Is.EqualTo("deleted"));
    }

    [TestCase("a\u0001b", ExpectedResult = "a\uFFFDb", Description = "XML 1.0 §2.2")]
    [TestCase("<&>\"'", ExpectedResult = "<&>\"'")]
    [TestCase("\uD83D\uDE00", ExpectedResult = "\uD83D\uDE00")]
    public string? Names_from_peers_cannot_break_a_document(string name)
    {
        _roster.Put(new RosterUser("sip:x@home1.net", name), new RosterEndpoint("sip:x@192.0.2.1", EndpointStatus.Connected));
        return (string?)Full().Descendants(Ns + "user").Single().Element(Ns + "display-text");
    }

    [Test] // an attribute's argument cannot hold half a surrogate pair
    public void Half_a_character_is_replaced() =>
        Assert.That(Names_from_peers_cannot_break_a_document(((char)0xD83D).ToString()), Is.EqualTo("\uFFFD"));

    private XElement Full(RosterView view = RosterView.Plain) => ConferenceInfoSchema.Check(ConferenceInfoWriter.Full(_roster, view));

    private XElement Partial(long since) => ConferenceInfoSchema.Check(ConferenceInfoWriter.Partial(_roster, since, RosterView.Plain)!);

    private void Put(string name, EndpointStatus status, MediaStatus? media = null) => _roster.Put(
        new RosterUser($"sip:{name}@home1.net"),
        new RosterEndpoint($"sip:{name}@192.0.2.1", status) { Media = media is { } direction ? [new RosterMedia("1", "audio", 0, direction)] : [] });
}
