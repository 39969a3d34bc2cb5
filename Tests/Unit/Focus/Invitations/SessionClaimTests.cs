using ImsConference.Mrfc.Focus;
using ImsConference.Mrfc.Focus.Admission;
using ImsConference.Sip.Dialogs;
using ImsConference.Sip.Messages;
using ImsConference.Sip.Sdp;
using ImsConference.Sip.Sessions;
using NUnit.Framework;

namespace ImsConference.Tests.Unit.Focus.Invitations;

/// <summary>INVITE with Replaces (RFC 3891) or Join (RFC 3911) to a conference.</summary>
public sealed class SessionClaimTests
{
    [Test]
    public void Join_names_a_session_of_the_conference_and_adds_the_caller()
    {
        var bench = new FocusBench();
        var (alice, session) = bench.Make(reliable: false);
        bench.Ue("bob", reliable: false).Call(bench.Conference.Uri.Text, With("Join", Name(session.Dialog)));

        Assert.That(bench.Conference.Participants.Count(one => one.IsConnected), Is.EqualTo(2));
        Assert.That(session.HasEnded, Is.False);
        Assert.That(alice.Agent.Counts.Sessions, Is.EqualTo(1));
        bench.EveryoneLeaves();
    }

    [TestCase("Join: x;to-tag=1;from-tag=2", 481)]
    [TestCase("Join: x", 400)]
    [TestCase("Replaces: x;to-tag=1", 400)]
    [TestCase("Replaces: x;to-tag=1;from-tag=2|Replaces: x;to-tag=1;from-tag=2", 400)]
    [TestCase("Replaces: x;to-tag=1;from-tag=2|Join: x;to-tag=1;from-tag=2", 400)]
    [TestCase("Join: x;to-tag=1;from-tag=2|Join: x;to-tag=1;from-tag=2", 400)]
    [TestCase("Replaces: {name};early-only", 486, Description = "it is answered already")]
    public void Refused(string headers, int status)
    {
        var bench = new FocusBench();
        var session = bench.Make(reliable: false).Session;
        var lines = headers.Replace("{name}", Name(session.Dialog), StringComparison.Ordinal).Split('|').Select(text => new HeaderLine(text.Split(": ")[0], text.Split(": ")[1])).ToArray();
        var outcome = bench.Ue("alice2", reliable: false).Try(bench.Conference.Uri.Text, request => request with { From = "<sip:alice@alice.example>", Headers = lines });

        Assert.That(outcome.Status, Is.EqualTo(status));
        Assert.That(outcome.Response!.Has(HeaderId.Warning));
        Assert.That(session.HasEnded, Is.False);
        bench.EveryoneLeaves();
    }

    [TestCase("Replaces")]
    [TestCase("Join")]
    public void A_session_that_has_just_ended_gets_603(string header)
    {
        var bench = new FocusBench();
        bench.Make(reliable: false);
        var bob = bench.Ue("bob", reliable: false);
        var gone = bob.Call(bench.Conference.Uri.Text);
        bench.Await(() => gone.ByeAsync());
        Assert.That(bob.Try(bench.Conference.Uri.Text, With(header, Name(gone.Dialog))).Status, Is.EqualTo(603));

        bench.Driver.Advance(TimeSpan.FromMinutes(1));
        Assert.That(bob.Try(bench.Conference.Uri.Text, With(header, Name(gone.Dialog))).Status, Is.EqualTo(481), "nobody remembers it");
        bench.EveryoneLeaves();
    }

    [Test]
    public void Replaces_to_the_factory_finds_nothing_there()
    {
        var bench = new FocusBench();
        var session = bench.Make(reliable: false).Session;
        Assert.That(bench.Ue("alice2").Try(FocusBench.Factory, With("Replaces", Name(session.Dialog))).Status, Is.EqualTo(481));
        Assert.That(bench.Conferences.Count, Is.EqualTo(1));
        bench.EveryoneLeaves();
    }

