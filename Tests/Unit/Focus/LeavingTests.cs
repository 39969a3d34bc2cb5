using ImsConference.Mrfc.Focus;
using ImsConference.Mrfc.Focus.Admission;
using ImsConference.Mrfc.Focus.Leaving;
using ImsConference.Mrfc.Focus.Roster;
using ImsConference.Sip.Sessions;
using NUnit.Framework;

namespace ImsConference.Tests.Unit.Focus;

/// <summary>Participants and conferences end (RFC 4579 §5.11, §5.12, RFC 3326).</summary>
public sealed class LeavingTests
{
    [Test]
    public void An_anonymous_one_that_is_expelled_loses_its_subscription_though_the_roster_is_open([Values] bool isInside)
    {
        var bench = new FocusBench();
        var (alice, session) = bench.Make();
        var uri = bench.Conference.Uri.Text;
        var nobody = bench.Ue("nobody", reliable: false);
        var guest = nobody.Call(uri, request => request with { From = "<sip:anonymous@anonymous.invalid>" });
        var subscription = isInside
            ? bench.Driver.Run(() => guest.Subscribe(new InDialogSubscribe { Event = "conference", OnNotify = nobody.Take }))
            : bench.Driver.Run(() => nobody.Agent.Subscribe(new SubscribeRequest { Target = bench.Conference.Uri, From = "<sip:anonymous@anonymous.invalid>", Event = "conference" }));
        var watcher = bench.Ue("watcher").Subscribe(uri);
        bench.Driver.AdvanceMs(200);

        Assert.That(alice.Refer(session, "sip:anonymous2@anonymous.invalid;method=BYE").FinalStatus, Is.EqualTo(200));
        Assert.That(bench.Await(() => subscription.Ended).Reason, Is.EqualTo("rejected"));
        Assert.That(watcher.HasEnded, Is.False, "another one's stays");
        bench.EveryoneLeaves();
    }

    [Test]
    public void Who_has_just_been_taken_out_may_take_nobody_out()
    {
        var bench = new FocusBench();
        var (alice, first) = bench.Make();
        var twin = bench.Ue("twin", reliable: false);
        var second = twin.Call(bench.Conference.Uri.Text, request => request with { From = $"<{alice.Uri}>" }); // the creator on another device
        var guest = bench.Ue("bob", reliable: false);
        guest.Call(bench.Conference.Uri.Text);
        bench.Driver.Run(() => bench.Conference.Participants[1].Remove(Removal.Expelled));
        var late = twin.Refer(second, $"{guest.Uri};method=BYE");

        Assert.That(late.Status, Is.EqualTo(481));
        Assert.That(bench.Conference.Participants, Has.Count.EqualTo(2));
        Assert.That(first.HasEnded, Is.False);
        bench.EveryoneLeaves();
    }

    [Test]
    public void Of_two_moderators_who_expel_each_other_at_once_one_stays()
    {
        var bench = new FocusBench();
        var session = bench.Make().Session;
        var (bob, carol) = (bench.Ue("bob", reliable: false), bench.Ue("carol", reliable: false));
        var (first, second) = (bob.Call(bench.Conference.Uri.Text), carol.Call(bench.Conference.Uri.Text));
        foreach (var participant in bench.Conference.Participants.Skip(1))
        {
            bench.Conference.Policy.Give(participant.User, Role.Moderator);
            participant.Role = Role.Moderator;
        }

        var refers = bench.Driver.Run(() => new[]
        {
            first.Refer(new InDialogRefer { ReferTo = $"<{carol.Uri};method=BYE>" }),
            second.Refer(new InDialogRefer { ReferTo = $"<{bob.Uri};method=BYE>" }),
        });
        Assert.That(bench.Await(() => refers[0].Outcome), Is.EqualTo(new ReferOutcome(202, 200)));
        Assert.That(bench.Await(() => refers[1].Outcome).Status, Is.EqualTo(481));
        Assert.That((session.HasEnded, first.HasEnded, second.HasEnded), Is.EqualTo((false, false, true)));

        var again = bench.Driver.Run(() => carol.Agent.Refer(new ReferRequest { Target = bench.Conference.Uri, From = carol.From, ReferTo = $"<{bob.Uri};method=BYE>" }));
        Assert.That(bench.Await(() => again.Outcome).Status, Is.EqualTo(403), "a moderator no more");
        bench.EveryoneLeaves();
    }

    [Test]
    public void Its_longest_duration_ends_a_conference_after_a_warning()
    {
        var bench = new FocusBench(settings => settings with { MaxDurationSeconds = 600, RtpTimeoutSeconds = 0 });
        var warned = new List<TimeSpan>();
        bench.Conferences.Clock.EndsSoon += _ => warned.Add(bench.Elapsed);
        var session = bench.Make().Session;
        var began = bench.Elapsed;

        var end = bench.Await(() => session.Ended, TimeSpan.FromMinutes(20));
        Assert.That(end.Reason, Is.EqualTo("SIP;cause=200;text=\"longest duration reached\", Q.850;cause=16"));
        Assert.That((bench.Elapsed - began).TotalSeconds, Is.EqualTo(600).Within(1));
        Assert.That((warned.Single() - began).TotalSeconds, Is.EqualTo(540).Within(1));
        bench.AssertNothingLeft();
    }

