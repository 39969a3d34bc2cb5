using ImsConference.Mrfc.Media;
using ImsConference.Protos.Mp;
using ImsConference.Sip.Messages;
using ImsConference.Sip.Sdp;
using ImsConference.Sip.Sessions;
using NUnit.Framework;

namespace ImsConference.Tests.Unit.Focus;

/// <summary>What happens while the focus waits: after each await somebody may have gone.</summary>
public sealed class RaceTests
{
    [TestCase(FocusBench.Redirect, "AddContext")]
    [TestCase(FocusBench.Factory, "AddContext")]
    [TestCase(FocusBench.Factory, "AddTermination")]
    public void CANCEL_while_the_MRFP_is_asked(string target, string command)
    {
        var bench = new FocusBench();
        var gate = bench.HoldBack(command);
        var alice = bench.Ue("alice");
        var invite = alice.Send(alice.Request(target));
        bench.Driver.AdvanceMs(300);
        bench.Driver.Run(() => invite.Cancel());
        Assert.That(bench.Await(() => invite.Outcome).Status, Is.EqualTo(487));
        bench.Driver.Run(gate.SetResult);
        bench.AssertNothingLeft();
    }

    [Test]
    public void CANCEL_after_the_183()
    {
        var bench = new FocusBench();
        var alice = bench.Ue("alice");
        var invite = alice.Send(alice.Request(FocusBench.Factory));
        bench.Driver.AdvanceMs(300);
        Assert.That(bench.Mrfp.Streams, Has.Count.EqualTo(1));
        bench.Driver.Run(() => invite.Cancel());
        Assert.That(bench.Await(() => invite.Outcome).Status, Is.EqualTo(487));
        bench.AssertNothingLeft();
    }

    [Test]
    public void BYE_in_the_early_dialog_while_its_UPDATE_waits_for_the_MRFP()
    {
        var bench = new FocusBench();
        var alice = bench.Ue("alice");
        var invite = alice.Send(alice.Request(FocusBench.Factory));
        var early = bench.Await(() => invite.Early)!;
        var gate = bench.HoldBack("ModifyTermination");
        bench.Driver.Run(() => bench.Driver.Loop.Spawn("update", async () => await early.ModifyAsync(FocusBench.Sdp(4008), ModifyBy.Update)));
        bench.Driver.AdvanceMs(100);
        Assert.That(bench.Mrfp.Commands[^1], Does.StartWith("ModifyTermination"));
        bench.Driver.Run(() => bench.Driver.Loop.Spawn("bye", () => early.ByeAsync()));
        bench.Driver.AdvanceMs(100);
        bench.Driver.Run(gate.SetResult);
        Assert.That(bench.Await(() => invite.Outcome).Session, Is.Null);
        bench.AssertNothingLeft();
    }

    [Test]
    public void BYE_right_behind_the_ACK()
    {
        var bench = new FocusBench();
        var alice = bench.Ue("alice", reliable: false);
        var redirect = alice.Send(alice.Request(FocusBench.Redirect));
        bench.Await(() => redirect.Outcome);
        var call = bench.Driver.Run(() => redirect.Follow(bench.Conference.Uri));
        bench.Await(async () => await (await call.Outcome).Session!.ByeAsync());

        Assert.That(bench.Conferences.Count, Is.Zero, "it was in, and was the last");
        bench.AssertNothingLeft();
    }

    [Test]
    public void The_conference_ends_while_somebody_is_on_the_way_in()
    {
        var bench = new FocusBench();
        var session = bench.Make().Session;
        var uri = bench.Conference.Uri.Text;
        var gate = bench.HoldBack("AddTermination");
        var bob = bench.Ue("bob", reliable: false);
        var invite = bob.Send(bob.Request(uri));
        bench.Driver.AdvanceMs(100);
        bench.Driver.Run(() => bench.Conferences.End(bench.Conference, Mrfc.Focus.Removal.ConferenceEnded));
        bench.Driver.Run(gate.SetResult);

        Assert.That(bench.Await(() => invite.Outcome).Status, Is.EqualTo(404));
        Assert.That(bench.Await(() => session.Ended).Cause, Is.EqualTo(SessionEndCause.RemoteBye));
        bench.AssertNothingLeft();
    }

    [Test]
    public void The_conference_ends_while_its_place_is_being_found()
    {
        var bench = new FocusBench();
        var gate = bench.HoldBack("AddContext");
        var alice = bench.Ue("alice", reliable: false);
        var invite = alice.Send(alice.Request(FocusBench.Factory));
        bench.Driver.AdvanceMs(100);
        bench.Driver.Run(() => bench.Conferences.End(bench.Conference, Mrfc.Focus.Removal.Stopping));
        bench.Driver.Run(gate.SetResult);

        Assert.That(bench.Await(() => invite.Outcome).Status, Is.EqualTo(503));
        bench.AssertNothingLeft();
    }

