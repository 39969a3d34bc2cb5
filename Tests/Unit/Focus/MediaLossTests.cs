using ImsConference.Sip.Messages;
using ImsConference.Sip.Sessions;
using NUnit.Framework;

namespace ImsConference.Tests.Unit.Focus;

/// <summary>An MRFP loses things, hangs, or fails in ways nobody foresaw: who is concerned is cleared, everybody else goes on.</summary>
public sealed class MediaLossTests
{
    private const string MediaLost = "SIP;cause=503;text=\"media resource lost\", Q.850;cause=41";

    [Test]
    public void A_termination_that_an_audit_misses_takes_its_participant_along_and_nobody_else()
    {
        var bench = new FocusBench();
        var (alice, stays) = bench.Make();
        var goes = bench.Ue("bob").Call(bench.Conference.Uri.Text);
        alice.Subscribe(bench.Conference.Uri.Text);
        bench.Driver.AdvanceMs(200);
        var lost = bench.Conference.Participants[1].Media!.Termination;
        bench.Mrfp.Contexts[lost.Context.Id].Remove(lost.TerminationId);
        Audit(bench);

        Assert.That(bench.Await(() => goes.Ended).Reason, Is.EqualTo(MediaLost));
        bench.Driver.AdvanceMs(200);
        Assert.That(stays.HasEnded, Is.False);
        Assert.That(string.Concat(alice.Roster.Skip(1).Select(notify => notify.Document)), Does.Contain("<disconnection-method>failed</disconnection-method>").And.Contain("media resource lost"));
        bench.EveryoneLeaves();
    }

    [Test]
    public void A_silence_whose_event_was_missed_is_found_by_an_audit()
    {
        var bench = new FocusBench();
        var stays = bench.Make().Session;
        var goes = bench.Ue("bob").Call(bench.Conference.Uri.Text);
        var silent = bench.Conference.Participants[1].Media!.Termination;
        bench.Mrfp.Contexts[silent.Context.Id][silent.TerminationId].Streams[0].RtpTimedOut = true;
        Audit(bench);

        Assert.That(bench.Await(() => goes.Ended).Reason, Is.EqualTo("SIP;cause=408;text=\"no RTP received\", Q.850;cause=102"));
        Assert.That(stays.HasEnded, Is.False);
        bench.EveryoneLeaves();
    }

    [Test]
    public void A_source_whose_event_was_missed_is_found_by_an_audit()
    {
        var bench = new FocusBench();
        var (alice, session) = bench.Make();
        bench.Driver.Run(() => session.Subscribe(new InDialogSubscribe { Event = "conference", OnNotify = alice.Take }));
        bench.Driver.AdvanceMs(100);
        var termination = bench.Conference.Participants.Single().Media!.Termination;
        bench.Mrfp.Contexts[termination.Context.Id][termination.TerminationId].Streams[0].PeerSsrc = 4711;
        Audit(bench);
        Audit(bench);

        Assert.That($"{alice.Roster[^1].Document}", Does.Contain("<src-id>4711</src-id>"));
        Assert.That(alice.Roster, Has.Count.EqualTo(2), "once");
        bench.EveryoneLeaves();
    }

    [Test]
    public void A_context_that_an_audit_misses_ends_its_conference()
    {
        var bench = new FocusBench();
        var session = bench.Make().Session;
        bench.Mrfp.Contexts.Clear();
        Audit(bench);

        Assert.That(bench.Await(() => session.Ended).Reason, Is.EqualTo(MediaLost));
        bench.AssertNothingLeft();
    }

    [Test]
    public void An_audit_does_not_judge_who_came_or_went_while_it_was_on_its_way()
    {
        var bench = new FocusBench();
        var alice = bench.Make(reliable: false).Session;
        var context = bench.Conference.Context.Current!;
        var picture = new TaskCompletionSource();
        bench.Mrfp.After = seen => seen == "AuditAll" ? picture.Task : Task.CompletedTask;
        bench.Driver.Run(() => bench.Pool.RequestAudit(context));
        bench.Driver.AdvanceMs(100);
        var bob = bench.Ue("bob", reliable: false).Call(bench.Conference.Uri.Text);
        bench.Await(() => alice.ByeAsync());
        bench.Driver.AdvanceMs(100);
        var commands = bench.Mrfp.Commands.Count;
        bench.Driver.Run(picture.SetResult);
        bench.Driver.AdvanceMs(500);

        Assert.That((bob.HasEnded, bench.Mrfp.Commands.Count), Is.EqualTo((false, commands)));
        bench.EveryoneLeaves();
    }

