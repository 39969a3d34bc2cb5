using ImsConference.Mrfc.Focus;
using ImsConference.Mrfc.Focus.Admission;
using ImsConference.Mrfc.Focus.Control;
using ImsConference.Mrfc.Focus.News;
using ImsConference.Mrfc.Focus.Roster;
using ImsConference.Protos.Mp;
using ImsConference.Sip.Messages;
using ImsConference.Sip.Sdp;
using ImsConference.Sip.Sessions;
using NUnit.Framework;

namespace ImsConference.Tests.Unit.Focus;

/// <summary>An operator, or an application for a user, acts on a conference.</summary>
public sealed class ControlTests
{
    [Test]
    public void Muted_it_is_received_and_not_mixed_whatever_it_holds_itself()
    {
        var bench = new FocusBench();
        var (alice, session) = bench.Make();
        alice.Subscribe(bench.Conference.Uri.Text);
        bench.Driver.AdvanceMs(200);
        var told = Watch(bench);

        Assert.That(Act(bench, control => control.MuteAsync(Actor.Operator, Member(bench, 1), isMuted: true)), Is.Null);
        Assert.That(Stream(bench), Is.EqualTo((Direction.SendReceive, true)));
        Assert.That(Status(alice), Is.EqualTo("muted-via-focus"));

        bench.Await(() => session.ModifyAsync(FocusBench.Sdp(4002, MediaDirection.SendOnly), ModifyBy.ReInvite));
        bench.Await(() => session.ModifyAsync(FocusBench.Sdp(4002), ModifyBy.ReInvite));
        bench.Driver.AdvanceMs(200);
        Assert.That(Stream(bench), Is.EqualTo((Direction.SendReceive, true)), "its own hold and resume");
        Assert.That(Status(alice), Is.EqualTo("muted-via-focus"));

        Assert.That(Act(bench, control => control.MuteAsync(Actor.Operator, Member(bench, 1), isMuted: false)), Is.Null);
        Assert.That(Stream(bench), Is.EqualTo((Direction.SendReceive, false)));
        Assert.That(Status(alice), Is.EqualTo("connected"));
        Assert.That(told, Is.EqualTo(new[]
        {
            ConferenceEventKind.ParticipantMuted, ConferenceEventKind.ParticipantHeld, ConferenceEventKind.ParticipantResumed,
            ConferenceEventKind.ParticipantUnmuted,
        }));
        bench.EveryoneLeaves();
    }

    [Test]
    public void Held_nothing_flows_and_it_is_told_by_re_INVITE_until_it_is_resumed()
    {
        var bench = new FocusBench();
        var (alice, session) = bench.Make();
        alice.Subscribe(bench.Conference.Uri.Text);
        bench.Driver.AdvanceMs(200);

        Assert.That(Act(bench, control => control.HoldAsync(Actor.Operator, Member(bench, 1), isHeld: true)), Is.Null);
        Assert.That(session.RemoteDescription!.Media[0].Direction, Is.EqualTo(MediaDirection.Inactive));
        Assert.That(Stream(bench).Direction, Is.EqualTo(Direction.Inactive));
        Assert.That(Status(alice), Is.EqualTo("on-hold"));

        bench.Await(() => session.ModifyAsync(FocusBench.Sdp(4002), ModifyBy.ReInvite));
        Assert.That(session.RemoteDescription!.Media[0].Direction, Is.EqualTo(MediaDirection.Inactive), "its own offer does not end the focus's hold");

        Assert.That(Act(bench, control => control.HoldAsync(Actor.Operator, Member(bench, 1), isHeld: false)), Is.Null);
        Assert.That(session.RemoteDescription!.Media[0].Direction, Is.EqualTo(MediaDirection.SendReceive));
        Assert.That(Stream(bench).Direction, Is.EqualTo(Direction.SendReceive));
        Assert.That(Status(alice), Is.EqualTo("connected"));
        bench.EveryoneLeaves();
    }

    [Test]
    public void A_hold_that_is_refused_stands_on_the_MRFP()
    {
        var bench = new FocusBench();
        var alice = bench.Ue("alice");
        alice.Call(FocusBench.Factory, request => request with { OnOffer = _ => Task.FromResult(OfferReply.Refuse(488)) });

        Act(bench, control => control.HoldAsync(Actor.Operator, Member(bench, 1), isHeld: true));
        Assert.That(Stream(bench).Direction, Is.EqualTo(Direction.Inactive));
        bench.EveryoneLeaves();
    }

