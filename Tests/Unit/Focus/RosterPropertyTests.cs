using System.Xml.Linq;
using ImsConference.Mrfc.Focus.Roster;
using ImsConference.Tests.Ue.Roster;
using NUnit.Framework;
using ConferenceRoster = ImsConference.Mrfc.Focus.Roster.ConferenceRoster;
using RosterEndpoint = ImsConference.Mrfc.Focus.Roster.RosterEndpoint;
using RosterMedia = ImsConference.Mrfc.Focus.Roster.RosterMedia;
using RosterUser = ImsConference.Mrfc.Focus.Roster.RosterUser;
using SubscribersCopy = ImsConference.Tests.Ue.Roster.ConferenceRoster;

namespace ImsConference.Tests.Unit.Focus;

/// <summary>A subscriber that applies what it is told by the rules of RFC 4575 §4.6 always has what a full document shows.</summary>
public sealed class RosterPropertyTests
{
    private const string Conference = "sip:conf-a@home1.net";

    [Test]
    public void Full_then_partials_lead_every_subscriber_to_the_same_roster([Random(25)] int seed)
    {
        var random = new Random(seed);
        var roster = new ConferenceRoster(Conference);
        var documents = new RosterDocuments(roster);
        var subscribers = Enumerable.Range(0, 4).Select(index => new Subscriber(documents, index % 2 == 0 ? RosterView.Plain : RosterView.WithCalls)).ToArray();
        for (var step = 0; step < 300; step++)
        {
            Change(roster, random);
            foreach (var subscriber in subscribers)
            {
                if (random.Next(3) != 0) continue;
                subscriber.Hear(roster.Revision, isRefresh: random.Next(20) == 0);
                subscriber.AssertKnowsAll($"seed {seed}, step {step}");
            }

            roster.Forget(subscribers.Min(subscriber => subscriber.Told));
        }
    }

    private static void Change(ConferenceRoster roster, Random random)
    {
        var user = $"sip:u{random.Next(5)}@home1.net";
        var endpoint = $"sip:e{random.Next(2)}@192.0.2.1";
        switch (random.Next(12))
        {
            case 0:
                roster.Describe(new ConferenceDescription(Conference) { Subject = $"{random.Next(3)}", MaximumUserCount = 10 });
                break;
            case 1:
                roster.Show(random.Next(2) == 0, random.Next(2) == 0);
                break;
            case < 5:
                roster.Remove(user, endpoint);
                break;
            default:
                roster.Put(new RosterUser(user, random.Next(4) == 0 ? "Name" : null) { Roles = random.Next(8) == 0 ? ["moderator"] : [] }, Endpoint(endpoint, random));
                break;
        }
    }

    private static RosterEndpoint Endpoint(string entity, Random random) => new(entity, (EndpointStatus)random.Next(9))
    {
        Joining = random.Next(6) == 0 ? new RosterExecution(Reason: "again") : null,
        Media = [.. Enumerable.Range(1, random.Next(3)).Select(id => new RosterMedia($"{id}", "audio", 0, (MediaStatus)random.Next(4)))],
        Call = new RosterCall("call", "from", "to"),
    };

    /// <summary>One that is told, and keeps its copy as the simulated UEs do.</summary>
    private sealed class Subscriber(RosterDocuments documents, RosterView view)
    {
        private readonly SubscribersCopy _copy = new();
        private uint _version;

        public long Told { get; private set; } = ConferenceRoster.Nothing;

        public void Hear(long revision, bool isRefresh)
        {
            var document = Told == ConferenceRoster.Nothing || isRefresh ? documents.Full(view) : documents.Since(Told, view);
            Told = revision;
            if (document is null) return;

            var bytes = document.WithVersion(_version++);
            ConferenceInfoSchema.Check(bytes);
            Assert.That(_copy.Apply(bytes), Is.EqualTo(RosterOutcome.Applied));
        }

        public void AssertKnowsAll(string context)
        {
            var whole = XElement.Parse($"{documents.Full(view)}");
            Assert.That(Canonical(_copy.Document!), Is.EqualTo(Canonical(whole)), context);
        }

        // Order among siblings of one name, and the attributes of the document itself, say nothing of the state.
        private static string Canonical(XElement element)
        {
            var key = (string?)element.Attribute("entity") ?? (string?)element.Attribute("id") ?? "";
            var children = element.Elements().Select(Canonical).Order(StringComparer.Ordinal).ToList();
            return $"{element.Name.LocalName}[{key}]({(children.Count > 0 ? string.Join(',', children) : element.Value)})";
        }
    }
}
