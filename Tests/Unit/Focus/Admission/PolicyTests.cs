using ImsConference.Mrfc.Focus;
using ImsConference.Mrfc.Focus.Admission;
using ImsConference.Mrfc.Focus.Roster;
using ImsConference.Sip.Sessions;
using NUnit.Framework;

namespace ImsConference.Tests.Unit.Focus.Admission;

/// <summary>The rules of a conference, as a table.</summary>
public sealed class PolicyTests
{
    private delegate bool Question(ConferencePolicy policy, Actor actor, out Refusal? refusal);

    private static readonly Caller Carol = new("sip:carol@x", null, false, false);

    // The least role that may; everybody below is refused.
    [TestCase("join", Role.Stranger)]
    [TestCase("invite", Role.Participant)]
    [TestCase("end", Role.Creator)]
    [TestCase("lock", Role.Moderator)]
    [TestCase("let in", Role.Moderator)]
    [TestCase("subscribe", Role.Observer)]
    [TestCase("record", Role.Moderator)]
    [TestCase("play", Role.Moderator)]
    [TestCase("expel a participant", Role.Moderator)]
    [TestCase("expel a moderator", Role.Moderator)]
    [TestCase("expel the creator", Role.Creator)]
    [TestCase("mute a participant", Role.Moderator)]
    [TestCase("mute the creator", Role.Creator)]
    [TestCase("make a moderator", Role.Moderator)]
    public void Needs(string act, Role least)
    {
        var (bench, conference) = Make(options => options with { OpenRoster = false });
        foreach (var role in Enum.GetValues<Role>().Where(role => act != "join" || role != Role.Observer))
        {
            var may = Ask(act, conference)(conference.Policy, new Actor(role, Carol, null), out var refusal);
            Assert.That(may, Is.EqualTo(role >= least), $"{role}");
            Assert.That(refusal?.Status, Is.EqualTo(may ? (int?)null : 403), $"{role}");
        }

        bench.EveryoneLeaves();
    }

    [Test]
    public void Oneself_one_may_expel_and_mute()
    {
        var (bench, conference) = Make();
        var bob = conference.Participants[1];
        Assert.That(conference.Policy.MayExpel(Actor.Of(bob), bob, out _), Is.True);
        Assert.That(conference.Policy.MayMute(Actor.Of(bob), bob, out _), Is.True);
        Assert.That(conference.Policy.MayChangeRole(Actor.Of(bob), bob, Role.Moderator, out _), Is.False);
        bench.EveryoneLeaves();
    }

    [Test]
    public void A_creator_stays_one_and_nobody_becomes_one()
    {
        var (bench, conference) = Make();
        var (alice, bob) = (conference.Participants[0], conference.Participants[1]);
        Assert.That(conference.Policy.MayChangeRole(Actor.Operator, alice, Role.Participant, out _), Is.False);
        Assert.That(conference.Policy.MayChangeRole(Actor.Operator, bob, Role.Creator, out _), Is.False);
        Assert.That(conference.Policy.MayChangeRole(Actor.Operator, bob, Role.ListenOnly, out _), Is.True);
        bench.EveryoneLeaves();
    }

    [Test]
    public void A_locked_conference_lets_only_moderators_in()
    {
        var (bench, conference) = Make();
        conference.Policy.IsLocked = true;
        conference.Policy.Give(Carol, Role.Moderator);
        Assert.That(conference.Policy.MayJoin(conference.Policy.Recognise(Carol), out _), Is.True);

        var dave = bench.Ue("dave", reliable: false);
        Assert.That(dave.Try(conference.Uri.Text).Status, Is.EqualTo(403));
        Assert.That(FocusBench.List(bench.Last("403"), "Warning"), Does.Contain("the conference is locked"));
        bench.EveryoneLeaves();
    }

    [Test]
    public void Into_an_invited_only_conference_come_those_who_were_called_or_listed()
    {
        var bench = new FocusBench();
        Conference conference = null!;
        bench.Driver.Run(() => bench.Conferences.TryAllocate(Caller.Operator, true, out conference, out _, new ConferenceRules
        {
            IsInvitedOnly = true,
            Roles = new Dictionary<string, Role> { ["sip:bob@bob.example"] = Role.Participant },
        }));
        bench.Ue("bob", reliable: false).Call(conference.Uri.Text);
        Assert.That(bench.Ue("dave", reliable: false).Try(conference.Uri.Text).Status, Is.EqualTo(403));
        Assert.That(FocusBench.List(bench.Last("403"), "Warning"), Does.Contain("only who was invited"));

        Assert.That(conference.Policy.MayJoin(conference.Policy.Recognise(Carol), out _), Is.False);
        bench.Driver.Run(() => conference.Dismiss(conference.Admit(Carol, JoiningMethod.DialedOut)));
        Assert.That(conference.Policy.MayJoin(conference.Policy.Recognise(Carol), out _), Is.True, "who was called and did not answer may come by itself");
        bench.EveryoneLeaves();
    }

    [Test]
    public void A_full_node_says_when_to_come_again()
    {
        var bench = new FocusBench(options => options with { MaxNodeParticipants = 1 });
        bench.Make();
        Assert.That(bench.Ue("bob", reliable: false).Try(bench.Conference.Uri.Text).Status, Is.EqualTo(503));
        Assert.That(FocusBench.List(bench.Last("503"), "Retry-After"), Is.EqualTo("10"));
        bench.EveryoneLeaves();
    }

