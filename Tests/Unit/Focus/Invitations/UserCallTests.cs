using System.Text;
using ImsConference.Mrfc.Focus;
using ImsConference.Mrfc.Focus.Invitations;
using ImsConference.Sip.Digest;
using ImsConference.Sip.Messages;
using ImsConference.Sip.Sessions;
using NUnit.Framework;

namespace ImsConference.Tests.Unit.Focus.Invitations;

/// <summary>The focus calls a user: whom it calls once, what it carries on, what it makes of answers.</summary>
public sealed class UserCallTests
{
    [Test]
    public void Two_references_to_one_user_at_once_are_one_call_and_both_hear_of_it()
    {
        var bench = new FocusBench();
        var (_, first) = bench.Make(reliable: false);
        var second = bench.Ue("carol", reliable: false).Call(bench.Conference.Uri.Text);
        var bob = bench.Ue("bob");
        bob.Answers(async invite =>
        {
            invite.Progress(180);
            await bench.Driver.Loop.DelayAsync(TimeSpan.FromSeconds(1));
            await bob.AcceptAsync(invite);
        });
        var refers = bench.Driver.Run(() => new[] { Refer(first, bob.Uri), Refer(second, bob.Uri) });

        foreach (var refer in refers) Assert.That(bench.Await(() => refer.Outcome), Is.EqualTo(new ReferOutcome(202, 200)));
        Assert.That(bench.All("INVITE").Count(invite => FocusBench.Text(invite, HeaderId.To).Contains("bob", StringComparison.Ordinal)), Is.EqualTo(1));
        var again = bench.Driver.Run(() => Refer(first, bob.Uri));
        Assert.That(bench.Await(() => again.Outcome).FinalStatus, Is.EqualTo(200), "it is in already");
        Assert.That(bench.Conference.Participants.Count(one => one.User.Uri == bob.Uri), Is.EqualTo(1));
        bench.EveryoneLeaves();
    }

    [Test]
    public void Who_names_a_session_of_the_user_means_another_call()
    {
        var bench = new FocusBench();
        var (alice, session) = bench.Make();
        var bob = bench.Ue("bob");
        bob.Answers();
        alice.Refer(session, bob.Uri);
        alice.Refer(session, $"{bob.Uri}?Replaces=a%40b%3Bto-tag%3D1%3Bfrom-tag%3D2");

        Assert.That(bench.All("INVITE").Count(invite => FocusBench.Text(invite, HeaderId.To).Contains("bob", StringComparison.Ordinal)), Is.EqualTo(2));
        bench.EveryoneLeaves();
    }

    [Test]
    public void That_the_referrer_stops_listening_withdraws_nothing()
    {
        var bench = new FocusBench();
        var session = bench.Make(reliable: false).Session;
        var bob = bench.Ue("bob");
        bob.Answers(async invite =>
        {
            invite.Progress(180);
            await bench.Driver.Loop.DelayAsync(TimeSpan.FromSeconds(5));
            await bob.AcceptAsync(invite);
        });
        var refer = bench.Driver.Run(() => Refer(session, bob.Uri));
        bench.Driver.Advance(TimeSpan.FromSeconds(1));
        bench.Await(() => refer.Subscription!.UnsubscribeAsync());
        bench.Driver.Advance(TimeSpan.FromSeconds(6));

        Assert.That(bench.Conference.Participants.Count(one => one.IsConnected), Is.EqualTo(2));
        bench.EveryoneLeaves();
    }

    [Test]
    public void A_reference_to_take_out_who_still_rings_cancels_the_call()
    {
        var bench = new FocusBench();
        var (alice, session) = bench.Make(reliable: false);
        var bob = Ringing(bench);
        var refer = bench.Driver.Run(() => Refer(session, bob.Uri));
        bench.Driver.Advance(TimeSpan.FromSeconds(1));
        Assert.That(alice.Refer(session, $"{bob.Uri};method=BYE").FinalStatus, Is.EqualTo(200));

        Assert.That(bench.Await(() => refer.Outcome).FinalStatus, Is.EqualTo(487));
        Assert.That(FocusBench.Text(bench.Last("CANCEL"), HeaderId.Reason), Does.Contain("removed"));
        bench.EveryoneLeaves();
    }

