using System.Xml.Linq;
using ImsConference.Mrfc.Focus;
using ImsConference.Mrfc.Focus.Roster;
using ImsConference.Protos.Mp;
using ImsConference.Sip.Messages;
using ImsConference.Sip.Sdp;
using ImsConference.Sip.Sessions;
using NUnit.Framework;

namespace ImsConference.Tests.Unit.Focus;

/// <summary>People come, hold, watch and leave.</summary>
public sealed class ConferenceLifeTests
{
    private static readonly XNamespace Ns = ConferenceInfoWriter.Namespace;

    [Test]
    public void Subscribers_get_full_state_then_what_changes_without_gaps()
    {
        var bench = new FocusBench();
        var (alice, first) = bench.Make();
        var uri = bench.Conference.Uri.Text;
        alice.Subscribe(uri);
        bench.Driver.AdvanceMs(200);
        var bob = bench.Ue("bob", reliable: false);
        var second = bob.Call(uri);
        bench.Await(() => second.ByeAsync());
        bench.Driver.AdvanceMs(1500);
        bench.Await(() => first.ByeAsync());
        bench.Driver.AdvanceMs(500);

        Assert.That(alice.Roster.Select(notify => notify.Version), Is.EqualTo(Enumerable.Range(0, alice.Roster.Count).Select(version => (uint)version)));
        Assert.That(alice.Roster[0].State, Is.EqualTo("full"));
        Assert.That(alice.Roster.Skip(1).SkipLast(1).Select(notify => notify.State), Is.All.EqualTo("partial"));
        Assert.That(alice.Roster[^1].State, Is.EqualTo("deleted"));
        Assert.That(Statuses(alice, bob), Is.EqualTo(new[] { "connected", "disconnected", "deleted" }));
        Assert.That(FocusBench.Text(bench.All("NOTIFY").Last(), HeaderId.SubscriptionState), Is.EqualTo("terminated;reason=noresource"));
        bench.AssertNothingLeft();
    }

    [Test]
    public void A_SUBSCRIBE_right_behind_the_ACK_finds_its_sender_connected([Values] bool reliable)
    {
        var bench = new FocusBench();
        var alice = bench.Ue("alice", reliable);
        var invite = alice.Send(alice.Request(FocusBench.Factory));
        bench.Await(async () =>
        {
            if (await invite.Early is { } early) await early.ConfirmResourcesAsync();
            var session = (await invite.Outcome).Session!;
            session.Subscribe(new InDialogSubscribe { Event = "conference", OnNotify = alice.Take });
        });
        bench.Driver.Advance(TimeSpan.FromSeconds(5));

        Assert.That(Statuses(alice, alice), Is.EqualTo(new[] { "connected" }), "told once");
        bench.Driver.Run(() => bench.Conferences.End(bench.Conference, Removal.ConferenceEnded));
        bench.AssertNothingLeft();
    }

    [Test]
    public void A_subscription_inside_the_INVITE_dialog_is_as_good()
    {
        var bench = new FocusBench();
        var (alice, session) = bench.Make();
        bench.Driver.Run(() => session.Subscribe(new InDialogSubscribe { Event = "conference", OnNotify = alice.Take }));
        bench.Driver.AdvanceMs(200);

        Assert.That(alice.Roster.Single().State, Is.EqualTo("full"));
        bench.EveryoneLeaves();
    }

    [Test]
    public void Changes_come_together_when_they_come_fast()
    {
        var bench = new FocusBench(settings => settings with { NotifySpacingMs = 5_000 });
        var alice = bench.Make().Alice;
        var uri = bench.Conference.Uri.Text;
        alice.Subscribe(uri);
        bench.Driver.AdvanceMs(100);
        var others = Enumerable.Range(0, 5).Select(index => bench.Ue($"u{index}", reliable: false).Call(uri)).ToList();

        Assert.That(alice.Roster, Has.Count.EqualTo(1), "RFC 4575 §3.10");
        bench.Driver.Advance(TimeSpan.FromSeconds(6));
        Assert.That(alice.Roster, Has.Count.EqualTo(2));
        Assert.That(alice.Roster[1].Document.Descendants(Ns + "user").Count(), Is.EqualTo(5));

        bench.EveryoneLeaves();
    }