    [TestCase(60, "en/one-minute-left.wav")]
    [TestCase(90, "1400 Hz", Description = "what is spoken would be wrong")]
    public void A_warning_says_how_much_time_is_left_or_does_not_say(int lead, string sound)
    {
        var bench = new FocusBench(settings => settings with { MaxDurationSeconds = 600, WarnBeforeEndSeconds = lead, RtpTimeoutSeconds = 0 });
        bench.Make();
        bench.Driver.Advance(TimeSpan.FromSeconds(601 - lead));
        var segment = bench.Mrfp.Playbacks.Values.Single().Announcement.Segments.Single();
        Assert.That(segment.Files.Count > 0 ? segment.Files.Single() : $"{segment.Tone.FrequenciesHz.Single()} Hz", Is.EqualTo(sound));
        bench.EveryoneLeaves();
    }

    [TestCase(60, 60, Description = "too short for a warning before it")]
    [TestCase(600, 0)]
    public void Without_time_for_a_warning_there_is_none(int duration, int lead)
    {
        var bench = new FocusBench(settings => settings with { MaxDurationSeconds = duration, WarnBeforeEndSeconds = lead });
        bench.Conferences.Clock.EndsSoon += _ => Assert.Fail("warned");
        var session = bench.Make().Session;
        bench.Await(() => session.Ended, TimeSpan.FromMinutes(20));
        bench.AssertNothingLeft();
    }

    [Test]
    public void Who_stays_alone_for_long_is_let_go()
    {
        var bench = new FocusBench(settings => settings with { AloneSeconds = 60 });
        var session = bench.Make().Session;
        var uri = bench.Conference.Uri.Text;
        bench.Driver.Advance(TimeSpan.FromSeconds(40));
        var guest = bench.Ue("bob", reliable: false).Call(uri);
        bench.Driver.Advance(TimeSpan.FromSeconds(90));
        Assert.That(session.HasEnded, Is.False, "two are never too few");

        bench.Await(() => guest.ByeAsync());
        var left = bench.Elapsed;
        Assert.That(bench.Await(() => session.Ended).Reason, Does.Contain("nobody else is left"));
        Assert.That((bench.Elapsed - left).TotalSeconds, Is.EqualTo(60).Within(1));
        bench.AssertNothingLeft();
    }

    [Test]
    public void One_that_comes_back_while_its_BYE_is_unanswered_is_shown_as_it_is()
    {
        var bench = new FocusBench();
        var (alice, session) = bench.Make();
        alice.Subscribe(bench.Conference.Uri.Text);
        var bob = bench.Ue("bob", reliable: false);
        var gone = bob.Call(bench.Conference.Uri.Text);
        bench.Driver.Run(() => bench.Conference.Participants[1].Remove(Removal.Expelled));
        var back = bob.Call(bench.Conference.Uri.Text);
        bench.Driver.Advance(TimeSpan.FromSeconds(3));

        Assert.That((gone.HasEnded, back.HasEnded), Is.EqualTo((true, false)));
        var user = bench.Conference.Roster.ChangesSince(ConferenceRoster.Nothing).Single(change => change.Entity == bob.Uri);
        Assert.That(user.Endpoints.Select(endpoint => endpoint.Endpoint.Status), Is.EqualTo(new[] { EndpointStatus.Connected }));
        bench.EveryoneLeaves();
    }

    [TestCase(null, false, DisconnectionMethod.Departed, null)]
    [TestCase(" ", false, DisconnectionMethod.Departed, null)]
    [TestCase("SIP;cause=200;text=\"bye; SIP;cause=503, all\"", false, DisconnectionMethod.Departed, "SIP;cause=200;text=\"bye; SIP;cause=503, all\"")]
    [TestCase("Q.850 ; cause=16", false, DisconnectionMethod.Departed, "Q.850 ; cause=16")]
    [TestCase("Q.850;cause=41;text=\"x\"", true, DisconnectionMethod.Failed, "Q.850;cause=41")]
    [TestCase("SIP;cause=408", false, DisconnectionMethod.Failed, "SIP;cause=408")]
    [TestCase("SIP;cause=603", false, DisconnectionMethod.Departed, "SIP;cause=603")]
    [TestCase("preemption;cause=1, SIP;cause=580;text=\"al\\\"ice\"", true, DisconnectionMethod.Failed, "preemption;cause=1, SIP;cause=580")]
    [TestCase("gibberish", true, DisconnectionMethod.Departed, null)]
    [TestCase("SIP;cause=99999999999", false, DisconnectionMethod.Departed, "SIP;cause=99999999999")]
    public void What_a_peer_says_of_its_leaving(string? value, bool isPrivate, DisconnectionMethod method, string? reason) =>
        Assert.That(PeerReason.Read(value, isPrivate), Is.EqualTo(new PeerReason(method, reason)));
}
