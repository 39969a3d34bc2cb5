using ImsConference.Sip.Messages;
using ImsConference.Sip.Sdp;
using ImsConference.Sip.Sessions;
using NUnit.Framework;

namespace ImsConference.Tests.Unit.Sip.Sessions;

/// <summary>re-INVITE and UPDATE: agreement, refusal, glare.</summary>
public sealed class ModifyTests
{
    private static readonly SessionDescription Hold = SessionBench.Sdp("alice", 4000, MediaDirection.SendOnly);

    [TestCase(ModifyBy.ReInvite, "INVITE 200 ACK")]
    [TestCase(ModifyBy.Update, "UPDATE 200")]
    [TestCase(ModifyBy.Best, "UPDATE 200", Description = "the peer allows it")]
    public void Hold_by(ModifyBy by, string ladder)
    {
        var bench = new SessionBench();
        var (alice, bob) = bench.Call();
        bob.OnOffer = offer => Task.FromResult(OfferReply.Answer(SessionBench.Sdp("bob", 5000, MediaDirection.ReceiveOnly)));
        var agreed = 0;
        bob.OnAgreed = _ => agreed++;
        var outcome = bench.Await(() => alice.ModifyAsync(Hold, by));

        Assert.That(outcome.Succeeded);
        Assert.That(bench.Ladder, Is.EqualTo("INVITE 200 ACK " + ladder));
        Assert.That(bob.RemoteDescription!.Media[0].Direction, Is.EqualTo(MediaDirection.SendOnly));
        Assert.That(alice.RemoteDescription!.Media[0].Direction, Is.EqualTo(MediaDirection.ReceiveOnly));
        Assert.That(agreed, Is.EqualTo(1));
        bench.HangUp(alice);
    }

    [Test]
    public void An_offer_that_changes_without_counting_up_is_taken_as_it_is_and_logged()
    {
        var bench = new SessionBench();
        var (alice, bob) = bench.Call();
        bob.OnOffer = offer => Task.FromResult(OfferReply.Answer(SessionBench.Sdp("bob", 5000, MediaDirection.ReceiveOnly)));
        bench.AliceNode.Rewrite = text => text.Replace("o=alice 1 2 ", "o=alice 1 1 ", StringComparison.Ordinal);
        var outcome = bench.Await(() => alice.ModifyAsync(SessionBench.Sdp("alice", 4000, MediaDirection.SendOnly)));

        Assert.That(outcome.Succeeded);
        Assert.That(bob.RemoteDescription!.Media[0].Direction, Is.EqualTo(MediaDirection.SendOnly));
        Assert.That(bench.Log.News, Has.One.Contains("o= version is still 1, but the description changed (rule: o= counts the changes of one session; RFC 3264 §8)"));
        bench.AliceNode.Rewrite = null;
        bench.HangUp(alice);
    }

    [Test]
    public void The_o_line_counts_changes_and_stays_for_repeats()
    {
        var bench = new SessionBench();
        var (alice, bob) = bench.Call();
        var unchanged = new List<bool>();
        bob.OnOffer = offer =>
        {
            unchanged.Add(offer.Unchanged);
            return Task.FromResult(OfferReply.Answer(SessionBench.Sdp("bob", 5000)));
        };
        var versions = new List<ulong> { alice.LocalDescription!.Origin.Version };
        foreach (var offer in new[] { alice.LocalDescription, Hold, Hold, SessionBench.Sdp("alice", 4000) })
        {
            bench.Await(() => alice.ModifyAsync(offer));
            versions.Add(alice.LocalDescription!.Origin.Version);
        }

        Assert.That(versions, Is.EqualTo(new ulong[] { 1, 1, 2, 2, 3 }), "RFC 3264 §8");
        Assert.That(unchanged, Is.EqualTo(new[] { true, false, true, false }));
        bench.HangUp(alice);
    }

    [TestCase(ModifyBy.ReInvite)]
    [TestCase(ModifyBy.Update)]
    public void A_refused_offer_leaves_the_session_as_it_was(ModifyBy by)
    {
        var bench = new SessionBench();
        var (alice, bob) = bench.Call();
        bob.OnOffer = _ => Task.FromResult(OfferReply.Refuse(488, "305 bob \"no\""));
        var outcome = bench.Await(() => alice.ModifyAsync(SessionBench.Sdp("alice", 4002), by));

        Assert.That((outcome.Succeeded, outcome.Status), Is.EqualTo((false, 488)));
        Assert.That(alice.LocalDescription!.Media[0].Port, Is.EqualTo(4000));
        Assert.That(bob.RemoteDescription!.Media[0].Port, Is.EqualTo(4000));
        Assert.That(alice.HasEnded, Is.False);

        bob.OnOffer = _ => Task.FromResult(OfferReply.Answer(SessionBench.Sdp("bob", 5000)));
        Assert.That(bench.Await(() => alice.ModifyAsync(Hold, by)).Succeeded);
        Assert.That(alice.LocalDescription!.Origin.Version, Is.EqualTo(3), "the refused one had version 2");
        bench.HangUp(alice);
    }

    [Test]
    public void Nobody_answers_offers_so_they_are_refused()
    {
        var bench = new SessionBench();
        var (alice, _) = bench.Call();
        Assert.That(bench.Await(() => alice.ModifyAsync(Hold)).Status, Is.EqualTo(488));
        bench.HangUp(alice);
    }

