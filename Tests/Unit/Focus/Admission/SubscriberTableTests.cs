using System.Text;
using ImsConference.Mrfc.Focus;
using ImsConference.Mrfc.Focus.Admission;
using NUnit.Framework;

namespace ImsConference.Tests.Unit.Focus.Admission;

public sealed class SubscriberTableTests
{
    private const string Everything = """
        {
          // a comment is no fault
          "default": { "join": false },
          "subscribers": {
            "sip:alice@home1.net": { "create": true, "conferences": 2, "participants": 5, "until": "2027-01-01T00:00:00Z", "role": "moderator",
                                     "pin": "471147", "lobby": true, "invitedOnly": true },
            "sip:*@home1.net": { "role": "listen-only" },
            "sip:guest*@home1.net": { "role": "observer" },
            "tel:+35840*": { "create": true },
            "tel:+358401234": { "conferences": 0 },
          },
        }
        """;

    [Test]
    public void An_entry_says_everything()
    {
        var alice = Read(Everything).Find(Named("sip:alice@home1.net"));

        Assert.That(alice, Is.EqualTo(new Subscriber
        {
            MayCreate = true,
            MaxConferences = 2,
            MaxParticipants = 5,
            Until = new DateTimeOffset(2027, 1, 1, 0, 0, 0, TimeSpan.Zero),
            Role = Role.Moderator,
            Pin = "471147",
            HasLobby = true,
            IsInvitedOnly = true,
        }));
        Assert.That($"{alice} {alice.Rules}", Does.Not.Contain("471147"), "what is logged");
    }

    [TestCase("sip:bob@home1.net", null, ExpectedResult = Role.ListenOnly, Description = "by domain")]
    [TestCase("sip:guest7@home1.net", null, ExpectedResult = Role.Observer, Description = "the longer pattern comes first")]
    [TestCase("sip:guest7@home2.net", null, ExpectedResult = null)]
    [TestCase("sip:x@home2.net", "tel:+3584099", ExpectedResult = null)]
    public Role? Finds_the_entry_that_says_most(string uri, string? tel) => Read(Everything).Find(Named(uri, tel)).Role;

    [TestCase("sip:x@home2.net", null, ExpectedResult = false, Description = "default")]
    [TestCase("tel:+3584099", null, ExpectedResult = true)]
    [TestCase("sip:x@home2.net", "tel:+3584099", ExpectedResult = true, Description = "by the number that was asserted beside")]
    public bool Finds_who_may_join(string uri, string? tel) => Read(Everything).Find(Named(uri, tel)).MayJoin;

    [Test]
    public void Who_stands_nowhere_may_nothing() =>
        Assert.That(Read("""{"subscribers": {}}""").Find(Named("sip:x@home1.net")), Is.EqualTo(Subscriber.Nobody));

    [TestCase("", "$ (line 1) cannot be read")]
    [TestCase("null", "it is null")]
    [TestCase("{\"subscribers\": {\"sip:a@b\": {\"crate\": true}}}", "cannot be read", Description = "a slip of the pen")]
    [TestCase("{\"subscribers\": {\"sip:a@b\": {}, \"sip:a@b\": {}}}", "cannot be read", Description = "twice")]
    [TestCase("{\"subscribers\": {\"sip:*@*\": {}}}", "'sip:*@*': one * at most")]
    [TestCase("{\"subscribers\": {\"sip:a@b\": null}}", "'sip:a@b': no entry")]
    [TestCase("{\"subscribers\": {\"sip:a@b\": {\"conferences\": -1}}}", "'sip:a@b': conferences is below 0")]
    [TestCase("{\"subscribers\": {\"sip:a@b\": {\"participants\": 0}}}", "'sip:a@b': participants is below 1")]
    [TestCase("{\"subscribers\": {\"sip:a@b\": {\"role\": \"operator\"}}}", "'sip:a@b': role is one of")]
    [TestCase("{\"subscribers\": {\"sip:a@b\": {\"role\": \"king\"}}}", "cannot be read")]
    [TestCase("{\"default\": {\"pin\": \"123\"}}", "'default': pin has 4 to 12 digits, or none")]
    [TestCase("{\"default\": {\"pin\": 4711}}", "cannot be read")]
    public void Says_what_is_wrong_and_no_value(string json, string expected)
    {
        Assert.That(SubscriberTable.TryRead(Encoding.UTF8.GetBytes(json), out _, out var fault), Is.False);
        Assert.That(fault, Does.Contain(expected));
        Assert.That(fault, Does.Not.Contain("4711").And.Not.Contain("123"));
    }

    [Test]
    public void A_file_that_goes_bad_leaves_the_table_as_it_was()
    {
        var path = Path.Combine(TestContext.CurrentContext.WorkDirectory, $"{TestContext.CurrentContext.Test.ID}.json");
        var log = new RecordingLog<SubscriberFile>();
        var subscribers = new Subscribers();
        File.WriteAllText(path, """{"default": {"create": true}}""");
        var file = new SubscriberFile(path, subscribers, TimeProvider.System, log);
        file.ReadIfChanged();
        var good = subscribers.Table;
        Assert.That(good.Find(Named("sip:a@b")).MayCreate, Is.True);

        File.WriteAllText(path, "{ half");
        file.ReadIfChanged();
        file.ReadIfChanged();
        Assert.That(subscribers.Table, Is.SameAs(good));
        Assert.That(log.Errors, Has.Count.EqualTo(1).And.One.Contains("stays as it was"), "said once for each bad file");

        File.Delete(path);
        file.ReadIfChanged();
        Assert.That(subscribers.Table, Is.SameAs(good), "a file that is away for a moment, as while it is replaced");

        File.WriteAllText(path, """{"default": {"create": false, "join": true}}""");
        file.ReadIfChanged();
        Assert.That(subscribers.Table.Find(Named("sip:a@b")).MayCreate, Is.False);
        File.Delete(path);
    }

    private static SubscriberTable Read(string json)
    {
        Assert.That(SubscriberTable.TryRead(Encoding.UTF8.GetBytes(json), out var table, out var fault), Is.True, fault);
        return table;
    }

    private static Caller Named(string uri, string? tel = null) => new(uri, null, false, true) { Tel = tel };
}