    [Test]
    public void A_user_may_send_another_in_its_place_even_when_the_conference_is_full()
    {
        var bench = new FocusBench(settings => settings with { MaxParticipants = 2 });
        bench.Make(reliable: false);
        var bob = bench.Ue("bob", reliable: false).Call(bench.Conference.Uri.Text);
        bench.Ue("carol", reliable: false).Call(bench.Conference.Uri.Text, request => request with
        {
            Headers = [new("Replaces", Name(bob.Dialog)), new("Referred-By", "<sip:bob@bob.example>")],
        });

        Assert.That(bench.Await(() => bob.Ended).Cause, Is.EqualTo(SessionEndCause.RemoteBye));
        bench.Driver.AdvanceMs(200);
        Assert.That(bench.Conference.Participants.Select(one => one.User.Uri), Is.EquivalentTo(new[] { "sip:alice@alice.example", "sip:carol@carol.example" }));
        bench.EveryoneLeaves();
    }

    [Test]
    public void A_call_that_rings_is_picked_up_on_another_device()
    {
        var bench = new FocusBench();
        var (alice, session) = bench.Make(reliable: false);
        var bob = bench.Ue("bob", reliable: false);
        ServerInvite? ringing = null;
        bob.Answers(invite =>
        {
            ringing = invite;
            invite.Progress(180);
            return Task.CompletedTask;
        });
        var refer = bench.Driver.Run(() => session.Refer(new InDialogRefer { ReferTo = $"<{bob.Uri}>" }));
        bench.Driver.Advance(TimeSpan.FromSeconds(1));
        bench.Ue("bob2", reliable: false).Call(bench.Conference.Uri.Text, request => request with
        {
            From = $"<{bob.Uri}>",
            Headers = [new("Replaces", $"{Name(ringing!.Session.Dialog)};early-only")],
        });
        Assert.That(bench.Await(() => refer.Outcome).FinalStatus, Is.EqualTo(200), "it is in");
        Assert.That(bench.Ladder, Does.Contain("CANCEL"));
        Assert.That(bench.Conference.Participants.Count(one => one.User.Uri == bob.Uri && one.IsConnected), Is.EqualTo(1));
        Assert.That(alice.Agent.Counts.Sessions, Is.EqualTo(1));
        bench.EveryoneLeaves();
    }

    [Test]
    public void A_caller_that_is_not_in_yet_cannot_be_replaced()
    {
        var bench = new FocusBench();
        bench.Make(reliable: false);
        var bob = bench.Ue("bob");
        var call = bob.Send(bob.Request(bench.Conference.Uri.Text));
        bench.Driver.AdvanceMs(200); // 183, and it does not reserve
        var early = bench.Await(() => call.Early)!;
        Assert.That(bench.Ue("bob2", reliable: false).Try(bench.Conference.Uri.Text, request =>
            request with { From = bob.From, Headers = [new("Replaces", Name(early.Dialog))] }).Status, Is.EqualTo(481));

        bench.Driver.Run(() => call.Cancel());
        bench.EveryoneLeaves();
    }

    private static Func<InviteRequest, InviteRequest> With(string header, string value, string? from = null) =>
        request => request with { From = from ?? request.From, Headers = [new(header, value)] };

    [Test]
    public void What_was_commanded_for_a_user_holds_for_its_other_device()
    {
        var bench = new FocusBench();
        bench.Make(reliable: false);
        var bob = bench.Ue("bob", reliable: false);
        var old = bob.Call(bench.Conference.Uri.Text);
        var control = bench.Focus.Control;
        var before = bench.Conference.Participants[1];
        Assert.That(bench.Await(() => control.MuteAsync(Actor.Operator, before, true)), Is.Null);
        Assert.That(bench.Await(() => control.ChangeRoleAsync(Actor.Operator, before, Role.Moderator)), Is.Null);
        Assert.That(bench.Await(() => control.HoldAsync(Actor.Operator, before, true)), Is.Null);

        var session = bench.Ue("bob2", reliable: false).Call(bench.Conference.Uri.Text, With("Replaces", Name(old.Dialog), bob.From));
        var after = bench.Conference.Participants.Single(one => one.User.Uri == bob.Uri);
        Assert.That(after, Is.Not.SameAs(before));
        Assert.That((after.Role, after.IsMuted, after.IsHeld, after.Replaced), Is.EqualTo((Role.Moderator, true, true, (Participant?)null)));
        Assert.That(session.RemoteDescription!.Media[0].Direction, Is.EqualTo(MediaDirection.Inactive), "it is told that it is held");
        var stream = bench.Mrfp.Streams[after.Media!.Termination.TerminationId];
        Assert.That((stream.Muted, stream.Direction), Is.EqualTo((true, ImsConference.Protos.Mp.Direction.Inactive)));

        Assert.That(bench.Await(() => control.HoldAsync(Actor.Operator, after, false)), Is.Null);
        Assert.That(bench.Await(() => control.MuteAsync(Actor.Operator, after, false)), Is.Null);
        Assert.That((stream = bench.Mrfp.Streams[after.Media!.Termination.TerminationId]).Direction, Is.EqualTo(ImsConference.Protos.Mp.Direction.SendReceive));
        bench.EveryoneLeaves();
    }