    [Test]
    public void Nothing_is_told_after_the_end()
    {
        var bench = new FocusBench();
        bench.Make();
        var subscriber = new RosterSubscriber(bench.Conference, bench.Conference.Creator, bench.Driver.Loop, TimeSpan.Zero);
        Assert.That(subscriber.Full(), Is.Not.Null);
        bench.Await(subscriber.TellEndAsync);
        Assert.That(subscriber.Full(), Is.Null, "the NOTIFY of a late refresh would have a higher version than the last one");
        bench.EveryoneLeaves();
    }

    [Test]
    public void Privacy_hides_who_it_is()
    {
        var bench = new FocusBench();
        var alice = bench.Make().Alice;
        alice.Subscribe(bench.Conference.Uri.Text);
        var bob = bench.Ue("bob", reliable: false);
        bob.Call(bench.Conference.Uri.Text, request => request with { Headers = [new("Privacy", "id")] });
        bench.Driver.AdvanceMs(200);

        Assert.That(string.Concat(alice.Roster.Select(notify => notify.Document)), Does.Not.Contain("bob").And.Contain("anonymous2@anonymous.invalid"));
        bench.EveryoneLeaves();
    }

    [Test]
    public void Privacy_of_a_referrer_holds_too()
    {
        var bench = new FocusBench();
        var alice = bench.Ue("alice");
        alice.Call(FocusBench.Factory, request => request with { Headers = [new("Privacy", "id")] });
        var uri = bench.Conference.Uri.Text;
        var bob = bench.Ue("bob", reliable: false);
        bob.Call(uri, request => request with { Headers = [new("Referred-By", $"<{alice.Uri}>")] });
        bob.Subscribe(uri);
        bench.Driver.AdvanceMs(200);

        Assert.That($"{bob.Roster[0].Document}", Does.Contain("<by>sip:anonymous1@anonymous.invalid</by>").And.Not.Contain("alice"));
        bench.EveryoneLeaves();
    }

    [Test]
    public void Hold_and_resume_reach_the_MRFP_and_the_roster()
    {
        var bench = new FocusBench();
        var (alice, session) = bench.Make();
        alice.Subscribe(bench.Conference.Uri.Text);
        bench.Driver.AdvanceMs(200);

        Assert.That(bench.Await(() => session.ModifyAsync(FocusBench.Sdp(4002, MediaDirection.SendOnly), ModifyBy.ReInvite)).Succeeded);
        bench.Driver.AdvanceMs(200);
        var stream = bench.Mrfp.Streams.Values.Single();
        Assert.That((stream.Direction, stream.Remote.RtpPort), Is.EqualTo((Direction.ReceiveOnly, 4002u)));
        Assert.That(session.RemoteDescription!.Media[0].Direction, Is.EqualTo(MediaDirection.ReceiveOnly));
        Assert.That(Statuses(alice, alice)[^1], Is.EqualTo("on-hold"));

        Assert.That(bench.Await(() => session.ModifyAsync(FocusBench.Sdp(4002), ModifyBy.Update)).Succeeded);
        bench.Driver.AdvanceMs(200);
        Assert.That(bench.Mrfp.Streams.Values.Single().Direction, Is.EqualTo(Direction.SendReceive));
        Assert.That(Statuses(alice, alice)[^1], Is.EqualTo("connected"));
        bench.EveryoneLeaves();
    }

