using System.Text;
using ImsConference.Sip.Messages;
using ImsConference.Sip.Sessions;
using NUnit.Framework;

namespace ImsConference.Tests.Unit.Focus;

/// <summary>REFER to the focus: it calls users, and takes them out (RFC 4579 §5.5, §5.11).</summary>
public sealed class ReferTests
{
    [Test]
    public void A_referred_user_is_called_and_the_referrer_hears_how_it_goes()
    {
        var bench = new FocusBench();
        var (alice, session) = bench.Make();
        var bob = bench.Ue("bob");
        bob.Answers(async invite =>
        {
            invite.Progress(180);
            await bench.Driver.Loop.DelayAsync(TimeSpan.FromSeconds(2));
            await bob.AcceptAsync(invite);
        });
        var outcome = alice.Refer(session, bob.Uri);

        Assert.That((outcome.Status, outcome.FinalStatus), Is.EqualTo((202, 200)));
        Assert.That(Sipfrags(bench), Is.EqualTo(new[] { "SIP/2.0 100 Trying", "SIP/2.0 180 Ringing", "SIP/2.0 200 OK" }));
        var invite = bench.Network.Sent.Last(sent => sent.Message is { IsRequest: true, Method: SipMethod.Invite }).Message;
        Assert.That(FocusBench.Text(invite, HeaderId.From), Does.StartWith($"<{bench.Conference.Uri}>;tag="));
        Assert.That(FocusBench.Text(invite, HeaderId.Contact), Is.EqualTo(bench.Conference.Contact));
        Assert.That(FocusBench.Text(invite, HeaderId.ReferredBy), Is.EqualTo($"<{alice.Uri}>"));
        Assert.That(FocusBench.Text(invite, HeaderId.PAssertedIdentity), Is.EqualTo($"<{bench.Conference.Uri}>"));
        Assert.That(invite.Has(HeaderId.PChargingVector), Is.False, "straight to a UE: how we charge is none of its business");
        Assert.That(invite.Lists(HeaderId.Supported, "100rel") && invite.Lists(HeaderId.Supported, "precondition"));
        Assert.That(Encoding.UTF8.GetString(invite.Body.Span), Does.Contain("a=curr:qos local sendrecv"));
        Assert.That(bench.Conference.Participants, Has.Count.EqualTo(2));
        Assert.That(bench.Mrfp.Streams.Values.Select(stream => stream.Direction), Is.All.EqualTo(Protos.Mp.Direction.SendReceive));

        bench.Await(() => bob.Session!.ByeAsync());
        bench.EveryoneLeaves();
    }

    [Test]
    public void A_busy_user_is_reported_as_such()
    {
        var bench = new FocusBench();
        var (alice, session) = bench.Make();
        alice.Subscribe(bench.Conference.Uri.Text);
        var bob = bench.Ue("bob");
        bob.Answers(invite =>
        {
            invite.Reject(486);
            return Task.CompletedTask;
        });

        Assert.That(alice.Refer(session, bob.Uri).FinalStatus, Is.EqualTo(486));
        bench.Driver.AdvanceMs(200);
        Assert.That(string.Concat(alice.Roster.Select(notify => notify.Document)), Does.Contain("<disconnection-method>busy</disconnection-method>"));
        Assert.That(bench.Conference.Participants, Has.Count.EqualTo(1));
        Assert.That(bench.Mrfp.Streams, Has.Count.EqualTo(1));
        bench.EveryoneLeaves();
    }

    [Test]
    public void A_user_that_redirects_to_the_conference_itself_is_not_followed()
    {
        var bench = new FocusBench();
        var (alice, session) = bench.Make();
        var bob = bench.Ue("bob");
        bob.Answers(invite =>
        {
            invite.Redirect([$"<{bench.Conference.Uri}>"]);
            return Task.CompletedTask;
        });

        Assert.That(alice.Refer(session, bob.Uri).FinalStatus, Is.EqualTo(302));
        Assert.That(bench.Conference.Participants, Has.Count.EqualTo(1));
        bench.EveryoneLeaves();
    }

    [Test]
    public void A_user_that_never_answers_is_given_up()
    {
        var bench = new FocusBench();
        var (alice, session) = bench.Make();
        var bob = bench.Ue("bob");
        bob.Answers(invite =>
        {
            invite.Progress(180);
            return Task.CompletedTask;
        });

        Assert.That(alice.Refer(session, bob.Uri).FinalStatus, Is.EqualTo(487));
        Assert.That(bench.Ladder, Does.Contain("CANCEL"));
        bench.EveryoneLeaves();
    }

    [Test]
    public void A_user_that_moved_is_followed()
    {
        var bench = new FocusBench();
        var (alice, session) = bench.Make();
        var bob = bench.Ue("bob");
        var carol = bench.Ue("carol");
        bob.Answers(invite =>
        {
            invite.Redirect([$"<{carol.Uri}>"]);
            return Task.CompletedTask;
        });
        carol.Answers();

        Assert.That(alice.Refer(session, bob.Uri).FinalStatus, Is.EqualTo(200));
        Assert.That(carol.Session, Is.Not.Null);
        bench.Await(() => session.ByeAsync());
        bench.Await(() => carol.Session!.ByeAsync());
        bench.AssertNothingLeft();
    }

