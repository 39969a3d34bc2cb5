using System.Xml.Linq;
using ImsConference.Mrfc.Focus.Roster;
using NUnit.Framework;

namespace ImsConference.Tests.Unit.Focus;

public class ConferenceInfoWriterTests
{
    private static readonly XNamespace Ns = ConferenceInfoWriter.Namespace;
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 13, 0, 0, TimeSpan.FromHours(1));

    private readonly ConferenceInfo _info = new("sip:conf-a@mrfc1.conference.home1.net", "Budget", 100, ["audio"]) { Active = true };

    [Test]
    public void A_full_document_tells_everything()
    {
        var roster = new ConferenceRoster();
        roster.Put("sip:alice@home1.net", "Alice", ["creator"], new RosterEndpoint("sip:alice@192.0.2.1", EndpointStatus.Connected)
        {
            JoiningMethod = JoiningMethod.DialedIn,
            Joining = new RosterExecution(Noon),
            Media = [new RosterMedia("1", "audio", 432424, MediaStatus.SendRecv)],
        });
        roster.Put("sip:bob@home1.net", null, [], new RosterEndpoint("sip:bob@192.0.2.2", EndpointStatus.Disconnected)
        {
            Referred = new RosterExecution(Noon, null, "sip:alice@home1.net"),
            DisconnectionMethod = DisconnectionMethod.Busy,
            Disconnection = new RosterExecution(Noon, "SIP;cause=486"),
        });

        var root = ConferenceInfoSchema.Check(ConferenceInfoWriter.Full(_info, 0, roster));

        Assert.That((string?)root.Attribute("state"), Is.EqualTo("full"));
        Assert.That((string?)root.Attribute("version"), Is.EqualTo("0"));
        Assert.That((string?)root.Descendants(Ns + "user-count").Single(), Is.EqualTo("1"), "who left is shown, not counted");
        Assert.That((string?)root.Descendants(Ns + "when").First(), Is.EqualTo("2026-03-01T12:00:00Z"));
        Assert.That(root.Descendants(Ns + "status").Select(status => status.Value), Is.EqualTo(new[] { "sendrecv", "connected", "sendrecv", "disconnected" }));
    }

    [Test]
    public void A_partial_document_tells_only_what_changed()
    {
        var roster = new ConferenceRoster();
        roster.Put("sip:alice@home1.net", null, [], new RosterEndpoint("sip:alice@192.0.2.1", EndpointStatus.Connected));
        roster.Put("sip:bob@home1.net", null, [], new RosterEndpoint("sip:bob@192.0.2.2", EndpointStatus.Connected));
        var told = roster.Revision;
        roster.Remove("sip:bob@home1.net", "sip:bob@192.0.2.2");
        roster.Put("sip:carol@home1.net", null, [], new RosterEndpoint("sip:carol@192.0.2.3", EndpointStatus.Alerting));

        var root = ConferenceInfoSchema.Check(ConferenceInfoWriter.Partial(_info, 7, roster, told));
        var users = root.Element(Ns + "users")!;

        Assert.That((string?)root.Attribute("state"), Is.EqualTo("partial"));
        Assert.That(users.Elements().Select(user => ((string?)user.Attribute("entity"), (string?)user.Attribute("state"))), Is.EqualTo(new[]
        {
            ("sip:bob@home1.net", "deleted"),
            ("sip:carol@home1.net", "full"),
        }));
    }

    [Test]
    public void The_end_is_told_without_content()
    {
        var root = ConferenceInfoSchema.Check(ConferenceInfoWriter.Deleted(_info, 9));
        Assert.That((string?)root.Attribute("state"), Is.EqualTo("deleted"));
    }

    [TestCase("a\u0001b", ExpectedResult = "a\uFFFDb", Description = "XML 1.0 §2.2")]
    [TestCase("<&>\"'", ExpectedResult = "<&>\"'")]
    [TestCase("\uD83D\uDE00", ExpectedResult = "\uD83D\uDE00")]
    public string? Names_from_peers_cannot_break_a_document(string name)
    {
        var roster = new ConferenceRoster();
        roster.Put("sip:x@home1.net", name, [], new RosterEndpoint("sip:x@192.0.2.1", EndpointStatus.Connected));
        return (string?)ConferenceInfoSchema.Check(ConferenceInfoWriter.Full(_info, 0, roster)).Descendants(Ns + "user").Single().Element(Ns + "display-text");
    }

    [Test] // an attribute's argument cannot hold half a surrogate pair
    public void Half_a_character_is_replaced() =>
        Assert.That(Names_from_peers_cannot_break_a_document(((char)0xD83D).ToString()), Is.EqualTo("\uFFFD"));

    [Test]
    public void Full_then_partials_lead_every_subscriber_to_the_same_roster([Random(20)] int seed)
    {
        var random = new Random(seed);
        var roster = new ConferenceRoster();
        var seen = new Dictionary<string, string>(StringComparer.Ordinal);
        var told = 0L;
        for (var step = 0; step < 200; step++)
        {
            var user = $"sip:u{random.Next(5)}@home1.net";
            var endpoint = $"sip:e{random.Next(2)}@192.0.2.1";
            if (random.Next(2) == 0) roster.Remove(user, endpoint);
            else roster.Put(user, null, [], new RosterEndpoint(endpoint, (EndpointStatus)random.Next(9)));
            if (random.Next(3) != 0) continue;

            var root = ConferenceInfoSchema.Check(ConferenceInfoWriter.Partial(_info, 0, roster, told));
            foreach (var change in root.Element(Ns + "users")!.Elements())
            {
                if ((string?)change.Attribute("state") == "deleted")
                    Assert.That(seen.Remove((string)change.Attribute("entity")!), Is.True, $"seed {seed}: a user was deleted that was never told of");
                else seen[(string)change.Attribute("entity")!] = change.ToString();
            }

            told = roster.Revision;
            roster.Forget(told);
            var whole = ConferenceInfoSchema.Check(ConferenceInfoWriter.Full(_info, 0, roster)).Element(Ns + "users")!.Elements()
                .ToDictionary(element => (string)element.Attribute("entity")!, element => element.ToString(), StringComparer.Ordinal);
            Assert.That(seen, Is.EquivalentTo(whole), $"seed {seed}, step {step}");
        }
    }
}
