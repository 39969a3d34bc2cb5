using ImsConference.Mrfc.Focus;
using ImsConference.Mrfc.Focus.Admission;
using ImsConference.Sip.Digest;
using ImsConference.Sip.Messages;
using NUnit.Framework;

namespace ImsConference.Tests.Unit.Focus;

/// <summary>The patent's flow: a well-known URI redirects to an allocated one.</summary>
public sealed class RedirectFlowTests
{
    [Test]
    public void INVITE_302_INVITE_200()
    {
        var bench = new FocusBench();
        var alice = bench.Ue("alice", reliable: false);
        var first = alice.Send(alice.Request(FocusBench.Redirect));
        var redirect = bench.Await(() => first.Outcome);

        Assert.That(redirect.Status, Is.EqualTo(302));
        Assert.That(bench.Mrfp.Commands[^1], Does.StartWith("AddContext"), "reserved at allocation");
        Assert.That(NameAddr.TryParse(redirect.Response![HeaderId.Contact], out var contact));
        Assert.That(contact.TryGetParameter("isfocus"u8, out _));
        Assert.That(SipUri.TryParse(contact.Uri, out var uri));
        Assert.That(uri.Text, Does.Match("^sip:conf-[a-z2-7]{26}@mrfc1\\.conference\\.home1\\.net$"));

        var outcome = bench.Await(() => first.Follow(uri).Outcome);
        Assert.That(outcome.Session, Is.Not.Null, $"{outcome.Status}: same Call-ID, From tag and To as before");
        Assert.That(FocusBench.Text(bench.Last("ACK"), HeaderId.To), Does.StartWith($"<{FocusBench.Redirect}>"));
        bench.Driver.AdvanceMs(100);
        Assert.That(bench.Conference.State, Is.EqualTo(ConferenceState.Active));

        bench.Await(() => outcome.Session!.ByeAsync());
        bench.AssertNothingLeft();
    }

    [Test]
    public void An_URI_that_nobody_joins_expires()
    {
        var bench = new FocusBench();
        var alice = bench.Ue("alice", reliable: false);
        var first = alice.Send(alice.Request(FocusBench.Redirect));
        bench.Await(() => first.Outcome);
        var uri = bench.Conference.Uri;
        bench.Driver.Advance(TimeSpan.FromSeconds(bench.Options.UnjoinedSeconds - 1));
        Assert.That(bench.Conferences.Count, Is.EqualTo(1));
        bench.Driver.Advance(TimeSpan.FromSeconds(2));

        Assert.That(bench.Conferences.Count, Is.Zero);
        Assert.That(bench.Await(() => first.Follow(uri).Outcome).Status, Is.EqualTo(404));
        bench.AssertNothingLeft();
    }

    [Test]
    public void Reservation_can_wait_for_the_first_to_join()
    {
        var bench = new FocusBench(settings => settings with { ReserveAt = ReservationTime.FirstJoin });
        var alice = bench.Ue("alice", reliable: false);
        var first = alice.Send(alice.Request(FocusBench.Redirect));
        bench.Await(() => first.Outcome);
        Assert.That(bench.Mrfp.Contexts, Is.Empty);

        alice.Call(bench.Conference.Uri.Text);
        Assert.That(bench.Mrfp.Contexts, Has.Count.EqualTo(1));
        bench.EveryoneLeaves();
    }

    [Test]
    public void With_a_challenge_nothing_is_reserved_before_the_password_is_proved()
    {
        var bench = new FocusBench(settings => settings with
        {
            Challenge = ChallengeScope.Redirect,
            Users = new Dictionary<string, string>(StringComparer.Ordinal) { ["alice"] = "secret" },
        });
        var alice = bench.Ue("alice", reliable: false);

        Assert.That(alice.Try(FocusBench.Redirect).Status, Is.EqualTo(401));
        Assert.That(bench.Conferences.Count, Is.Zero);
        var wrong = alice.Try(FocusBench.Redirect, request => request with { Credentials = new DigestCredentials("alice", "guess") });
        Assert.That(wrong.Status, Is.EqualTo(403).Or.EqualTo(401));
        Assert.That(bench.Conferences.Count, Is.Zero);
        var right = alice.Try(FocusBench.Redirect, request => request with { Credentials = new DigestCredentials("alice", "secret") });
        Assert.That(right.Status, Is.EqualTo(302));
        Assert.That(bench.Conference.Creator.Uri, Is.EqualTo("sip:alice@home1.net"));
        bench.AssertNothingLeft();
    }