    [Test]
    public void Another_codec_by_re_INVITE_and_none_in_common_changes_nothing()
    {
        var bench = new FocusBench();
        var session = bench.Make().Session;
        Assert.That(bench.Await(() => session.ModifyAsync(FocusBench.Sdp(4000, formats: "8"), ModifyBy.ReInvite)).Succeeded);
        Assert.That(bench.Mrfp.Streams.Values.Single().SendFormats.Single().Encoding, Is.EqualTo("PCMA"));

        var refused = bench.Await(() => session.ModifyAsync(FocusBench.Sdp(4000, formats: "3"), ModifyBy.ReInvite));
        Assert.That(refused.Status, Is.EqualTo(488));
        Assert.That(FocusBench.Text(refused.Response!, HeaderId.Warning), Does.StartWith("305"));
        Assert.That(bench.Mrfp.Streams.Values.Single().SendFormats.Single().Encoding, Is.EqualTo("PCMA"));
        Assert.That(session.HasEnded, Is.False);
        bench.EveryoneLeaves();
    }

    [Test]
    public void An_address_that_the_MRFP_cannot_reach_changes_nothing()
    {
        var bench = new FocusBench();
        var session = bench.Make().Session;
        var offer = FocusBench.Sdp(4000) with { Connection = Connection.For(System.Net.IPAddress.Parse("2001:db8::9")) };
        var commands = bench.Mrfp.Commands.Count;

        Assert.That(bench.Await(() => session.ModifyAsync(offer, ModifyBy.ReInvite)).Status, Is.EqualTo(606));
        Assert.That(bench.Mrfp.Commands, Has.Count.EqualTo(commands));
        Assert.That(session.HasEnded, Is.False);
        bench.EveryoneLeaves();
    }

    [Test]
    public void Audio_can_be_switched_off_and_on()
    {
        var bench = new FocusBench();
        var session = bench.Make().Session;
        Assert.That(bench.Await(() => session.ModifyAsync(FocusBench.Sdp(0), ModifyBy.ReInvite)).Succeeded);
        bench.Driver.AdvanceMs(200);
        Assert.That(session.RemoteDescription!.Media[0].Port, Is.Zero);
        Assert.That(bench.Mrfp.Streams.Values.Single().Direction, Is.EqualTo(Direction.Inactive));

        Assert.That(bench.Await(() => session.ModifyAsync(FocusBench.Sdp(4000), ModifyBy.ReInvite)).Succeeded);
        Assert.That(bench.Mrfp.Streams.Values.Single().Direction, Is.EqualTo(Direction.SendReceive));
        bench.EveryoneLeaves();
    }

    [Test]
    public void A_re_INVITE_without_SDP_is_offered_the_line_again()
    {
        var bench = new FocusBench();
        var session = bench.Make().Session;
        bench.Await(() => session.ModifyAsync(FocusBench.Sdp(4000, MediaDirection.SendOnly), ModifyBy.ReInvite));
        Assert.That(bench.Await(() => session.ModifyAsync(null)).Succeeded);
        bench.Driver.AdvanceMs(200);

        Assert.That(bench.Mrfp.Streams.Values.Single().Direction, Is.EqualTo(Direction.SendReceive));
        bench.EveryoneLeaves();
    }

    [Test]
    public void The_creator_can_take_all_along()
    {
        var bench = new FocusBench(settings => settings with { EndsWhen = ConferenceEnd.CreatorLeaves });
        var creator = bench.Make().Session;
        var guest = bench.Ue("bob", reliable: false).Call(bench.Conference.Uri.Text);
        bench.Await(() => creator.ByeAsync());

        Assert.That(bench.Await(() => guest.Ended), Is.EqualTo(new SessionEnd(SessionEndCause.RemoteBye, 0, "SIP;cause=200;text=\"conference ended\", Q.850;cause=16")));
        bench.AssertNothingLeft();
    }