    [TestCase(10)]
    [TestCase(2, Description = "the place that is kept for it is its own")]
    public void Who_comes_by_itself_is_not_rung_any_longer(int mostParticipants)
    {
        var bench = new FocusBench(settings => settings with { MaxParticipants = mostParticipants });
        var (alice, session) = bench.Make(reliable: false);
        var bob = Ringing(bench);
        var refer = bench.Driver.Run(() => Refer(session, bob.Uri));
        bench.Driver.Advance(TimeSpan.FromSeconds(1));
        bench.Driver.Run(() => alice.Agent.Subscribe(new SubscribeRequest { Target = bench.Conference.Uri, From = alice.From, Event = "conference", OnNotify = alice.Take }));
        bench.Ue("bob2", reliable: false).Call(bench.Conference.Uri.Text, request => request with { From = bob.From });

        Assert.That(bench.Await(() => refer.Outcome).FinalStatus, Is.EqualTo(200), "it is in");
        Assert.That(FocusBench.List(bench.Last("CANCEL"), "Reason"), Is.EqualTo("SIP;cause=200;text=\"call completed elsewhere\", Q.850;cause=16"));
        Assert.That(bench.Conference.Participants.Where(one => one.User.Uri == bob.Uri).Select(one => one.IsConnected), Is.EqualTo([true]));
        Assert.That(bench.Conference.Roster.Users.Count(user => user.Entity == bob.Uri), Is.EqualTo(1));
        bench.EveryoneLeaves();
    }

    [Test]
    public void A_stranger_finds_no_place_where_another_is_called()
    {
        var bench = new FocusBench(settings => settings with { MaxParticipants = 2 });
        var session = bench.Make(reliable: false).Session;
        var bob = Ringing(bench);
        var refer = bench.Driver.Run(() => Refer(session, bob.Uri));
        bench.Driver.Advance(TimeSpan.FromSeconds(1));
        Assert.That(bench.Ue("carol", reliable: false).Try(bench.Conference.Uri.Text).Status, Is.EqualTo(486));

        bench.Await(() => session.ByeAsync());
        bench.Driver.Run(() => bench.Conferences.End(bench.Conference, Removal.ConferenceEnded));
        Assert.That(bench.Await(() => refer.Outcome).Status, Is.EqualTo(202));
        bench.EveryoneLeaves();
    }

    [Test]
    public void A_call_that_moves_a_session_rings_on()
    {
        var bench = new FocusBench();
        bench.Make(reliable: false);
        var bob = Ringing(bench);
        bench.Driver.Run(() => bench.Focus.DialOut.Invite(
            bench.Conference, new Invitation(SipUri.Parse(bob.Uri)) { Headers = [new HeaderLine("Replaces", "a@b;to-tag=1;from-tag=2")] }));
        bench.Driver.Advance(TimeSpan.FromSeconds(1));
        bench.Ue("bob2", reliable: false).Call(bench.Conference.Uri.Text, request => request with { From = bob.From });

        Assert.That(bench.Conference.Participants.Count(one => one.User.Uri == bob.Uri), Is.EqualTo(2));
        Assert.That(bench.Ladder, Does.Not.Contain("CANCEL"));
        bench.Driver.Run(() => bench.Conferences.End(bench.Conference, Removal.ConferenceEnded));
        bench.EveryoneLeaves();
    }

    [Test]
    public void The_referrer_may_leave_while_its_guest_rings()
    {
        var bench = new FocusBench();
        bench.Make(reliable: false);
        var carol = bench.Ue("carol", reliable: false).Call(bench.Conference.Uri.Text);
        var bob = bench.Ue("bob");
        bob.Answers(async invite =>
        {
            invite.Progress(180);
            await bench.Driver.Loop.DelayAsync(TimeSpan.FromSeconds(3));
            await bob.AcceptAsync(invite);
        });
        bench.Driver.Run(() => Refer(carol, bob.Uri));
        bench.Driver.Advance(TimeSpan.FromSeconds(1));
        bench.Await(() => carol.ByeAsync());
        bench.Driver.Advance(TimeSpan.FromSeconds(5));

        Assert.That(bench.Conference.Participants.Select(one => one.User.Uri), Does.Contain(bob.Uri));
        bench.EveryoneLeaves();
    }

