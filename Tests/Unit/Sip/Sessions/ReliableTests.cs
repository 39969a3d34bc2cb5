using System.Text;
using ImsConference.Sip.Messages;
using ImsConference.Sip.Sdp;
using ImsConference.Sip.Sessions;
using NUnit.Framework;

namespace ImsConference.Tests.Unit.Sip.Sessions;

/// <summary>RFC 3262, 3311 and 3312 between two user agents.</summary>
public sealed class ReliableTests
{
    [Test]
    public void The_answer_goes_in_the_reliable_183_and_the_200_bears_no_SDP()
    {
        var bench = new SessionBench();
        bench.BobAnswers(async invite =>
        {
            await invite.SendReliableAsync(183, SessionBench.Sdp("bob", 5000));
            await invite.AcceptAsync();
        });
        var outcome = bench.InviteToEnd();

        Assert.That(bench.Ladder, Is.EqualTo("INVITE 183 PRACK 200 200 ACK"));
        var provisional = bench.Last("183");
        Assert.That(provisional.Lists(HeaderId.Require, "100rel"));
        Assert.That(Encoding.ASCII.GetString(bench.Last("PRACK")[HeaderId.RAck]), Is.EqualTo($"{Encoding.ASCII.GetString(provisional[HeaderId.RSeq])} 1 INVITE"));
        Assert.That(bench.Last("200").Body.IsEmpty);
        Assert.That(outcome.Session!.RemoteDescription!.Media[0].Port, Is.EqualTo(5000));
        bench.HangUp(outcome.Session);
    }

    [Test]
    public void The_200_waits_for_the_PRACK_of_a_response_with_SDP()
    {
        var bench = new SessionBench();
        bench.Lose("PRACK", 2);
        bench.BobAnswers(invite =>
        {
            bench.Driver.Loop.Spawn("183", () => invite.SendReliableAsync(183, SessionBench.Sdp("bob", 5000)));
            return invite.AcceptAsync();
        });
        var outcome = bench.InviteToEnd();

        Assert.That(bench.Ladder, Does.Match("^INVITE 183 .*PRACK 200 200 ACK$"));
        Assert.That(bench.Ladder.Split(' ').Count(n => n == "PRACK"), Is.EqualTo(3));
        bench.HangUp(outcome.Session!);
    }

    [Test]
    public void Reliable_responses_go_one_at_a_time_with_RSeq_rising_by_one()
    {
        var bench = new SessionBench();
        bench.BobAnswers(async invite =>
        {
            await SessionBench.AllAsync(invite.SendReliableAsync(183, SessionBench.Sdp("bob", 5000)), invite.SendReliableAsync(180), invite.SendReliableAsync(182));
            await invite.AcceptAsync();
        });
        var outcome = bench.InviteToEnd();

        Assert.That(bench.Ladder, Is.EqualTo("INVITE 183 PRACK 200 180 PRACK 200 182 PRACK 200 200 ACK"));
        var rseq = new[] { "183", "180", "182" }.Select(n => uint.Parse(bench.Last(n)[HeaderId.RSeq])).ToArray();
        Assert.That(rseq, Is.EqualTo(new[] { rseq[0], rseq[0] + 1, rseq[0] + 2 }));
        bench.HangUp(outcome.Session!);
    }

    [Test]
    public void What_waits_behind_a_reliable_response_is_dropped_by_the_200()
    {
        var bench = new SessionBench();
        bench.BobAnswers(async invite =>
        {
            var first = invite.SendReliableAsync(180);
            var second = invite.SendReliableAsync(182);
            await invite.AcceptAsync(SessionBench.Sdp("bob", 5000));
            Assert.That((await first, await second), Is.EqualTo((false, false)));
        });
        var outcome = bench.InviteToEnd();
        bench.Driver.AdvanceMs(1000);

        Assert.That(bench.Count("182"), Is.Zero);
        Assert.That(bench.Network.Sent.Any(s => s.Message.StatusCode == 481), Is.False, "the PRACK under way is still taken");
        bench.HangUp(outcome.Session!);
    }