    [Test]
    public void A_hold_that_finds_no_termination_leads_to_a_BYE()
    {
        var bench = new FocusBench();
        var session = bench.Make().Session;
        bench.Mrfp.Contexts.Values.Single().Clear();
        bench.Await(() => session.ModifyAsync(FocusBench.Sdp(4000, ImsConference.Sip.Sdp.MediaDirection.SendOnly), ModifyBy.ReInvite));

        Assert.That(bench.Ladder, Does.EndWith("INVITE 503 BYE ACK 200"));
        Assert.That(bench.Await(() => session.Ended).Reason, Is.EqualTo(MediaLost));
        bench.AssertNothingLeft();
    }

    [Test]
    public void Who_comes_to_a_context_that_is_gone_finds_out_for_all()
    {
        var bench = new FocusBench();
        var session = bench.Make().Session;
        bench.Mrfp.Contexts.Clear();
        Assert.That(bench.Ue("bob").Try(bench.Conference.Uri.Text).Status, Is.EqualTo(503));

        Assert.That(bench.Await(() => session.Ended).Reason, Is.EqualTo(MediaLost));
        bench.AssertNothingLeft();
    }

    [Test]
    public void An_MRFP_that_hangs_costs_a_caller_seconds_and_the_calls_on_it_once_it_is_lost()
    {
        var bench = new FocusBench();
        bench.Announce("is lost");
        var session = bench.Make().Session;
        bench.Mrfp.Hangs = true;
        var asked = bench.Elapsed;
        var outcome = bench.Ue("bob").Try(FocusBench.Factory);

        Assert.That(outcome.Status, Is.EqualTo(503));
        Assert.That(outcome.Response!.Has(HeaderId.RetryAfter));
        Assert.That(bench.Elapsed - asked, Is.LessThan(TimeSpan.FromSeconds(4)));
        Assert.That(session.HasEnded, Is.False, "it may come back");
        Assert.That(bench.Await(() => session.Ended).Reason, Is.EqualTo(MediaLost));
        Assert.That(bench.Elapsed - asked, Is.LessThan(TimeSpan.FromSeconds(40)));

        bench.Mrfp.Hangs = false;
        bench.Driver.Advance(TimeSpan.FromSeconds(10));
        bench.Ue("carol").Call(FocusBench.Factory);
        bench.EveryoneLeaves();
    }

    [Test]
    public void While_one_MRFP_hangs_only_the_first_caller_waits_for_it()
    {
        var bench = new FocusBench(null, 1, ["PCMU"], ["PCMU"]);
        bench.Mrfp.Hangs = true;
        var slow = TimeOf(bench, () => bench.Ue("alice").Call(FocusBench.Factory));
        var fast = TimeOf(bench, () => bench.Ue("bob").Call(FocusBench.Factory));

        Assert.That((slow.Elapsed.TotalSeconds, fast.Elapsed.TotalSeconds), Is.EqualTo((3.0, 0.0)).Within(0.5));
        Assert.That(bench.Mrfps[1].Contexts, Has.Count.EqualTo(2));
        foreach (var session in (InviteSession[])[slow.Result, fast.Result]) bench.Await(() => session.ByeAsync());
        bench.Mrfp.Hangs = false;
        bench.AssertNothingLeft();
    }

    [Test]
    public void What_nobody_foresaw_costs_one_caller_its_call_and_no_one_else_anything()
    {
        var bench = new FocusBench();
        bench.Announce("failed");
        var alice = bench.Make().Session;
        bench.Mrfp.Before = seen => seen == "AddTermination" ? throw new InvalidOperationException("made up") : Task.CompletedTask;
        Assert.That(bench.Ue("bob").Try(FocusBench.Factory).Status, Is.EqualTo(500));
        Assert.That(bench.Ue("carol").Try(bench.Conference.Uri.Text).Status, Is.EqualTo(500));
        bench.Mrfp.Before = null;

        Assert.That(bench.Await(() => alice.ModifyAsync(FocusBench.Sdp(4002), ModifyBy.ReInvite)).Succeeded);
        bench.EveryoneLeaves(faults: 2);
    }

    private static void Audit(FocusBench bench)
    {
        bench.Driver.Run(() => bench.Pool.RequestAudit(bench.Conference.Context.Current!));
        bench.Driver.AdvanceMs(100);
    }

    private static (T Result, TimeSpan Elapsed) TimeOf<T>(FocusBench bench, Func<T> work)
    {
        var start = bench.Elapsed;
        return (work(), bench.Elapsed - start);
    }
}
