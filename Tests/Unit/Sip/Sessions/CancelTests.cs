using ImsConference.Sip.Messages;
using ImsConference.Sip.Sessions;
using NUnit.Framework;

namespace ImsConference.Tests.Unit.Sip.Sessions;

public sealed class CancelTests
{
    [Test]
    public void CANCEL_before_any_183()
    {
        var bench = new SessionBench();
        ServerInvite? pending = null;
        bench.BobAnswers(async invite =>
        {
            pending = invite;
            var ended = new TaskCompletionSource();
            await using var _ = invite.Cancelled.Register(() => ended.SetResult());
            await ended.Task;
        });
        var call = bench.Invite();
        bench.Driver.AdvanceMs(300);
        bench.Driver.Run(() => call.Cancel("SIP;cause=200;text=\"changed my mind\""));
        var outcome = bench.Await(() => call.Outcome);

        Assert.That(bench.Ladder, Is.EqualTo("INVITE 100 CANCEL 200 487 ACK"));
        Assert.That(outcome.Status, Is.EqualTo(487));
        var end = bench.Await(() => pending!.Session.Ended);
        Assert.That((end.Cause, end.Reason), Is.EqualTo((SessionEndCause.Cancelled, "SIP;cause=200;text=\"changed my mind\"")));
        bench.AssertNothingLeft();
    }

    [Test]
    public void CANCEL_after_a_reliable_183()
    {
        var bench = new SessionBench();
        var acknowledged = false;
        bench.BobAnswers(async invite => acknowledged = await invite.SendReliableAsync(183, SessionBench.Sdp("bob", 5000)));
        var call = bench.Invite();
        var early = bench.Await(() => call.Early)!;
        bench.Driver.AdvanceMs(100);
        Assert.That(acknowledged);
        Assert.That(early.State, Is.EqualTo(SessionState.Early));

        bench.Driver.Run(() => call.Cancel());
        var outcome = bench.Await(() => call.Outcome);
        Assert.That(bench.Ladder, Is.EqualTo("INVITE 183 PRACK 200 CANCEL 200 487 ACK"));
        Assert.That(outcome.Status, Is.EqualTo(487));
        Assert.That(bench.Await(() => early.Ended).Cause, Is.EqualTo(SessionEndCause.Refused));
        bench.AssertNothingLeft();
    }

    [Test]
    public void An_INVITE_that_is_taken_after_its_CANCEL_is_answered_487()
    {
        var bench = new SessionBench();
        bench.Bob.Use(request =>
        {
            if (request.Method != SipMethod.Invite) return false;
            bench.Driver.Loop.Schedule(TimeSpan.FromSeconds(1), () => Assert.That(request.TakeInvite(new()), Is.Null));
            return true;
        });
        var call = bench.Invite();
        bench.Driver.AdvanceMs(300);
        bench.Driver.Run(() => call.Cancel());

        Assert.That(bench.Await(() => call.Outcome).Status, Is.EqualTo(487));
        bench.AssertNothingLeft();
    }

    [Test]
    public void CANCEL_before_anything_was_heard_waits_for_the_first_response()
    {
        var bench = new SessionBench();
        bench.BobAnswers(_ => Task.CompletedTask);
        var call = bench.Invite();
        bench.Driver.Run(() => call.Cancel());
        bench.Await(() => call.Outcome);

        Assert.That(bench.Ladder, Is.EqualTo("INVITE 100 CANCEL 200 487 ACK"));
        bench.AssertNothingLeft();
    }

    [Test]
    public void CANCEL_that_crosses_the_200_ends_with_ACK_and_BYE()
    {
        var bench = new SessionBench();
        var answer = new TaskCompletionSource();
        bench.BobAnswers(async invite =>
        {
            invite.Progress(180);
            await answer.Task;
            await invite.AcceptAsync(SessionBench.Sdp("bob", 5000));
        });
        var call = bench.Invite();
        bench.Driver.AdvanceMs(100);
        bench.Driver.Run(() =>
        {
            answer.SetResult();
            call.Cancel();
        });
        var outcome = bench.Await(() => call.Outcome);

        Assert.That((outcome.Status, outcome.Session), Is.EqualTo((487, (InviteSession?)null)));
        bench.AssertNothingLeft();
        Assert.That(bench.Ladder, Is.EqualTo("INVITE 180 200 CANCEL ACK BYE 200 200"));
    }

    [Test]
    public void Patience_cancels_a_call_that_only_rings()
    {
        var bench = new SessionBench();
        bench.BobAnswers(invite =>
        {
            invite.Progress(180);
            return Task.CompletedTask;
        });
        var outcome = bench.InviteToEnd(SessionBench.ToBob with { Patience = TimeSpan.FromSeconds(90) });

        Assert.That(outcome.Status, Is.EqualTo(487));
        Assert.That(bench.Count("180"), Is.EqualTo(2), "repeated each minute: §13.3.1.1");
        bench.AssertNothingLeft();
    }

    [Test]
    public void An_INVITE_with_Expires_is_given_up_by_the_callee()
    {
        var bench = new SessionBench();
        bench.BobAnswers(_ => Task.CompletedTask);
        var outcome = bench.InviteToEnd(SessionBench.ToBob with { Headers = [new("Expires", "20")] });

        Assert.That(outcome.Status, Is.EqualTo(487));
        Assert.That(bench.Count("CANCEL"), Is.Zero);
        bench.AssertNothingLeft();
    }

    [Test]
    public void BYE_in_an_early_dialog_ends_the_INVITE_with_487()
    {
        var bench = new SessionBench();
        bench.BobAnswers(invite => invite.SendReliableAsync(183, SessionBench.Sdp("bob", 5000)));
        var call = bench.Invite();
        var early = bench.Await(() => call.Early)!;
        bench.Await(() => early.ByeAsync());
        var outcome = bench.Await(() => call.Outcome);

        Assert.That(outcome.Status, Is.EqualTo(487));
        bench.AssertNothingLeft();
    }

    [Test]
    public void A_redirected_call_can_be_cancelled_by_nobody_any_more()
    {
        var bench = new SessionBench();
        bench.BobAnswers(invite =>
        {
            invite.Redirect(["<sip:carol@10.0.0.2>"]);
            return Task.CompletedTask;
        });
        var call = bench.Invite();
        bench.Await(() => call.Outcome);
        bench.Driver.Run(() => call.Cancel());

        Assert.That(bench.Ladder, Is.EqualTo("INVITE 302 ACK"));
        bench.AssertNothingLeft();
    }
}