    [Test]
    public void A_conference_that_expires_while_the_MRFP_is_asked_is_still_answered()
    {
        var bench = new FocusBench(settings => settings with { UnjoinedSeconds = 1 });
        var gate = bench.HoldBack("AddContext");
        var alice = bench.Ue("alice", reliable: false);
        var invite = alice.Send(alice.Request(FocusBench.Redirect));
        bench.Driver.AdvanceMs(1500);
        bench.Driver.Run(gate.SetResult);

        Assert.That(bench.Await(() => invite.Outcome).Status, Is.EqualTo(503));
        bench.AssertNothingLeft();
    }

    [TestCase(100, 2)]
    [TestCase(2, 100)]
    public void Unjoined_URIs_are_limited_in_all_and_for_one_caller(int all, int perCaller)
    {
        var bench = new FocusBench(settings => settings with { MaxUnjoined = all, MaxUnjoinedPerCaller = perCaller });
        var alice = bench.Ue("alice", reliable: false);
        for (var i = 0; i < 2; i++) Assert.That(alice.Try(FocusBench.Redirect).Status, Is.EqualTo(302));
        var refused = alice.Try(FocusBench.Redirect);
        Assert.That((refused.Status, FocusBench.Text(refused.Response!, HeaderId.RetryAfter)), Is.EqualTo((503, "10")));
        Assert.That(bench.Ue("bob", reliable: false).Try(FocusBench.Redirect).Status, Is.EqualTo(all > perCaller ? 302 : 503));

        alice.Call(bench.Conferences.All.First().Uri.Text);
        Assert.That(alice.Try(FocusBench.Redirect).Status, Is.EqualTo(302), "one was joined");
        bench.EveryoneLeaves();
    }

    [TestCase("m=video 5000 RTP/AVP 96", 488, 304)]
    [TestCase("m=audio 4000 RTP/AVP 3", 488, 305)]
    [TestCase("m=audio 4000 RTP/SAVP 0", 488, 302)]
    [TestCase("m=audio 4000 RTP/AVP 0\r\nb=AS:4000", 488, 370)]
    [TestCase("m=audio 4000 RTP/AVP 0\r\nb=AS:12", 488, 370)]
    [TestCase("m=audio 4000 RTP/AVP 0\r\nc=IN IP4 phone.example", 606, 301)]
    [TestCase("m=audio 4000 RTP/AVP 0\r\nc=IN IP4 224.2.1.1/127", 606, 301)]
    public void A_wish_that_no_resource_can_grant_is_refused(string line, int status, int warning)
    {
        var bench = new FocusBench();
        var sdp = $"v=0\r\no=- 1 1 IN IP4 192.0.2.9\r\ns=-\r\nc=IN IP4 192.0.2.9\r\nt=0 0\r\n{line}\r\n";
        Assert.That(ImsConference.Sip.Sdp.SessionDescription.TryParse(System.Text.Encoding.UTF8.GetBytes(sdp), out var offer, out var fault), fault);
        var outcome = bench.Ue("alice", reliable: false).Try(FocusBench.Redirect, request => request with { Offer = offer });

        Assert.That(outcome.Status, Is.EqualTo(status));
        Assert.That(FocusBench.Text(outcome.Response!, HeaderId.Warning), Does.StartWith($"{warning} mrfc1 \""));
        Assert.That(bench.Mrfp.Commands, Has.None.StartsWith("AddContext"));
        bench.AssertNothingLeft();
    }

    [Test]
    public void Without_an_MRFP_503_with_Retry_After()
    {
        var bench = new FocusBench();
        bench.Announce("is lost");
        bench.Driver.Run(bench.Mrfp.GoDown);
        bench.Driver.AdvanceMs(100);
        var outcome = bench.Ue("alice", reliable: false).Try(FocusBench.Redirect);

        Assert.That(outcome.Status, Is.EqualTo(503));
        Assert.That(FocusBench.Text(outcome.Response!, HeaderId.RetryAfter), Is.EqualTo("10"));
        bench.AssertNothingLeft();
    }
}