    [Test]
    public void An_offer_in_the_183_is_answered_in_the_PRACK()
    {
        var bench = new SessionBench();
        bench.BobAnswers(async invite =>
        {
            Assert.That(invite.Offer, Is.Null);
            await invite.SendReliableAsync(183, SessionBench.Sdp("bob", 5000));
            Assert.That(invite.Session.RemoteDescription!.Media[0].Port, Is.EqualTo(4000));
            await invite.AcceptAsync();
        });
        var outcome = bench.InviteToEnd(SessionBench.ToBob with { Offer = null, OnOffer = _ => Task.FromResult(OfferReply.Answer(SessionBench.Sdp("alice", 4000))) });

        Assert.That(bench.Ladder, Is.EqualTo("INVITE 183 PRACK 200 200 ACK"));
        Assert.That(bench.Last("PRACK").Body.IsEmpty, Is.False);
        Assert.That(bench.Last("ACK").Body.IsEmpty);
        bench.HangUp(outcome.Session!);
    }

    [Test]
    public void A_PRACK_that_matches_nothing_gets_481()
    {
        var bench = new SessionBench();
        bench.BobAnswers(invite => invite.SendReliableAsync(183, SessionBench.Sdp("bob", 5000)));
        var call = bench.Invite();
        var early = bench.Await(() => call.Early)!;
        var outcome = bench.Await(() => early.SendAsync("PRACK", headers: [new("RAck", "1 1 INVITE")]));

        Assert.That(outcome.Status, Is.EqualTo(481));
        Assert.That(early.HasEnded, Is.False);
        bench.Driver.Run(() => call.Cancel());
        bench.AssertNothingLeft();
    }

    [TestCase(200)]
    [TestCase(488)]
    public void A_new_offer_in_the_PRACK_is_answered_in_its_response(int status)
    {
        var bench = new SessionBench();
        bench.Lose("PRACK", int.MaxValue);   // Alice's own bears no offer: this test sends one by hand
        InviteSession? bob = null;
        var reply = status == 200 ? OfferReply.Answer(SessionBench.Sdp("bob", 5000)) : OfferReply.Refuse(status);
        bench.BobAnswers(invite =>
        {
            bob = invite.Session;
            return invite.SendReliableAsync(183, SessionBench.Sdp("bob", 5000));
        }, new ServerInviteOptions { OnOffer = _ => Task.FromResult(reply) });
        var call = bench.Invite();
        var early = bench.Await(() => call.Early)!;
        bench.Network.Fate = null;
        var rack = $"{Encoding.ASCII.GetString(bench.Last("183")[HeaderId.RSeq])} 1 INVITE";
        var outcome = bench.Await(() => early.SendAsync("PRACK", "application/sdp", SessionBench.Sdp("alice", 4002).Write(), new HeaderLine("RAck", rack)));

        Assert.That(outcome.Status, Is.EqualTo(status));
        Assert.That(bob!.RemoteDescription!.Media[0].Port, Is.EqualTo(status == 200 ? 4002 : 4000));
        Assert.That(outcome.Response!.Body.IsEmpty, Is.EqualTo(status != 200));
        bench.Driver.Run(() => call.Cancel());
        bench.AssertNothingLeft();
    }

    [Test]
    public void A_plain_UE_gets_no_reliable_response()
    {
        var bench = new SessionBench();
        bench.BobAnswers(async invite =>
        {
            Assert.That(invite.CanBeReliable, Is.False);
            invite.Progress(180);
            await invite.AcceptAsync(SessionBench.Sdp("bob", 5000));
        });
        var outcome = bench.InviteToEnd(SessionBench.ToBob with { Reliable = false });

        Assert.That(bench.Ladder, Is.EqualTo("INVITE 180 200 ACK"));
        bench.HangUp(outcome.Session!);
    }

