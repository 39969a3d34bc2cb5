using ImsConference.Sip.Messages;
using ImsConference.Sip.Sessions;
using NUnit.Framework;

namespace ImsConference.Tests.Unit.Sip.Sessions;

/// <summary>RFC 4028: who refreshes, with what, and what if not.</summary>
public sealed class SessionTimerTests
{
    // Request's Supported, Session-Expires and Min-SE; our wish; the interval and refresher we answer. RFC 4028 §9 table 2.
    [TestCase("timer", "1800", "", 1800, "1800;refresher=uac")]
    [TestCase("timer", "1800;refresher=uac", "", 1800, "1800;refresher=uac")]
    [TestCase("timer", "1800;refresher=uas", "", 1800, "1800;refresher=uas")]
    [TestCase("", "1800", "", 1800, "1800;refresher=uas", Description = "a proxy asked; the UAC cannot")]
    [TestCase("timer", "3600", "", 1800, "1800;refresher=uac", Description = "we may lower it")]
    [TestCase("timer", "3600", "2400", 1800, "2400;refresher=uac", Description = "but not below Min-SE")]
    [TestCase("timer", "", "", 1800, "1800;refresher=uac", Description = "we may ask for one")]
    [TestCase("", "", "", 1800, "1800;refresher=uas")]
    [TestCase("timer", "", "", 0, "0;refresher=uas", Description = "none")]
    [TestCase("timer", "80", "", 1800, "422")]
    [TestCase("", "80", "", 1800, "90;refresher=uas", Description = "a UAC without timer cannot learn from a 422")]
    public void Answer(string supported, string expires, string minSE, int wanted, string expected)
    {
        var request = SipWriter.Request(SipMethod.Invite, SipUri.Parse("sip:a@b")).Add(HeaderId.Via, "SIP/2.0/UDP a;branch=z9hG4bK1")
            .Add(HeaderId.From, "<sip:a@b>;tag=1").Add(HeaderId.To, "<sip:a@b>").Add(HeaderId.CallId, "1").Add(HeaderId.CSeq, "1 INVITE");
        if (supported.Length > 0) request.Add(HeaderId.Supported, supported);
        if (expires.Length > 0) request.Add(HeaderId.SessionExpires, expires);
        if (minSE.Length > 0) request.Add(HeaderId.MinSE, minSE);
        var interval = SessionInterval.Answer(request.Build(), wanted, 90, out var tooSmall);

        Assert.That(tooSmall ? "422" : interval.Text, Is.EqualTo(expected));
    }

    [Test]
    public void The_refresher_refreshes_at_half_the_interval_by_UPDATE_without_SDP()
    {
        var bench = new SessionBench();
        var (alice, bob) = bench.Call();
        Assert.That((alice.SessionInterval, alice.WeRefresh, bob.WeRefresh), Is.EqualTo((1800, true, false)));

        bench.Driver.Advance(TimeSpan.FromSeconds(899));
        Assert.That(bench.Count("UPDATE"), Is.Zero);
        bench.Driver.Advance(TimeSpan.FromSeconds(2));
        Assert.That(bench.Count("UPDATE"), Is.EqualTo(1));
        Assert.That(bench.Last("UPDATE").Body.IsEmpty);

        bench.Driver.Advance(TimeSpan.FromHours(3));
        Assert.That((alice.HasEnded, bob.HasEnded), Is.EqualTo((false, false)));
        bench.HangUp(alice);
    }

    [Test]
    public void A_peer_without_UPDATE_is_refreshed_by_the_same_offer()
    {
        var options = new UserAgentOptions();
        var bench = new SessionBench(bob: options with { Allow = [.. options.Allow.Where(m => m != "UPDATE")] });
        var (alice, bob) = bench.Call();
        bob.OnOffer = offer => Task.FromResult(offer.Unchanged ? OfferReply.Answer(offer.Session.LocalDescription!) : OfferReply.Refuse(500));
        bench.Driver.Advance(TimeSpan.FromSeconds(1000));

        Assert.That(bench.Count("INVITE"), Is.EqualTo(2));
        Assert.That(bench.Count("UPDATE"), Is.Zero);
        Assert.That(alice.HasEnded, Is.False);
        bench.HangUp(alice);
    }

    [Test]
    public void Without_refresh_the_other_side_sends_BYE_before_the_interval_ends()
    {
        var bench = new SessionBench();
        var (_, bob) = bench.Call();
        bench.Network.Fate = (_, _) => [];
        bench.Driver.Advance(TimeSpan.FromSeconds(1800 - 32 - 1));
        Assert.That(bob.HasEnded, Is.False);

        bench.Driver.Advance(TimeSpan.FromSeconds(2));
        Assert.That(bench.Await(() => bob.Ended).Cause, Is.EqualTo(SessionEndCause.Expired));
    }

    [Test]
    public void A_422_is_followed_with_the_peers_minimum()
    {
        var bench = new SessionBench(alice: new() { SessionExpires = 120 }, bob: new() { MinSE = 600 });
        var (alice, _) = bench.Call();

        Assert.That(bench.Ladder, Is.EqualTo("INVITE 422 ACK INVITE 200 ACK"));
        Assert.That(alice.SessionInterval, Is.EqualTo(600));
        bench.HangUp(alice);
    }

    [Test]
    public void A_UE_without_timer_is_refreshed_by_us()
    {
        var bench = new SessionBench();
        var (alice, bob) = bench.Call(SessionBench.ToBob with { SessionTimer = false });
        Assert.That(bob.WeRefresh);
        bench.Driver.Advance(TimeSpan.FromSeconds(1000));

        Assert.That(bench.Network.Sent.Last(s => SessionBench.Name(s.Message) == "UPDATE").From.Address.ToString(), Is.EqualTo("10.0.0.2"));
        bench.HangUp(alice);
    }
}