    [Test]
    public void The_referrer_leaves_and_the_conference_ends_while_the_user_rings()
    {
        var bench = new FocusBench(settings => settings with { EndsWhen = Mrfc.Focus.ConferenceEnd.CreatorLeaves });
        var session = bench.Make().Session;
        var bob = bench.Ue("bob");
        bob.Answers(invite =>
        {
            invite.Progress(180);
            return Task.CompletedTask;
        });
        bench.Driver.Run(() => session.Refer(new InDialogRefer { ReferTo = $"<{bob.Uri}>" }));
        bench.Driver.AdvanceMs(500);
        bench.Await(() => session.ByeAsync());
        bench.Driver.AdvanceMs(500);
        Assert.That(bench.Ladder, Does.Contain("CANCEL"));
        bench.AssertNothingLeft();
    }

    [Test]
    public void The_user_answers_while_the_CANCEL_is_on_its_way()
    {
        var bench = new FocusBench();
        var session = bench.Make().Session;
        var bob = bench.Ue("bob");
        var answer = new TaskCompletionSource();
        bob.Answers(async invite =>
        {
            invite.Progress(180);
            await answer.Task;
            await bob.AcceptAsync(invite);
        });
        bench.Driver.Run(() => session.Refer(new InDialogRefer { ReferTo = $"<{bob.Uri}>" }));
        bench.Driver.AdvanceMs(500);
        bench.Driver.Run(() =>
        {
            bench.Conferences.End(bench.Conference, Mrfc.Focus.Removal.ConferenceEnded);
            answer.SetResult();
        });
        bench.AssertNothingLeft();
    }

    [TestCase("AddContext", MrfpFault.Unavailable, 503)]
    [TestCase("AddContext", MrfpFault.Exhausted, 503)]
    [TestCase("AddContext", MrfpFault.TimedOut, 503)]
    [TestCase("AddTermination", MrfpFault.Exhausted, 503)]
    [TestCase("AddTermination", MrfpFault.Unavailable, 503)]
    [TestCase("AddTermination", MrfpFault.Rejected, 500)]
    [TestCase("AddTermination", MrfpFault.NotFound, 503)]
    [TestCase("ModifyTermination", MrfpFault.TimedOut, 503)]
    public void The_MRFP_fails_at(string command, MrfpFault fault, int status)
    {
        var bench = new FocusBench();
        bench.Mrfp.Before = seen => seen == command ? throw new MrfpException(fault, "made up") : Task.CompletedTask;
        var outcome = bench.Ue("alice").Try(FocusBench.Factory);

        Assert.That(outcome.Status, Is.EqualTo(status));
        if (status == 503) Assert.That(outcome.Response!.Has(HeaderId.RetryAfter));
        bench.Mrfp.Before = null;
        bench.AssertNothingLeft();
    }

    [TestCase("AddContext")]
    [TestCase("AddTermination")]
    [TestCase("SubtractTermination")]
    [TestCase("SubtractContext")]
    public void A_reply_of_the_MRFP_is_lost(string command)
    {
        var bench = new FocusBench();
        var first = bench.Make().Session;
        var uri = bench.Conference.Uri.Text;
        bench.Mrfp.After = seen => seen == command ? throw new MrfpException(MrfpFault.TimedOut, "lost") : Task.CompletedTask;
        var outcome = command == "AddContext" ? bench.Ue("bob").Try(FocusBench.Factory) : bench.Ue("bob").Try(uri);
        Assert.That(outcome.Session is null, Is.EqualTo(command.StartsWith("Add", StringComparison.Ordinal)));
        if (outcome.Session is { } second) bench.Await(() => second.ByeAsync());
        bench.Await(() => first.ByeAsync());
        bench.Driver.AdvanceMs(500);
        bench.Mrfp.After = null;
        bench.AssertNothingLeft();
    }

    [Test]
    public void A_hold_that_the_MRFP_refuses_leaves_the_call_as_it_was()
    {
        var bench = new FocusBench();
        var session = bench.Make().Session;
        bench.Mrfp.Before = seen => seen == "ModifyTermination" ? throw new MrfpException(MrfpFault.Exhausted, "made up") : Task.CompletedTask;
        var outcome = bench.Await(() => session.ModifyAsync(FocusBench.Sdp(4000, MediaDirection.SendOnly), ModifyBy.ReInvite));

        Assert.That((outcome.Succeeded, outcome.Status), Is.EqualTo((false, 503)));
        Assert.That(bench.Mrfp.Streams.Values.Single().Direction, Is.EqualTo(Direction.SendReceive));
        Assert.That(session.HasEnded, Is.False);
        bench.Mrfp.Before = null;
        bench.Driver.AdvanceMs(500);
        bench.EveryoneLeaves();
    }