    [Test]
    public void A_peer_that_requires_100rel_gets_its_180_reliably()
    {
        var bench = new SessionBench();
        bench.BobAnswers(async invite =>
        {
            invite.Progress(180);
            await invite.AcceptAsync(SessionBench.Sdp("bob", 5000));
        });
        var outcome = bench.InviteToEnd(SessionBench.ToBob with { Headers = [new("Require", "100rel")] });

        Assert.That(bench.Last("180").Lists(HeaderId.Require, "100rel"));
        bench.HangUp(outcome.Session!);
    }

    [Test]
    public void A_preview_in_an_unreliable_183_is_repeated_in_the_200()
    {
        var bench = new SessionBench();
        bench.BobAnswers(async invite =>
        {
            invite.Progress(183, SessionBench.Sdp("bob", 5000));
            await invite.AcceptAsync();
        });
        var outcome = bench.InviteToEnd();

        Assert.That(bench.Last("200").Body.Span.SequenceEqual(bench.Last("183").Body.Span), "same version, same bytes");
        Assert.That(outcome.Session!.Preview, Is.Not.Null);
        bench.HangUp(outcome.Session);
    }

    [Test]
    public void The_factory_flow_of_TS_24_147_with_preconditions()
    {
        var bench = new SessionBench();
        bench.BobAnswers(async invite =>
        {
            Assert.That(invite.HasPreconditions);
            Assert.That(await invite.SendReliableAsync(183, SessionBench.Sdp("bob", 5000)));
            Assert.That(await invite.PreconditionsMetAsync());
            await invite.AcceptAsync();
        }, new ServerInviteOptions { OnOffer = _ => Task.FromResult(OfferReply.Answer(SessionBench.Sdp("bob", 5000))) });

        var call = bench.Invite(SessionBench.ToBob with { Preconditions = PreconditionUse.Unreserved });
        var early = bench.Await(() => call.Early)!;
        bench.Driver.AdvanceMs(5000);
        Assert.That((early.Preconditions!.IsMet, bench.Count("200")), Is.EqualTo((false, 1)), "no 200 (INVITE) before they are met");
        Assert.That(bench.Await(() => early.ConfirmResourcesAsync()).Succeeded);
        var outcome = bench.Await(() => call.Outcome);

        Assert.That(bench.Ladder, Is.EqualTo("INVITE 183 PRACK 200 UPDATE 200 200 ACK"));
        Assert.That(Qos(bench.Last("INVITE")), Is.EqualTo(new[]
        {
            "curr:qos local none", "curr:qos remote none", "des:qos mandatory local sendrecv", "des:qos optional remote sendrecv",
        }));
        Assert.That(Qos(bench.Last("183")), Is.EqualTo(new[]
        {
            "curr:qos local sendrecv", "curr:qos remote none", "des:qos mandatory local sendrecv", "des:qos mandatory remote sendrecv",
            "conf:qos remote sendrecv",
        }));
        Assert.That(bench.Last("183").Lists(HeaderId.Require, "precondition"));
        Assert.That(Qos(bench.Last("UPDATE")), Does.Contain("curr:qos local sendrecv").And.Contain("curr:qos remote sendrecv"));
        Assert.That(early.Preconditions.IsMet);
        Assert.That(outcome.Session, Is.SameAs(early));
        bench.HangUp(early);
    }

