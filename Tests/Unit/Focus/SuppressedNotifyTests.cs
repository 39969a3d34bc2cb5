using ImsConference.Mrfc.Focus.Admission;
using ImsConference.Sip.Messages;
using ImsConference.Sip.Sessions;
using NUnit.Framework;

namespace ImsConference.Tests.Unit.Focus;

/// <summary>A subscriber that knows the roster asks not to be told it again (RFC 5839).</summary>
public sealed class SuppressedNotifyTests
{
    [Test]
    public void A_refresh_by_who_knows_the_roster_gets_204_and_no_NOTIFY()
    {
        var (bench, alice, session) = Watching();
        var tag = TagOfLast(bench);
        var told = alice.Roster.Count;

        var answer = Refresh(bench, session, tag);
        Assert.That((answer.StatusCode, FocusBench.Text(answer, HeaderId.Expires)), Is.EqualTo((204, "3600")));
        Assert.That(Refresh(bench, session, "*").StatusCode, Is.EqualTo(204), "whatever it is");
        Assert.That(alice.Roster, Has.Count.EqualTo(told));

        bench.Ue("bob", reliable: false).Call(bench.Conference.Uri.Text);
        Assert.That(alice.Roster[^1].State, Is.EqualTo("partial"), "what changes is told all the same, and no version is missing");
        Assert.That(alice.Roster.Select(roster => roster.Version), Is.EqualTo(Enumerable.Range(0, alice.Roster.Count).Select(version => (uint)version)));
        Assert.That(Refresh(bench, session, tag).StatusCode, Is.EqualTo(200), "it is another roster now");
        Assert.That(alice.Roster[^1].State, Is.EqualTo("full"));
        Assert.That(Refresh(bench, session, TagOfLast(bench)).StatusCode, Is.EqualTo(204));
        bench.EveryoneLeaves();
    }

    [Test]
    public void A_change_that_is_still_to_be_told_is_told()
    {
        var (bench, alice, session) = Watching(spacingMs: 5_000);
        var tag = TagOfLast(bench);
        bench.Ue("bob", reliable: false).Call(bench.Conference.Uri.Text);
        Assert.That(TagOfLast(bench), Is.EqualTo(tag), "not yet");
        Assert.That(Refresh(bench, session, tag).StatusCode, Is.EqualTo(200));
        Assert.That(alice.Roster[^1].State, Is.EqualTo("full"));
        bench.EveryoneLeaves();
    }

    [Test]
    public void Who_may_see_more_than_before_is_told_more()
    {
        var (bench, _, _) = Watching();
        var bob = bench.Ue("bob", reliable: false);
        var session = bob.Call(bench.Conference.Uri.Text);
        bench.Driver.Run(() => session.Subscribe(new InDialogSubscribe { Event = "conference", OnNotify = bob.Take }));
        bench.Driver.AdvanceMs(100);
        var tag = TagOfLast(bench);
        bench.Await(() => bench.Focus.Control.ChangeRoleAsync(Actor.Operator, bench.Conference.Participants[1], Role.Moderator));
        Assert.That(Refresh(bench, session, tag).StatusCode, Is.EqualTo(200));
        bench.EveryoneLeaves();
    }

    [Test]
    public void Who_goes_without_a_last_word_gets_none()
    {
        var bench = new FocusBench();
        var (alice, session) = bench.Make(reliable: false);
        alice.Agent.Use(request =>
        {
            request.Respond(200);
            return true;
        });
        Assert.That(Refresh(bench, session, "*").StatusCode, Is.EqualTo(200), "it is the first");
        Assert.That((bench.Conference.Subscribers.Count, bench.All("NOTIFY").Count()), Is.EqualTo((1, 1)));

        Assert.That(Refresh(bench, session, "*", expires: 0).StatusCode, Is.EqualTo(204));
        Assert.That((bench.Conference.Subscribers.Count, bench.All("NOTIFY").Count()), Is.EqualTo((0, 1)));
        bench.EveryoneLeaves();
    }

    [Test]
    public void A_new_subscription_begins_with_the_roster_whatever_it_knows()
    {
        var (bench, _, _) = Watching();
        var bob = bench.Ue("bob", reliable: false);
        bench.Driver.Run(() => bob.Agent.Subscribe(new SubscribeRequest
        {
            Target = bench.Conference.Uri,
            From = bob.From,
            Event = "conference",
            OnNotify = bob.Take,
            Headers = [new HeaderLine("Suppress-If-Match", TagOfLast(bench))],
        }));
        bench.Driver.AdvanceMs(100);
        Assert.That(bob.Roster.Single().State, Is.EqualTo("full"));
        bench.EveryoneLeaves();
    }

    private static (FocusBench Bench, Ue Alice, InviteSession Session) Watching(int spacingMs = 0)
    {
        var bench = new FocusBench(settings => settings with { NotifySpacingMs = spacingMs });
        var (alice, session) = bench.Make(reliable: false);
        bench.Driver.Run(() => session.Subscribe(new InDialogSubscribe { Event = "conference", OnNotify = alice.Take }));
        bench.Driver.AdvanceMs(100);
        return (bench, alice, session);
    }

    private static string TagOfLast(FocusBench bench) => FocusBench.List(bench.All("NOTIFY").Last(), "SIP-ETag");

    private static SipMessage Refresh(FocusBench bench, InviteSession session, string tag, int expires = 3600)
    {
        var outcome = bench.Await(() => session.SendAsync(
            "SUBSCRIBE", null, default, new HeaderLine("Event", "conference"), new HeaderLine("Expires", $"{expires}"),
            new HeaderLine("Contact", session.Dialog.Contact), new HeaderLine("Suppress-If-Match", tag)));
        bench.Driver.AdvanceMs(100);
        return outcome.Response!;
    }
}