    [Test]
    public void A_hold_whose_reply_is_lost_is_taken_back_on_the_MRFP_too()
    {
        var bench = new FocusBench();
        var session = bench.Make().Session;
        bench.Mrfp.After = _ =>
        {
            bench.Mrfp.After = null;
            throw new MrfpException(MrfpFault.TimedOut, "lost");
        };
        bench.Driver.Run(() => bench.Driver.Loop.Spawn("hold", async () => await session.ModifyAsync(FocusBench.Sdp(4000, MediaDirection.SendOnly))));
        bench.Driver.AdvanceMs(500);

        Assert.That(bench.Ladder, Does.EndWith("UPDATE 503"));
        Assert.That(bench.Mrfp.Streams.Values.Single().Direction, Is.EqualTo(Direction.SendReceive), "as before");
        Assert.That(session.HasEnded, Is.False);
        bench.EveryoneLeaves();
    }

    [TestCase(true)]
    [TestCase(false)]
    public void The_MRFP_is_lost_with_calls_on_it(bool restarted)
    {
        var bench = new FocusBench();
        bench.Announce("is lost");
        var session = bench.Make().Session;
        var guest = bench.Ue("bob", reliable: false).Call(bench.Conference.Uri.Text);
        bench.Driver.Run(bench.Mrfp.GoDown);
        bench.Driver.AdvanceMs(100);
        Assert.That(bench.Ue("carol").Try(FocusBench.Factory).Status, Is.EqualTo(503));
        if (restarted) bench.Driver.Run(() => bench.Mrfp.ComeBack(restarted: true));
        bench.Driver.Advance(TimeSpan.FromSeconds(12));

        foreach (var one in (InviteSession[])[session, guest])
            Assert.That(bench.Await(() => one.Ended).Reason, Is.EqualTo("SIP;cause=503;text=\"media resource lost\", Q.850;cause=41"));
        if (!restarted) bench.Driver.Run(() => bench.Mrfp.ComeBack(restarted: false));
        bench.Driver.Advance(TimeSpan.FromSeconds(10));
        bench.Ue("dave").Call(FocusBench.Factory);
        bench.EveryoneLeaves();
    }

    [Test]
    public void A_reservation_that_was_lost_is_made_anew_for_the_first_who_comes()
    {
        var bench = new FocusBench();
        var alice = bench.Ue("alice", reliable: false);
        var redirect = alice.Send(alice.Request(FocusBench.Redirect));
        bench.Await(() => redirect.Outcome);
        bench.Driver.Run(bench.Mrfp.GoDown);
        bench.Driver.AdvanceMs(100);
        bench.Driver.Run(() => bench.Mrfp.ComeBack(restarted: true));
        bench.Driver.Advance(TimeSpan.FromSeconds(5));

        alice.Call(bench.Conference.Uri.Text);
        Assert.That(bench.Mrfp.Contexts.Keys.Single(), Does.EndWith(".2"));
        bench.EveryoneLeaves();
    }

    [Test]
    public void A_termination_that_is_nobodys_is_subtracted()
    {
        var bench = new FocusBench();
        var session = bench.Make().Session;
        var context = bench.Conference.Context.Current!;
        bench.Mrfp.Contexts[context.Id]["orphan"] = new Termination { TerminationId = "orphan" };
        bench.Driver.Run(() => bench.Pool.RequestAudit(context));
        bench.Driver.AdvanceMs(100);

        Assert.That(bench.Mrfp.Contexts[context.Id].Keys, Has.None.EqualTo("orphan"));
        Assert.That(session.HasEnded, Is.False);
        bench.EveryoneLeaves();
    }

    [Test]
    public void Several_come_at_once_while_the_place_is_being_found()
    {
        var bench = new FocusBench(settings => settings with { ReserveAt = Mrfc.Focus.ReservationTime.FirstJoin });
        var alice = bench.Ue("alice", reliable: false);
        var redirect = alice.Send(alice.Request(FocusBench.Redirect));
        bench.Await(() => redirect.Outcome);
        var ues = Enumerable.Range(0, 5).Select(index => bench.Ue($"u{index}", reliable: false)).ToList();
        var calls = ues.ConvertAll(ue => ue.Send(ue.Request(bench.Conference.Uri.Text)));
        var sessions = calls.ConvertAll(call => bench.Await(() => call.Outcome).Session!);

        Assert.That(bench.Mrfp.Commands.Count(command => command.StartsWith("AddContext", StringComparison.Ordinal)), Is.EqualTo(1));
        Assert.That(bench.Mrfp.Streams, Has.Count.EqualTo(5));
        foreach (var session in sessions) bench.Await(() => session.ByeAsync());
        bench.AssertNothingLeft();
    }

    [Test]
    public void A_peer_that_went_silent_is_noticed_when_the_session_is_refreshed()
    {
        var bench = new FocusBench();
        var alice = bench.Ue("alice", reliable: false);
        alice.Call(FocusBench.Factory, request => request with { SessionTimer = false });
        bench.Network.Remove(alice.Node);
        bench.Driver.Advance(TimeSpan.FromMinutes(31));

        Assert.That(bench.Conferences.Count, Is.Zero);
        Assert.That(bench.Mrfp.Contexts, Is.Empty);
    }
}
