using ImsConference.Sip.Messages;
using ImsConference.Sip.Sessions;
using NUnit.Framework;

namespace ImsConference.Tests.Unit.Sip.Sessions;

/// <summary>Messages lost or doubled on their way.</summary>
public sealed class LossTests
{
    [Test]
    public void A_lost_INVITE_is_sent_again()
    {
        var bench = new SessionBench();
        bench.Lose("INVITE", 2);
        var (alice, _) = bench.Call();

        Assert.That(bench.Ladder, Is.EqualTo("INVITE INVITE INVITE 200 ACK"));
        bench.HangUp(alice);
    }

    [Test]
    public void A_lost_200_is_sent_again_by_the_callee()
    {
        var bench = new SessionBench();
        bench.Lose("200", 2);
        var (alice, _) = bench.Call();

        Assert.That(bench.Count("200"), Is.GreaterThanOrEqualTo(3));
        Assert.That(bench.Count("ACK"), Is.EqualTo(1));
        bench.HangUp(alice);
    }

    [Test]
    public void A_lost_ACK_is_sent_again_for_each_repeated_200()
    {
        var bench = new SessionBench();
        bench.Lose("ACK", 3);
        var accepted = 0;
        bench.BobAnswers(async invite => accepted += await invite.AcceptAsync(SessionBench.Sdp("bob", 5000)) is null ? 0 : 1);
        var outcome = bench.InviteToEnd();
        bench.Driver.AdvanceMs(10_000);

        Assert.That(bench.Ladder, Is.EqualTo("INVITE 200 ACK 200 ACK 200 ACK 200 ACK"));
        Assert.That(accepted, Is.EqualTo(1));
        bench.HangUp(outcome.Session!);
    }

    [Test]
    public void Without_any_ACK_the_callee_hangs_up_after_64_T1()
    {
        var bench = new SessionBench();
        bench.Lose("ACK", int.MaxValue);
        InviteSession? bob = null;
        bench.BobAnswers(async invite =>
        {
            bob = invite.Session;
            Assert.That(await invite.AcceptAsync(SessionBench.Sdp("bob", 5000)), Is.Null);
        });
        bench.InviteToEnd();
        bench.Driver.AdvanceMs(31_900);
        Assert.That(bob!.HasEnded, Is.False);

        bench.Driver.AdvanceMs(300);
        Assert.That(bench.Await(() => bob.Ended).Cause, Is.EqualTo(SessionEndCause.NoAck));
        Assert.That(bench.Ladder, Does.EndWith("BYE 200"));
        Assert.That(bench.Count("200"), Is.EqualTo(12), "0.5 1.5 3.5 7.5 then each 4 s to 31.5, the first one, and the BYE's");
        bench.AssertNothingLeft();
    }

    [Test]
    public void A_doubled_INVITE_makes_one_call()
    {
        var bench = new SessionBench();
        var calls = 0;
        bench.BobAnswers(invite =>
        {
            calls++;
            return invite.AcceptAsync(SessionBench.Sdp("bob", 5000));
        });
        bench.Network.Fate = (_, _) => [TimeSpan.Zero, TimeSpan.FromMilliseconds(30)];
        var outcome = bench.InviteToEnd();

        Assert.That(calls, Is.EqualTo(1));
        bench.HangUp(outcome.Session!);
    }

    [Test]
    public void A_lost_reliable_183_is_repeated_until_its_PRACK()
    {
        var bench = new SessionBench();
        bench.Lose("183", 2);
        bench.BobAnswers(async invite =>
        {
            Assert.That(await invite.SendReliableAsync(183, SessionBench.Sdp("bob", 5000)));
            await invite.AcceptAsync();
        });
        var outcome = bench.InviteToEnd();

        Assert.That(bench.Count("183"), Is.EqualTo(3));
        Assert.That(bench.Count("PRACK"), Is.EqualTo(1));
        bench.HangUp(outcome.Session!);
    }

    [Test]
    public void A_lost_PRACK_is_repeated_and_a_repeated_183_makes_no_second_one()
    {
        var bench = new SessionBench();
        bench.Lose("PRACK", 2);
        bench.BobAnswers(async invite =>
        {
            await invite.SendReliableAsync(183, SessionBench.Sdp("bob", 5000));
            await invite.AcceptAsync();
        });
        var outcome = bench.InviteToEnd();

        var cseqs = bench.Network.Sent.Where(s => s.Message.IsRequest && s.Message.Method == SipMethod.Prack).Select(s => s.Message.CSeqNumber);
        Assert.That(cseqs, Is.EqualTo(new[] { 2u, 2u, 2u }), "one PRACK, three times on the wire");
        bench.HangUp(outcome.Session!);
    }

    [Test]
    public void Without_any_PRACK_the_INVITE_is_refused_with_504()
    {
        var bench = new SessionBench();
        bench.Lose("PRACK", int.MaxValue);
        InviteSession? bob = null;
        bench.BobAnswers(async invite =>
        {
            bob = invite.Session;
            Assert.That(await invite.SendReliableAsync(183, SessionBench.Sdp("bob", 5000)), Is.False);
            Assert.That(invite.Cancelled.IsCancellationRequested);
        });
        var outcome = bench.InviteToEnd();

        Assert.That(outcome.Status, Is.EqualTo(504));
        Assert.That(bench.Await(() => bob!.Ended).Cause, Is.EqualTo(SessionEndCause.NoPrack));
        Assert.That(bench.Count("183"), Is.EqualTo(7), "0 0.5 1.5 3.5 7.5 15.5 31.5 s: doubled without bound (RFC 3262 §3)");
        bench.AssertNothingLeft();
    }

    [Test]
    public void A_lost_BYE_is_repeated()
    {
        var bench = new SessionBench();
        var (alice, bob) = bench.Call();
        bench.Lose("BYE", 2);
        bench.HangUp(alice);

        Assert.That(bob.HasEnded);
        Assert.That(bench.Count("BYE"), Is.EqualTo(3));
    }

    [Test]
    public void A_BYE_that_nobody_answers_ends_all_the_same()
    {
        var bench = new SessionBench();
        var (alice, bob) = bench.Call();
        bench.Lose("BYE", int.MaxValue);
        bench.Await(() => alice.ByeAsync());
        bench.Driver.AdvanceMs(40_000);
        Assert.That(bob.HasEnded, Is.False, "Bob heard nothing");
        Assert.That(bench.Alice.Counts.Sessions, Is.Zero);

        bench.Network.Fate = null;
        bench.Await(() => bob.ByeAsync());
        Assert.That(bench.Ladder, Does.EndWith("BYE 481"));
        bench.AssertNothingLeft();
    }
}