    [TestCase("<sip:alice@alice.example>", 202, ExpectedResult = "<sip:alice@alice.example>")]
    [TestCase("sip:alice@alice.example", 202, ExpectedResult = "sip:alice@alice.example")]
    [TestCase("", 202, ExpectedResult = "", Description = "none is made up")]
    [TestCase("nobody", 400, ExpectedResult = "")]
    [TestCase("<sip:alice@alice.example>;cid=\"proof@alice\"", 400, ExpectedResult = "", Description = "its proof is missing")]
    public string Referred_By_is_carried_on(string value, int status)
    {
        var bench = new FocusBench();
        var session = bench.Make(reliable: false).Session;
        bench.Ue("bob").Answers();
        var refer = bench.Driver.Run(() => session.Refer(new InDialogRefer { ReferTo = "<sip:bob@bob.example>", ReferredBy = value.Length > 0 ? value : null }));
        Assert.That(bench.Await(() => refer.Outcome).Status, Is.EqualTo(status));
        var carried = status == 202 ? FocusBench.Text(bench.Last("INVITE"), HeaderId.ReferredBy) : "";
        bench.EveryoneLeaves();
        return carried;
    }

    [Test]
    public void The_proof_of_a_referrer_goes_with_its_name()
    {
        var bench = new FocusBench();
        var session = bench.Make(reliable: false).Session;
        bench.Ue("bob").Answers();
        var (type, body) = MultipartBody.Write([new BodyPart("message/sipfrag", "From: x"u8.ToArray()) { Disposition = "aib; handling=optional", Id = "proof@alice" }]);
        var outcome = bench.Await(() => session.SendAsync("REFER", type, body,
            new HeaderLine("Refer-To", "<sip:bob@bob.example>"), new HeaderLine("Contact", session.Dialog.Contact), new HeaderLine("Refer-Sub", "false"),
            new HeaderLine("Referred-By", "<sip:alice@alice.example>;cid=\"proof@alice\"")));
        bench.Driver.Advance(TimeSpan.FromSeconds(1));

        Assert.That(outcome.Status, Is.EqualTo(200));
        var invite = bench.Last("INVITE");
        Assert.That(FocusBench.Text(invite, HeaderId.ReferredBy), Does.Contain("cid=\"proof@alice\""));
        var parts = MultipartBody.Parts(invite);
        Assert.That((parts.Count, parts[1].Id, parts[1].Disposition, Encoding.UTF8.GetString(parts[1].Content.Span)),
            Is.EqualTo((2, "proof@alice", "aib; handling=optional", "From: x")));
        bench.EveryoneLeaves();
    }

    [Test]
    public void A_private_referrer_stays_unnamed()
    {
        var bench = new FocusBench();
        var alice = bench.Ue("alice", reliable: false);
        var session = alice.Call(FocusBench.Factory, request => request with { Headers = [new("Privacy", "id")] });
        bench.Ue("bob").Answers();
        alice.Refer(session, "sip:bob@bob.example");

        Assert.That(bench.Last("INVITE").Has(HeaderId.ReferredBy), Is.False);
        Assert.That(Encoding.UTF8.GetString(bench.Last("INVITE").Bytes.Span), Does.Not.Contain("alice"));
        bench.EveryoneLeaves();
    }

    [TestCase(429)]
    [TestCase(470)]
    [TestCase(480)]
    [TestCase(486)]
    [TestCase(603)]
    public void What_the_user_answers_is_what_the_referrer_hears(int status)
    {
        var bench = new FocusBench();
        var (alice, session) = bench.Make(reliable: false);
        bench.Ue("bob").Answers(invite =>
        {
            invite.Reject(status);
            return Task.CompletedTask;
        });
        Assert.That(alice.Refer(session, "sip:bob@bob.example"), Is.EqualTo(new ReferOutcome(202, status)));
        bench.EveryoneLeaves();
    }