    [Test]
    public void Silence_is_a_leave()
    {
        var bench = new FocusBench();
        var session = bench.Make().Session;
        var termination = bench.Conference.Participants.Single().Media!.Termination;
        Assert.That(bench.Mrfp.Streams.Values.Single().RtpTimeoutMs, Is.EqualTo(60_000));
        bench.Driver.Run(() => bench.Mrfp.Report(termination.Context.Id, termination.TerminationId, happened => happened.RtpTimeout = new RtpTimeout { SilentMs = 60_000 }));

        Assert.That(bench.Await(() => session.Ended).Reason, Is.EqualTo("SIP;cause=408;text=\"no RTP received\", Q.850;cause=102"));
        bench.AssertNothingLeft();
    }

    [Test]
    public void A_device_switch_keeps_the_user_in_the_roster()
    {
        var bench = new FocusBench();
        var old = bench.Make().Session;
        var uri = bench.Conference.Uri.Text;
        var watcher = bench.Ue("bob", reliable: false);
        var bob = watcher.Call(uri);
        watcher.Subscribe(uri);
        var desk = bench.Ue("alice2", reliable: false);
        var id = old.Dialog.Id;
        var moved = desk.Call(uri, request => request with
        {
            From = "<sip:alice@alice.example>",
            Headers = [new("Replaces", $"{id.CallId};to-tag={id.RemoteTag};from-tag={id.LocalTag}")],
        });

        Assert.That(bench.Await(() => old.Ended).Cause, Is.EqualTo(SessionEndCause.RemoteBye));
        bench.Driver.AdvanceMs(200);
        Assert.That(bench.Conference.Participants.Count(participant => participant.User.Uri == "sip:alice@alice.example"), Is.EqualTo(1));
        Assert.That(bench.Conference.Participants.Single(participant => participant.IsCreator).Session!.Dialog.RemoteTarget.Text, Does.Contain("alice2"));

        var stranger = bench.Ue("eve", reliable: false);
        var bobs = bob.Dialog.Id;
        Assert.That(stranger.Try(uri, request => request with { Headers = [new("Replaces", $"{bobs.CallId};to-tag={bobs.RemoteTag};from-tag={bobs.LocalTag}")] }).Status, Is.EqualTo(403));
        Assert.That(stranger.Try(uri, request => request with { Headers = [new("Replaces", "x;to-tag=1;from-tag=2")] }).Status, Is.EqualTo(481));

        bench.EveryoneLeaves();
    }

    [Test]
    public void Going_down_says_goodbye()
    {
        var bench = new FocusBench();
        var (alice, session) = bench.Make();
        alice.Subscribe(bench.Conference.Uri.Text);
        bench.Driver.AdvanceMs(200);
        bench.Await(() =>
        {
            bench.Focus.Stop();
            return bench.Agent.ShutdownAsync();
        });

        Assert.That(bench.Await(() => session.Ended).Reason, Is.EqualTo("SIP;cause=503;text=\"server is stopping\", Q.850;cause=41"));
        Assert.That(alice.Roster[^1].State, Is.EqualTo("deleted"));
        Assert.That(bench.Mrfp.Contexts, Is.Empty);
        Assert.That(bench.Ue("bob").Try(FocusBench.Factory).Status, Is.EqualTo(503));
        bench.AssertNothingLeft();
    }

    [Test]
    public void A_mix_can_be_recorded()
    {
        var bench = new FocusBench(settings => settings with { RecordMix = true });
        bench.Make();
        bench.EveryoneLeaves();

        Assert.That(bench.Mrfp.Commands.Select(command => command.Split(' ')[0]),
            Is.SupersetOf(new[] { "StartRecording", "StopRecording" }));
    }

    /// <summary>Statuses that one saw another go through.</summary>
    private static List<string> Statuses(Ue watcher, Ue watched) =>
    [
        .. from notify in watcher.Roster
           from user in notify.Document.Descendants(Ns + "user")
           where (string?)user.Attribute("entity") == watched.Uri
           select (string?)user.Attribute("state") == "deleted" ? "deleted" : user.Element(Ns + "endpoint")!.Element(Ns + "status")!.Value,
    ];
}