    [Test]
    public void An_offerless_re_INVITE_is_offered_what_is_in_force()
    {
        var bench = new SessionBench();
        var (alice, bob) = bench.Call();
        alice.OnOffer = _ => Task.FromResult(OfferReply.Answer(SessionBench.Sdp("alice", 4004)));
        Assert.That(bench.Await(() => alice.ModifyAsync(null)).Succeeded);
        bench.Driver.AdvanceMs(100);

        Assert.That(bob.RemoteDescription!.Media[0].Port, Is.EqualTo(4004));
        Assert.That(bob.LocalDescription!.Origin.Version, Is.EqualTo(1));
        bench.HangUp(alice);
    }

    [TestCase(ModifyBy.ReInvite)]
    [TestCase(ModifyBy.Update)]
    public void Offers_that_cross_are_both_refused_491_and_both_succeed_in_turn(ModifyBy by)
    {
        var bench = new SessionBench();
        var (alice, bob) = bench.Call();
        alice.OnOffer = _ => Task.FromResult(OfferReply.Answer(SessionBench.Sdp("alice", 4000)));
        bob.OnOffer = _ => Task.FromResult(OfferReply.Answer(SessionBench.Sdp("bob", 5000)));
        var outcomes = bench.Await(() => SessionBench.AllAsync(
            alice.ModifyAsync(SessionBench.Sdp("alice", 4002), by), bob.ModifyAsync(SessionBench.Sdp("bob", 5002), by)));

        Assert.That(outcomes.All(o => o.Succeeded));
        Assert.That(bench.Count("491"), Is.GreaterThanOrEqualTo(2));
        Assert.That(bench.Driver.Elapsed, Is.InRange(TimeSpan.FromSeconds(2.1), TimeSpan.FromSeconds(4.5)), "the owner of the Call-ID waits 2.1 to 4 s");
        bench.HangUp(alice);
    }

    [Test]
    public void A_second_offer_while_the_first_is_being_answered_gets_500_with_Retry_After()
    {
        var bench = new SessionBench();
        var (alice, bob) = bench.Call();
        var answer = new TaskCompletionSource<OfferReply>();
        bob.OnOffer = _ => answer.Task;
        var first = bench.Driver.Run(() => new { Task = alice.ModifyAsync(Hold, ModifyBy.ReInvite) }).Task;
        bench.Driver.AdvanceMs(50);
        var second = bench.Await(() => alice.SendAsync("UPDATE", "application/sdp", Hold.Write(), new HeaderLine("Contact", alice.Dialog.Contact)));

        Assert.That(second.Status, Is.EqualTo(500));
        Assert.That(uint.Parse(second.Response![HeaderId.RetryAfter]), Is.LessThanOrEqualTo(10));
        bench.Driver.Run(() => answer.SetResult(OfferReply.Answer(SessionBench.Sdp("bob", 5000))));
        Assert.That(bench.Await(() => first).Succeeded);
        bench.HangUp(alice);
    }

    [Test]
    public void A_BYE_during_a_re_INVITE_ends_it_with_487()
    {
        var bench = new SessionBench();
        var (alice, bob) = bench.Call();
        var answer = new TaskCompletionSource<OfferReply>();
        bob.OnOffer = _ => answer.Task;
        var change = bench.Driver.Run(() => new { Task = alice.ModifyAsync(Hold, ModifyBy.ReInvite) }).Task;
        bench.Driver.AdvanceMs(50);
        bench.Await(() => bob.ByeAsync());
        var outcome = bench.Await(() => change);
        bench.Driver.Run(() => answer.SetResult(OfferReply.Answer(SessionBench.Sdp("bob", 5000))));

        Assert.That(outcome.Succeeded, Is.False);
        Assert.That(alice.HasEnded);
        bench.AssertNothingLeft();
    }

    [Test]
    public void An_answer_with_other_media_lines_is_no_answer()
    {
        var bench = new SessionBench();
        var (alice, bob) = bench.Call();
        var bad = SessionBench.Sdp("bob", 5000);
        bob.OnOffer = _ => Task.FromResult(OfferReply.Answer(bad with { Media = [bad.Media[0], bad.Media[0]] }));
        var outcome = bench.Await(() => alice.ModifyAsync(Hold, ModifyBy.Update));

        Assert.That(outcome.Succeeded, Is.False);
        Assert.That(alice.LocalDescription!.Media[0].Direction, Is.EqualTo(MediaDirection.SendReceive));
        bench.HangUp(alice);
    }

    [Test]
    public void An_offer_with_fewer_media_lines_is_refused()
    {
        var bench = new SessionBench();
        var (alice, bob) = bench.Call();
        bob.OnOffer = _ => Task.FromResult(OfferReply.Answer(SessionBench.Sdp("bob", 5000)));
        Assert.That(bench.Await(() => alice.ModifyAsync(Hold with { Media = [] })).Status, Is.EqualTo(488));
        bench.HangUp(alice);
    }

    [Test]
    public void A_peer_that_lost_the_dialog_ends_the_session()
    {
        var bench = new SessionBench();
        var (alice, _) = bench.Call();
        bench.BobNode.Received = null;
        var outcome = bench.Await(() => alice.ModifyAsync(Hold));

        Assert.That(outcome.Status, Is.EqualTo(408));
        Assert.That(bench.Await(() => alice.Ended).Cause, Is.EqualTo(SessionEndCause.Lost));
    }

    [Test]
    public void A_re_INVITE_takes_its_target_from_Contact()
    {
        var bench = new SessionBench();
        var (alice, bob) = bench.Call();
        bob.OnOffer = _ => Task.FromResult(OfferReply.Answer(SessionBench.Sdp("bob", 5000)));
        alice.Dialog.Contact = "<sip:alice-moved@10.0.0.1>";
        bench.Await(() => alice.ModifyAsync(Hold));

        Assert.That(bob.Dialog.RemoteTarget, Is.EqualTo(SipUri.Parse("sip:alice-moved@10.0.0.1")));
        bench.HangUp(alice);
    }
}