    [TestCase(503, 5, 2, 200)]
    [TestCase(500, 0, 2, 200)]
    [TestCase(503, 600, 1, 503, Description = "nobody waits that long")]
    [TestCase(486, 5, 1, 486, Description = "who is busy is not called again")]
    public void A_server_that_asks_to_wait_a_little_is_asked_once_more(int status, int retryAfter, int calls, int final)
    {
        var bench = new FocusBench();
        var (alice, session) = bench.Make(reliable: false);
        var bob = bench.Ue("bob");
        var seen = 0;
        bob.Answers(invite =>
        {
            if (++seen > 1) return bob.AcceptAsync(invite);
            invite.Reject(status, null, null, new HeaderLine("Retry-After", $"{retryAfter}"));
            return Task.CompletedTask;
        });
        Assert.That(alice.Refer(session, bob.Uri).FinalStatus, Is.EqualTo(final));
        Assert.That(seen, Is.EqualTo(calls));
        bench.EveryoneLeaves();
    }

    [Test]
    public void The_targets_of_a_redirection_are_tried_in_their_order_each_once()
    {
        var bench = new FocusBench();
        var (alice, session) = bench.Make(reliable: false);
        var (bob, busy, carol) = (bench.Ue("bob"), bench.Ue("busy"), bench.Ue("carol"));
        bob.Answers(invite =>
        {
            invite.Redirect([$"<{carol.Uri}>;q=0.3", $"<{busy.Uri}>;q=0.9", $"<{bob.Uri}>", $"<{bench.Conference.Uri}>", "<tel:+49123>", "<sip:x@y>;q=z"], 300);
            return Task.CompletedTask;
        });
        busy.Answers(invite =>
        {
            invite.Reject(486);
            return Task.CompletedTask;
        });
        carol.Answers();
        Assert.That(alice.Refer(session, bob.Uri).FinalStatus, Is.EqualTo(200));
        Assert.That(carol.Session, Is.Not.Null);
        bench.EveryoneLeaves();
    }

    [TestCase("secret", 200)]
    [TestCase("guess", 403)]
    [TestCase("", 401)]
    public void Challenges_are_answered_with_the_configured_credentials(string password, int final)
    {
        var bench = new FocusBench(settings => settings with { OutboundUser = password.Length > 0 ? "focus" : "", OutboundPassword = password });
        var (alice, session) = bench.Make(reliable: false);
        var bob = bench.Ue("bob");
        var challenger = new DigestChallenger("bob.example", bench.Driver.Time, ["MD5"]);
        bob.Agent.Use(request =>
        {
            if (request.Method != SipMethod.Invite) return false;
            switch (challenger.Verify(request.Message, _ => "secret").Result)
            {
                case DigestResult.Accepted:
                    return false;
                case DigestResult.Refused:
                    request.Respond(403);
                    break;
                default:
                    request.Challenge(challenger);
                    break;
            }

            return true;
        });
        bob.Answers();
        Assert.That(alice.Refer(session, bob.Uri).FinalStatus, Is.EqualTo(final));
        bench.EveryoneLeaves();
    }

    [TestCase("local", 202)]
    [TestCase("other", 403)]
    [TestCase("malformed", 403)]
    public void Target_Dialog_stands_for_the_dialog_itself(string names, int status)
    {
        var bench = new FocusBench();
        var session = bench.Make(reliable: false).Session;
        var bob = bench.Ue("bob");
        bob.Answers();
        var id = session.Dialog.Id;
        var value = names switch
        {
            "local" => $"{id.CallId};local-tag={id.LocalTag};remote-tag={id.RemoteTag}",
            "other" => $"{id.CallId};local-tag={id.LocalTag};remote-tag=x",
            _ => id.CallId,
        };
        var eve = bench.Ue("somebody");
        var refer = bench.Driver.Run(() => eve.Agent.Refer(new ReferRequest
        {
            Target = bench.Conference.Uri,
            From = eve.From,
            ReferTo = $"<{bob.Uri}>",
            Headers = [new("Target-Dialog", value), new("Require", "tdialog")],
        }));
        Assert.That(bench.Await(() => refer.Outcome).Status, Is.EqualTo(status));
        if (status == 202) Assert.That(bench.Conference.Participants.Single(one => one.User.Uri == bob.Uri).Referred!.By, Is.EqualTo("sip:alice@alice.example"));
        bench.EveryoneLeaves();
    }