    [Test]
    public void The_UPDATE_does_not_overtake_a_PRACK_that_the_network_delays()
    {
        var bench = new SessionBench();
        bench.Network.Fate = (_, message) => [message.Method == SipMethod.Prack ? TimeSpan.FromMilliseconds(50) : TimeSpan.Zero];
        bench.BobAnswers(async invite =>
        {
            Assert.That(await invite.SendReliableAsync(183, SessionBench.Sdp("bob", 5000)));
            Assert.That(await invite.PreconditionsMetAsync());
            await invite.AcceptAsync();
        }, new ServerInviteOptions { OnOffer = _ => Task.FromResult(OfferReply.Answer(SessionBench.Sdp("bob", 5000))) });

        var call = bench.Invite(SessionBench.ToBob with { Preconditions = PreconditionUse.Unreserved });
        var early = bench.Await(() => call.Early)!;
        Assert.That(bench.Await(() => early.ConfirmResourcesAsync()).Succeeded);
        bench.Await(() => call.Outcome);

        Assert.That(bench.Ladder, Is.EqualTo("INVITE 183 PRACK 200 UPDATE 200 200 ACK"));
        bench.HangUp(early);
    }

    [Test]
    public void Reserved_from_the_start_there_is_nothing_to_wait_for()
    {
        var bench = new SessionBench();
        bench.BobAnswers(async invite =>
        {
            await invite.SendReliableAsync(183, SessionBench.Sdp("bob", 5000));
            Assert.That(await invite.PreconditionsMetAsync());
            await invite.AcceptAsync();
        });
        var outcome = bench.InviteToEnd(SessionBench.ToBob with { Preconditions = PreconditionUse.Reserved });

        Assert.That(bench.Ladder, Is.EqualTo("INVITE 183 PRACK 200 200 ACK"));
        Assert.That(bench.Await(() => outcome.Session!.ConfirmResourcesAsync()).Succeeded, "already known");
        bench.HangUp(outcome.Session!);
    }

    [Test]
    public void Mandatory_end_to_end_preconditions_are_refused_with_a_580_that_names_them()
    {
        var bench = new SessionBench();
        bench.BobAccepts();
        var outcome = bench.InviteToEnd(SessionBench.ToBob with { Offer = EndToEnd("mandatory") });

        Assert.That(outcome.Status, Is.EqualTo(580));
        Assert.That(Qos(outcome.Response!), Is.EqualTo(new[] { "des:qos failure e2e sendrecv" }));
        bench.AssertNothingLeft();
    }

    [Test]
    public void So_are_they_in_an_UPDATE_and_the_session_stays_as_it_was()
    {
        var bench = new SessionBench();
        var (alice, bob) = bench.Call();
        bob.OnOffer = _ => throw new InvalidOperationException("nobody is asked");
        var outcome = bench.Await(() => alice.ModifyAsync(EndToEnd("mandatory"), ModifyBy.Update));

        Assert.That((outcome.Status, alice.HasEnded, bob.HasEnded), Is.EqualTo((580, false, false)));
        Assert.That(Qos(outcome.Response!), Is.EqualTo(new[] { "des:qos failure e2e sendrecv" }));
        bench.HangUp(alice);
    }

    [Test]
    public void Optional_end_to_end_preconditions_hold_nothing_up()
    {
        var bench = new SessionBench();
        bench.BobAccepts();
        var outcome = bench.InviteToEnd(SessionBench.ToBob with { Offer = EndToEnd("optional") });

        Assert.That(bench.Ladder, Is.EqualTo("INVITE 200 ACK"));
        Assert.That(Qos(outcome.Response!), Is.EqualTo(new[] { "curr:qos e2e none", "des:qos optional e2e sendrecv" }));
        bench.HangUp(outcome.Session!);
    }

    private static SessionDescription EndToEnd(string strength)
    {
        var offer = SessionBench.Sdp("alice", 4000);
        return offer with { Media = [offer.Media[0].WithPreconditions(PreconditionSet.From([new("curr", "qos e2e none"), new("des", $"qos {strength} e2e sendrecv")]))] };
    }

    private static string[] Qos(SipMessage message)
    {
        Assert.That(SessionDescription.TryParse(message.Body.Span, out var description, out var fault), fault);
        return [.. description.Media[0].Attributes.Where(a => a.Name is "curr" or "des" or "conf").Select(a => $"{a.Name}:{a.Value}")];
    }
}