    [Test]
    public void What_is_commanded_while_the_other_device_comes_in_holds_too()
    {
        var bench = new FocusBench();
        bench.Make(reliable: false);
        var bob = bench.Ue("bob", reliable: false);
        var old = bob.Call(bench.Conference.Uri.Text);
        var before = bench.Conference.Participants[1];
        var device = bench.Ue("bob2");
        var call = device.Send(With("Replaces", Name(old.Dialog), bob.From)(device.Request(bench.Conference.Uri.Text)));
        bench.Driver.AdvanceMs(200); // 183, and it reserves still
        Assert.That(bench.Await(() => bench.Focus.Control.MuteAsync(Actor.Operator, before, true)), Is.Null);
        bench.Await(async () => await (await call.Early)!.ConfirmResourcesAsync());
        bench.Sessions.Add(bench.Await(() => call.Outcome).Session!);
        bench.Driver.AdvanceMs(200);

        var after = bench.Conference.Participants.Single(one => one.User.Uri == bob.Uri);
        Assert.That((after.IsMuted, bench.Mrfp.Streams[after.Media!.Termination.TerminationId].Muted), Is.EqualTo((true, true)));
        bench.EveryoneLeaves();
    }

    [Test]
    public void Who_waits_in_the_lobby_waits_on_its_other_device()
    {
        var bench = new FocusBench();
        Conference conference = null!;
        bench.Driver.Run(() => Assert.That(bench.Conferences.TryAllocate(
            Caller.Operator, outlivesItsMaker: true, out conference, out _, new ConferenceRules { HasLobby = true }), Is.True));
        var bob = bench.Ue("bob", reliable: false);
        var old = bob.Call(conference.Uri.Text);
        bench.Ue("bob2", reliable: false).Call(conference.Uri.Text, With("Replaces", Name(old.Dialog), bob.From));

        var after = conference.Participants.Single();
        Assert.That(old.HasEnded, Is.True);
        Assert.That((after.IsConnected, after.Threshold), Is.EqualTo((false, Threshold.Lobby)));
        bench.Driver.Run(() => Assert.That(bench.Focus.Control.LetIn(Actor.Operator, after), Is.Null));
        bench.Driver.AdvanceMs(50);
        Assert.That(after.IsConnected, Is.True);
        bench.EveryoneLeaves();
    }

    [Test]
    public void Who_changes_the_device_before_the_PIN_is_pressed_presses_it_there()
    {
        var bench = new FocusBench();
        Conference conference = null!;
        bench.Driver.Run(() => Assert.That(bench.Conferences.TryAllocate(
            Caller.Operator, outlivesItsMaker: true, out conference, out _, new ConferenceRules { Pin = "1234" }), Is.True));
        var bob = bench.Ue("bob", reliable: false);
        var old = bob.Call(conference.Uri.Text);
        bench.Ue("bob2", reliable: false).Call(conference.Uri.Text, With("Replaces", Name(old.Dialog), bob.From));

        Assert.That(conference.Participants.Select(one => (one.IsConnected, one.Threshold)), Is.EqualTo([(false, Threshold.Pin)]));
        bench.EveryoneLeaves();
    }

    /// <summary>A session as its participant names it to the focus.</summary>
    private static string Name(Dialog dialog) => $"{dialog.Id.CallId};to-tag={dialog.Id.RemoteTag};from-tag={dialog.Id.LocalTag}";
}