    [Test]
    public void Expelled_it_gets_a_BYE_with_the_reason()
    {
        var bench = new FocusBench();
        bench.Make();
        var bob = bench.Ue("bob", reliable: false);
        bob.Call(bench.Conference.Uri.Text);

        Assert.That(bench.Driver.Run(() => bench.Focus.Control.Expel(Actor.Operator, Member(bench, 2))), Is.Null);
        bench.Driver.AdvanceMs(200);
        Assert.That(FocusBench.Text(bench.Last("BYE"), HeaderId.Reason), Does.StartWith("SIP;cause=603"));
        Assert.That(bench.Conference.Participants, Has.Count.EqualTo(1));
        bench.EveryoneLeaves();
    }

    [Test]
    public void Made_by_an_operator_it_waits_for_somebody_and_carries_its_subject()
    {
        var bench = new FocusBench();
        var conference = bench.Driver.Run(() =>
        {
            Assert.That(bench.Focus.Control.TryCreate(null, new ConferenceRules { Subject = "Budget", MaxParticipants = 1 }, out var made, out _));
            return made;
        });
        bench.Ue("alice").Call(conference.Uri.Text);

        Assert.That(conference.Roster.Description.Subject, Is.EqualTo("Budget"));
        Assert.That(bench.Ue("bob").Try(conference.Uri.Text).Status, Is.EqualTo(486), "MaxParticipants");
        Assert.That(bench.Driver.Run(() => bench.Focus.Control.End(Actor.Operator, conference)), Is.Null);
        bench.Driver.AdvanceMs(200);
        bench.AssertNothingLeft();
    }

    [Test]
    public void Locked_nobody_else_comes_in_until_it_is_unlocked()
    {
        var bench = new FocusBench();
        bench.Make();
        var bob = bench.Ue("bob", reliable: false);

        bench.Driver.Run(() => bench.Focus.Control.Lock(Actor.Operator, bench.Conference, isLocked: true));
        Assert.That(bob.Try(bench.Conference.Uri.Text).Status, Is.EqualTo(403));
        bench.Driver.Run(() => bench.Focus.Control.Lock(Actor.Operator, bench.Conference, isLocked: false));
        bob.Call(bench.Conference.Uri.Text);
        bench.EveryoneLeaves();
    }

    [Test]
    public void For_a_user_the_rules_are_those_of_SIP()
    {
        var bench = new FocusBench();
        var alice = bench.Make().Alice;
        var bob = bench.Ue("bob", reliable: false);
        bob.Call(bench.Conference.Uri.Text);
        var forBob = ConferenceControl.ActorIn(bench.Conference, new Caller(bob.Uri, null, false, false));
        var forAlice = ConferenceControl.ActorIn(bench.Conference, new Caller(alice.Uri, null, false, false));

        Assert.That(Act(bench, control => control.MuteAsync(forBob, Member(bench, 1), isMuted: true))?.Status, Is.EqualTo(403));
        Assert.That(Act(bench, control => control.MuteAsync(forAlice, Member(bench, 2), isMuted: true)), Is.Null);
        Assert.That(bench.Driver.Run(() => bench.Focus.Control.Lock(forBob, bench.Conference, isLocked: true))?.Status, Is.EqualTo(403));
        Assert.That(bench.Driver.Run(() => bench.Focus.Control.End(forBob, bench.Conference))?.Status, Is.EqualTo(403));
        bench.EveryoneLeaves();
    }

    private static Refusal? Act(FocusBench bench, Func<ConferenceControl, Task<Refusal?>> act)
    {
        var refusal = bench.Await(() => act(bench.Focus.Control));
        bench.Driver.AdvanceMs(200);
        return refusal;
    }

    private static Participant Member(FocusBench bench, int number) => bench.Conference.Participants.Single(participant => participant.Number == number);

    private static (Direction Direction, bool Muted) Stream(FocusBench bench)
    {
        var stream = bench.Mrfp.Streams.First(pair => pair.Key.EndsWith("-1", StringComparison.Ordinal)).Value;
        return (stream.Direction, stream.Muted);
    }

    private static List<ConferenceEventKind> Watch(FocusBench bench)
    {
        var told = new List<ConferenceEventKind>();
        bench.Focus.News.Told += happened => told.Add(happened.Kind);
        return told;
    }

    // Partial documents tell what has changed only.
    private static string Status(Ue watcher) => (string)watcher.Roster
        .SelectMany(told => told.Document.Descendants(System.Xml.Linq.XName.Get("status", ConferenceInfoWriter.Namespace)))
        .Last(status => status.Parent!.Name.LocalName == "endpoint");
}
