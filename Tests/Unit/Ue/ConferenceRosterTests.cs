using System.Text;
using ImsConference.Tests.Ue.Roster;
using NUnit.Framework;

namespace ImsConference.Tests.Unit.Ue;

[TestFixture, FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class ConferenceRosterTests
{
    private const string Alice = "<user entity='sip:alice@home1.net' state='full'><display-text>Alice</display-text>"
        + "<roles><entry>participant</entry></roles><endpoint entity='sip:alice@10.0.0.1'><status>connected</status>"
        + "<joining-method>dialed-in</joining-method><media id='1'><type>audio</type><src-id>42</src-id><status>sendrecv</status></media></endpoint></user>";

    private const string Bob = "<user entity='sip:bob@home1.net'><endpoint entity='sip:bob@10.0.0.2'><status>dialing-out</status></endpoint></user>";

    private readonly ConferenceRoster _roster = new();

    [Test]
    public void The_full_document_is_read()
    {
        Assert.That(Apply(7, "full", $"<conference-state><user-count>1</user-count></conference-state><users state='full'>{Alice}</users>"),
            Is.EqualTo(RosterOutcome.Applied));
        var alice = _roster.Find("sip:alice@home1.net")!;
        Assert.That(alice.IsConnected, Is.True);
        Assert.That(alice.DisplayText, Is.EqualTo("Alice"));
        Assert.That(alice.Roles, Is.EqualTo(new[] { "participant" }));
        Assert.That(alice.Endpoints[0].JoiningMethod, Is.EqualTo("dialed-in"));
        Assert.That(alice.Endpoints[0].Media, Is.EqualTo(new[] { new RosterMedia("1", "audio", "sendrecv", "42") }));
        Assert.That((_roster.Entity, _roster.Version, _roster.UserCount), Is.EqualTo(("sip:conf-1@home1.net", 7u, 1)));
    }

    [Test]
    public void Partial_documents_add_change_and_remove_users()
    {
        Apply(0, "full", $"<users state='full'>{Alice}</users>");
        Assert.That(Apply(1, "partial", $"<conference-state><user-count>2</user-count></conference-state><users state='partial'>{Bob}</users>"),
            Is.EqualTo(RosterOutcome.Applied));
        Assert.That(_roster.Users, Has.Count.EqualTo(2));
        Assert.That(_roster.Find("sip:bob@home1.net")!.IsConnected, Is.False);

        Apply(2, "partial", "<users state='partial'><user entity='sip:bob@home1.net' state='partial'>"
            + "<endpoint entity='sip:bob@10.0.0.2' state='partial'><status>connected</status></endpoint></user></users>");
        Assert.That(_roster.Find("sip:bob@home1.net")!.IsConnected, Is.True);

        Apply(3, "partial", "<users state='partial'><user entity='sip:alice@home1.net' state='deleted'/></users>");
        Assert.That(_roster.Users.Select(u => u.Entity), Is.EqualTo(new[] { "sip:bob@home1.net" }));
        Assert.That(_roster.UserCount, Is.EqualTo(2), "kept, for nothing was said of it since");
    }

    [Test]
    public void A_partial_user_keeps_what_is_not_said()
    {
        Apply(0, "full", $"<users state='full'>{Alice}</users>");
        Apply(1, "partial", "<users state='partial'><user entity='sip:alice@home1.net' state='partial'>"
            + "<display-text>Al</display-text></user></users>");
        var alice = _roster.Find("sip:alice@home1.net")!;
        Assert.That(alice.DisplayText, Is.EqualTo("Al"));
        Assert.That(alice.IsConnected, Is.True);
    }

    [Test]
    public void A_full_list_of_users_replaces_the_old_one()
    {
        Apply(0, "full", $"<users state='full'>{Alice}</users>");
        Apply(1, "partial", $"<users>{Bob}</users>");
        Assert.That(_roster.Users.Select(u => u.Entity), Is.EqualTo(new[] { "sip:bob@home1.net" }));
    }

    [Test]
    public void Versions_decide()
    {
        Assert.That(Apply(5, "partial", ""), Is.EqualTo(RosterOutcome.Gap), "partial before any full one");
        Apply(5, "full", $"<users>{Alice}</users>");
        Assert.That(Apply(5, "full", ""), Is.EqualTo(RosterOutcome.Old));
        Assert.That(Apply(4, "partial", ""), Is.EqualTo(RosterOutcome.Old));
        Assert.That(Apply(7, "partial", ""), Is.EqualTo(RosterOutcome.Gap));
        Assert.That(_roster.Version, Is.EqualTo(5));
        Assert.That(Apply(9, "full", $"<users>{Bob}</users>"), Is.EqualTo(RosterOutcome.Applied), "a full one may jump");
        Assert.That(Apply(12, "deleted", ""), Is.EqualTo(RosterOutcome.Applied));
        Assert.That(_roster.IsDeleted, Is.True);
        Assert.That(_roster.Users, Is.Empty);
    }

    [TestCase("")]
    [TestCase("<a")]
    [TestCase("<conference-info entity='x' version='1'/>", Description = "no namespace")]
    [TestCase("<conference-info xmlns='urn:ietf:params:xml:ns:conference-info' version='1'/>", Description = "no entity")]
    [TestCase("<conference-info xmlns='urn:ietf:params:xml:ns:conference-info' entity='x'/>", Description = "no version")]
    [TestCase("<conference-info xmlns='urn:ietf:params:xml:ns:conference-info' entity='x' version='-1'/>")]
    [TestCase("<conference-info xmlns='urn:ietf:params:xml:ns:conference-info' entity='x' version='1' state='half'/>")]
    [TestCase("<!DOCTYPE x [<!ENTITY e 'e'>]><conference-info xmlns='urn:ietf:params:xml:ns:conference-info' entity='x' version='1'/>")]
    public void What_is_no_document_changes_nothing(string document)
    {
        Assert.That(_roster.Apply(Encoding.UTF8.GetBytes(document)), Is.EqualTo(RosterOutcome.Malformed));
        Assert.That(_roster.Fault, Is.Not.Empty);
        Assert.That(_roster.Version, Is.Null);
    }

    private RosterOutcome Apply(uint version, string state, string content) => _roster.Apply(Encoding.UTF8.GetBytes(
        "<?xml version='1.0' encoding='UTF-8'?><conference-info xmlns='urn:ietf:params:xml:ns:conference-info' "
        + $"entity='sip:conf-1@home1.net' state='{state}' version='{version}'>{content}</conference-info>"));
}