    [TestCase("""{"default": {"create": false}}""", "no conferences of your own")]
    [TestCase("""{"default": {"create": true, "until": "2000-01-01T00:00:00Z"}}""", "has ended")]
    [TestCase("""{"default": {"create": true, "conferences": 0}}""", "no more conferences at once")]
    public void Outside_of_its_subscription_nobody_makes_a_conference(string table, string warning)
    {
        var bench = Bench(table);
        Assert.That(bench.Ue("alice", reliable: false).Try(FocusBench.Factory).Status, Is.EqualTo(403));
        Assert.That(FocusBench.List(bench.Last("403"), "Warning"), Does.Contain(warning));
        Assert.That(bench.Ue("bob", reliable: false).Try(FocusBench.Redirect).Status, Is.EqualTo(403));
        bench.AssertNothingLeft();
    }

    [Test]
    public void A_subscription_says_how_many_conferences_and_participants()
    {
        var bench = Bench("""{"default": {"join": true}, "subscribers": {"sip:alice@alice.example": {"create": true, "conferences": 1, "participants": 2}}}""");
        var alice = bench.Make(reliable: false).Alice;
        Assert.That(alice.Try(FocusBench.Factory).Status, Is.EqualTo(403), "one conference");
        bench.Ue("bob", reliable: false).Call(bench.Conference.Uri.Text);
        Assert.That(bench.Ue("carol", reliable: false).Try(bench.Conference.Uri.Text).Status, Is.EqualTo(486), "two participants");
        bench.EveryoneLeaves();
    }

    [Test]
    public void Roles_come_from_the_table()
    {
        var bench = Bench("""
            {"subscribers": {"sip:alice@*": {"create": true}, "sip:bob@*": {"role": "listen-only"}, "sip:carol@*": {"role": "observer"}, "sip:dave@*": {"join": false}}}
            """);
        var (_, session) = bench.Make(reliable: false);
        bench.Ue("bob", reliable: false).Call(bench.Conference.Uri.Text);
        Assert.That(bench.Conference.Roster.Users.Select(user => user.Roles.Single()), Is.EqualTo(["creator", "listen-only"]));
        Assert.That(bench.Mrfp.Streams.Values.Select(stream => stream.Muted), Is.EqualTo([false, true]), "not heard");
        Assert.That(bench.Ue("carol", reliable: false).Try(bench.Conference.Uri.Text).Status, Is.EqualTo(403), "an observer has no media");
        Assert.That(bench.Ue("dave", reliable: false).Try(bench.Conference.Uri.Text).Status, Is.EqualTo(403));
        bench.EveryoneLeaves();
    }

    private static FocusBench Bench(string table)
    {
        var bench = new FocusBench();
        Assert.That(SubscriberTable.TryRead(System.Text.Encoding.UTF8.GetBytes(table), out var read, out var fault), Is.True, fault);
        bench.Subscribers.Table = read;
        return bench;
    }

    private static (FocusBench Bench, Conference Conference) Make(Func<FocusOptions, FocusOptions>? change = null)
    {
        var bench = new FocusBench(change);
        bench.Make(reliable: false);
        foreach (var name in (string[])["bob", "mona"]) bench.Ue(name, reliable: false).Call(bench.Conference.Uri.Text);
        bench.Conference.Participants[2].Role = Role.Moderator;
        return (bench, bench.Conference);
    }

    private static Question Ask(string act, Conference conference)
    {
        var (alice, bob, mona) = (conference.Participants[0], conference.Participants[1], conference.Participants[2]);
        return act switch
        {
            "join" => (ConferencePolicy policy, Actor actor, out Refusal? refusal) => policy.MayJoin(actor, out refusal),
            "invite" => (ConferencePolicy policy, Actor actor, out Refusal? refusal) => policy.MayInvite(actor, out refusal),
            "end" => (ConferencePolicy policy, Actor actor, out Refusal? refusal) => policy.MayEnd(actor, out refusal),
            "lock" => (ConferencePolicy policy, Actor actor, out Refusal? refusal) => policy.MayLock(actor, out refusal),
            "let in" => (ConferencePolicy policy, Actor actor, out Refusal? refusal) => policy.MayLetIn(actor, out refusal),
            "subscribe" => (ConferencePolicy policy, Actor actor, out Refusal? refusal) => policy.MaySubscribe(actor, out refusal),
            "record" => (ConferencePolicy policy, Actor actor, out Refusal? refusal) => policy.MayRecord(actor, out refusal),
            "play" => (ConferencePolicy policy, Actor actor, out Refusal? refusal) => policy.MayPlay(actor, out refusal),
            "expel a participant" => (ConferencePolicy policy, Actor actor, out Refusal? refusal) => policy.MayExpel(actor, bob, out refusal),
            "expel a moderator" => (ConferencePolicy policy, Actor actor, out Refusal? refusal) => policy.MayExpel(actor, mona, out refusal),
            "expel the creator" => (ConferencePolicy policy, Actor actor, out Refusal? refusal) => policy.MayExpel(actor, alice, out refusal),
            "mute a participant" => (ConferencePolicy policy, Actor actor, out Refusal? refusal) => policy.MayMute(actor, bob, out refusal),
            "mute the creator" => (ConferencePolicy policy, Actor actor, out Refusal? refusal) => policy.MayMute(actor, alice, out refusal),
            _ => (ConferencePolicy policy, Actor actor, out Refusal? refusal) => policy.MayChangeRole(actor, bob, Role.Moderator, out refusal),
        };
    }
}
