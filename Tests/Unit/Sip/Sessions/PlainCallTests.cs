using ImsConference.Sip.Messages;
using ImsConference.Sip.Sessions;
using NUnit.Framework;

namespace ImsConference.Tests.Unit.Sip.Sessions;

public sealed class PlainCallTests
{
    [Test]
    public void A_call_and_its_end()
    {
        var bench = new SessionBench();
        var (alice, bob) = bench.Call();

        Assert.That(bench.Ladder, Is.EqualTo("INVITE 200 ACK"));
        Assert.That(alice.LocalDescription!.Media[0].Port, Is.EqualTo(4000));
        Assert.That(alice.RemoteDescription!.Media[0].Port, Is.EqualTo(5000));
        Assert.That(bob.RemoteDescription!.Media[0].Port, Is.EqualTo(4000));

        bench.HangUp(alice);
        Assert.That(bench.Ladder, Does.EndWith("BYE 200"));
        Assert.That(bob.Ended.IsCompleted);
        Assert.That(bench.Await(() => bob.Ended).Cause, Is.EqualTo(SessionEndCause.RemoteBye));
    }

    [Test]
    public void The_callee_hangs_up_with_a_reason()
    {
        var bench = new SessionBench();
        var (alice, bob) = bench.Call();
        bench.Await(() => bob.ByeAsync("SIP;cause=200;text=\"over\""));

        var end = bench.Await(() => alice.Ended);
        Assert.That((end.Cause, end.Reason), Is.EqualTo((SessionEndCause.RemoteBye, "SIP;cause=200;text=\"over\"")));
        bench.AssertNothingLeft();
    }

    [Test]
    public void BYEs_that_cross_are_both_answered_200()
    {
        var bench = new SessionBench();
        var (alice, bob) = bench.Call();
        bench.Await(() => SessionBench.AllAsync(alice.ByeAsync(), bob.ByeAsync()));

        Assert.That(bench.Ladder, Does.EndWith("BYE BYE 200 200"));
        bench.AssertNothingLeft();
    }

    [Test]
    public void An_offerless_INVITE_is_offered_in_the_200_and_answered_in_the_ACK()
    {
        var bench = new SessionBench();
        var request = SessionBench.ToBob with { Offer = null, OnOffer = _ => Task.FromResult(OfferReply.Answer(SessionBench.Sdp("alice", 4000))) };
        var (alice, bob) = bench.Call(request);

        Assert.That(alice.RemoteDescription!.Media[0].Port, Is.EqualTo(5000));
        Assert.That(bob.RemoteDescription!.Media[0].Port, Is.EqualTo(4000));
        Assert.That(bench.Last("ACK").Body.IsEmpty, Is.False);
        bench.HangUp(alice);
    }

    [Test]
    public void An_offer_in_the_200_that_nobody_answers_ends_the_call()
    {
        var bench = new SessionBench();
        bench.BobAccepts();
        var outcome = bench.InviteToEnd(SessionBench.ToBob with { Offer = null });

        Assert.That(outcome.Session, Is.Null);
        bench.AssertNothingLeft();
        Assert.That(bench.Count("BYE"), Is.GreaterThan(0));
    }

    [Test]
    public void A_refusal_says_why()
    {
        var bench = new SessionBench();
        bench.BobAnswers(invite =>
        {
            invite.Reject(488, null, "305 bob \"no common format\"");
            return Task.CompletedTask;
        });
        var outcome = bench.InviteToEnd();

        Assert.That((outcome.Session, outcome.Status), Is.EqualTo(((InviteSession?)null, 488)));
        Assert.That(outcome.Response!["Warning"].ToArray(), Is.EqualTo("305 bob \"no common format\""u8.ToArray()));
        bench.AssertNothingLeft();
    }

    [Test]
    public void A_302_is_followed_with_the_same_call_and_the_next_CSeq()
    {
        var bench = new SessionBench();
        var seen = new List<string>();
        bench.Bob.Use(request =>
        {
            if (request.Method != SipMethod.Invite) return false;
            seen.Add($"{request.RequestUri} {request.Message.CallId} {request.Message.FromTag} {request.Message.CSeqNumber}");
            var invite = request.TakeInvite(new())!;
            if (request.RequestUri.User == "bob") invite.Redirect(["<sip:conf-1@10.0.0.2>;isfocus"]);
            else bench.Driver.Loop.Spawn("bob", () => invite.AcceptAsync(SessionBench.Sdp("bob", 5000)));
            return true;
        });
        var first = bench.Invite();
        var redirect = bench.Await(() => first.Outcome);
        Assert.That(redirect.Status, Is.EqualTo(302));
        var outcome = bench.Await(() => first.Follow(SipUri.Parse("sip:conf-1@10.0.0.2")).Outcome);

        Assert.That(outcome.Session, Is.Not.Null);
        var before = seen[0].Split(' ');
        Assert.That(seen[1], Is.EqualTo($"sip:conf-1@10.0.0.2 {before[1]} {before[2]} 2"));
        Assert.That(outcome.Session!.Dialog.RemoteParty, Does.StartWith("<sip:bob@10.0.0.2>"));
        bench.HangUp(outcome.Session);
    }

    [Test]
    public void Nobody_answers_and_the_INVITE_times_out()
    {
        var bench = new SessionBench();
        bench.Network.Remove(bench.BobNode);
        var outcome = bench.InviteToEnd();

        Assert.That(outcome.Status, Is.EqualTo(408));
        bench.AssertNothingLeft();
    }

    [Test]
    public void Shutdown_ends_everything()
    {
        var bench = new SessionBench();
        bench.Call();
        bench.Await(() => bench.Bob.ShutdownAsync());
        var ping = new PlainRequest { Method = "OPTIONS", Target = SipUri.Parse("sip:10.0.0.2"), From = "<sip:alice@10.0.0.1>" };
        Assert.That((bench.InviteToEnd().Status, bench.Await(() => bench.Alice.SendAsync(ping)).Status), Is.EqualTo((503, 503)), "and takes nothing new");
        bench.AssertNothingLeft();
    }
}