    [TestCase("explicitsub", 420)]
    [TestCase("nosub", 200)]
    [TestCase("norefersub", 202, Description = "only permits")]
    public void Ways_to_subscribe(string tag, int status)
    {
        var bench = new FocusBench();
        var session = bench.Make(reliable: false).Session;
        bench.Ue("bob").Answers();
        var outcome = bench.Await(() => session.SendAsync("REFER", null, default,
            new HeaderLine("Refer-To", "<sip:bob@bob.example>"), new HeaderLine("Contact", session.Dialog.Contact), new HeaderLine("Require", tag)));
        bench.Driver.Advance(TimeSpan.FromSeconds(1));

        Assert.That(outcome.Status, Is.EqualTo(status));
        Assert.That(bench.Ladder.Contains("NOTIFY", StringComparison.Ordinal), Is.EqualTo(status == 202));
        if (status == 420) Assert.That(FocusBench.Text(outcome.Response!, HeaderId.Unsupported), Is.EqualTo(tag));
        bench.EveryoneLeaves();
    }

    [TestCase("false", true)]
    [TestCase("FALSE", true)]
    [TestCase("true", false)]
    [TestCase("falsehood", false)]
    public void Refer_Sub(string value, bool isSilent)
    {
        var bench = new FocusBench();
        var session = bench.Make(reliable: false).Session;
        bench.Ue("bob").Answers();
        var outcome = bench.Await(() => session.SendAsync("REFER", null, default,
            new HeaderLine("Refer-To", "<sip:bob@bob.example>"), new HeaderLine("Contact", session.Dialog.Contact), new HeaderLine("Refer-Sub", value)));
        bench.Driver.Advance(TimeSpan.FromSeconds(1));

        Assert.That(outcome.Response!.Has(HeaderId.ReferSub), Is.EqualTo(isSilent));
        Assert.That(bench.Ladder.Contains("NOTIFY", StringComparison.Ordinal), Is.EqualTo(!isSilent));
        bench.EveryoneLeaves();
    }

    [TestCase(202, 200, 200)]
    [TestCase(202, 486, 486)]
    [TestCase(603, 0, 603)]
    public void Instead_of_calling_the_focus_may_ask_the_user_to_come(int answer, int reported, int final)
    {
        var bench = new FocusBench(settings => settings with { InviteBy = InviteWay.Refer });
        var (alice, session) = bench.Make(reliable: false);
        var bob = bench.Ue("bob", reliable: false);
        bob.Agent.Use(request =>
        {
            if (request.Method != SipMethod.Refer || request.TakeRefer() is not { } refer) return false;
            if (answer != 202) refer.Reject(answer);
            else if (refer.Accept()) bench.Driver.Loop.Spawn("bob reports", () => refer.FinishAsync(reported));
            return true;
        });
        Assert.That(alice.Refer(session, bob.Uri).FinalStatus, Is.EqualTo(final));
        var refer = bench.All("REFER").Last();
        Assert.That(FocusBench.Text(refer, HeaderId.ReferTo), Is.EqualTo($"<{bench.Conference.Uri};method=INVITE>"));
        Assert.That(FocusBench.Text(refer, HeaderId.Contact), Does.EndWith(";isfocus"));
        Assert.That(bench.All("INVITE").Count(), Is.EqualTo(1));
        bench.EveryoneLeaves();
    }

    [Test]
    public void Whoever_may_asks_for_a_user_and_hears_the_outcome()
    {
        var bench = new FocusBench();
        bench.Make(reliable: false);
        var bob = bench.Ue("bob");
        bob.Answers();
        var call = bench.Driver.Run(() => bench.Focus.DialOut.Invite(bench.Conference, new Invitation(SipUri.Parse(bob.Uri))));
        Assert.That(bench.Await(() => call.Outcome), Is.EqualTo(200));
        bench.Driver.AdvanceMs(100);
        Assert.That(bench.Await(() => bench.Focus.DialOut.Invite(bench.Conference, new Invitation(bench.Conference.Uri)).Outcome), Is.EqualTo(482));
        bench.EveryoneLeaves();
    }

    private static Ue Ringing(FocusBench bench)
    {
        var bob = bench.Ue("bob");
        bob.Answers(invite =>
        {
            invite.Progress(180);
            return Task.CompletedTask;
        });
        return bob;
    }

    private static ReferClient Refer(InviteSession session, string target) => session.Refer(new InDialogRefer { ReferTo = $"<{target}>" });
}