    [Test]
    public void A_two_party_call_can_become_part_of_the_conference()
    {
        var bench = new FocusBench();
        var (alice, session) = bench.Make();
        var bob = bench.Ue("bob");
        bob.Answers();
        Assert.That(alice.Refer(session, $"{bob.Uri}?Replaces=a%40b%3Bto-tag%3D1%3Bfrom-tag%3D2").Status, Is.EqualTo(202));

        var invite = bench.Network.Sent.Last(sent => sent.Message is { IsRequest: true, Method: SipMethod.Invite }).Message;
        Assert.That(FocusBench.Text(invite, HeaderId.Replaces), Is.EqualTo("a@b;to-tag=1;from-tag=2"));
        bench.EveryoneLeaves();
    }

    [Test]
    public void Outside_of_the_dialog_the_creator_is_known_by_its_name()
    {
        var bench = new FocusBench();
        var (alice, session) = bench.Make();
        var bob = bench.Ue("bob");
        bob.Answers();
        Assert.That(OutOfDialog(bench, alice, bob.Uri), Is.EqualTo(new ReferOutcome(202, 200)));
        Assert.That(OutOfDialog(bench, bench.Ue("eve"), bob.Uri).Status, Is.EqualTo(403));

        bench.Await(() => session.ByeAsync());
        bench.Await(() => bob.Session!.ByeAsync());
        bench.AssertNothingLeft();
    }

    [Test]
    public void Without_a_subscription_nothing_is_reported()
    {
        var bench = new FocusBench();
        var (alice, session) = bench.Make();
        var bob = bench.Ue("bob");
        bob.Answers();
        var refer = bench.Driver.Run(() => session.Refer(new InDialogRefer { ReferTo = $"<{bob.Uri}>", Subscribe = false }));
        Assert.That(bench.Await(() => refer.Answered), Is.EqualTo(200));
        bench.Driver.Advance(TimeSpan.FromSeconds(1));

        Assert.That(bench.Ladder, Does.Not.Contain("NOTIFY"));
        Assert.That(bench.Conference.Participants, Has.Count.EqualTo(2));
        bench.Await(() => session.ByeAsync());
        bench.Await(() => bob.Session!.ByeAsync());
        bench.AssertNothingLeft();
        Assert.That(alice.Roster, Is.Empty);
    }

    [Test]
    public void The_creator_takes_a_user_out()
    {
        var bench = new FocusBench();
        var (alice, session) = bench.Make();
        var bob = bench.Ue("bob", reliable: false);
        var guest = bob.Call(bench.Conference.Uri.Text);
        bob.Subscribe(bench.Conference.Uri.Text);
        bench.Driver.AdvanceMs(200);

        Assert.That(bob.Refer(guest, $"{alice.Uri};method=BYE").Status, Is.EqualTo(403), "only the creator may");
        Assert.That(alice.Refer(session, "sip:nobody@home1.net;method=BYE").FinalStatus, Is.EqualTo(404));
        Assert.That(alice.Refer(session, $"{bob.Uri};method=BYE").FinalStatus, Is.EqualTo(200));
        Assert.That(bench.Await(() => guest.Ended).Reason, Does.Contain("removed"));
        bench.Driver.AdvanceMs(200);
        Assert.That(bench.Conference.Subscribers, Is.Empty, "its subscription went too");
        bench.EveryoneLeaves();
    }

    [Test]
    public void The_creator_ends_the_conference()
    {
        var bench = new FocusBench();
        var (alice, session) = bench.Make();
        var guest = bench.Ue("bob", reliable: false).Call(bench.Conference.Uri.Text);
        Assert.That(alice.Refer(session, $"{bench.Conference.Uri};method=BYE").FinalStatus, Is.EqualTo(200));

        Assert.That(bench.Await(() => guest.Ended).Reason, Does.Contain("conference ended"));
        Assert.That(bench.Conferences.Count, Is.Zero);
        bench.AssertNothingLeft();
    }

    [TestCase("sip:bob@bob.example;method=MESSAGE", 403, 0)]
    [TestCase("tel:+4912345", 202, 416, Description = "without a proxy nobody knows where that is")]
    [TestCase("conference", 202, 482, Description = "it would call itself")]
    public void References_that_lead_nowhere(string target, int status, int final)
    {
        var bench = new FocusBench();
        var (alice, session) = bench.Make();
        var outcome = alice.Refer(session, target == "conference" ? bench.Conference.Uri.Text : target);

        Assert.That((outcome.Status, outcome.FinalStatus), Is.EqualTo((status, final)));
        Assert.That(session.HasEnded, Is.False);
        bench.EveryoneLeaves();
    }

    [Test]
    public void A_full_conference_calls_nobody()
    {
        var bench = new FocusBench(settings => settings with { MaxParticipants = 2 });
        var (alice, session) = bench.Make();
        bench.Ue("bob", reliable: false).Call(bench.Conference.Uri.Text);
        Assert.That(alice.Refer(session, "sip:carol@carol.example").Status, Is.EqualTo(486));
        Assert.That(bench.Ue("dave").Try(bench.Conference.Uri.Text).Status, Is.EqualTo(486));

        bench.EveryoneLeaves();
    }

    private static ReferOutcome OutOfDialog(FocusBench bench, Ue ue, string target)
    {
        var refer = bench.Driver.Run(() => ue.Agent.Refer(new ReferRequest { Target = bench.Conference.Uri, From = ue.From, ReferTo = $"<{target}>" }));
        return bench.Await(() => refer.Outcome);
    }

    private static List<string> Sipfrags(FocusBench bench) =>
        [.. bench.All("NOTIFY").Select(notify => Encoding.UTF8.GetString(notify.Body.Span).Trim()).Where(text => text.StartsWith("SIP/2.0", StringComparison.Ordinal))];
}
