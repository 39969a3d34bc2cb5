using ImsConference.Mrfc.Focus;
using ImsConference.Mrfc.Focus.Admission;
using ImsConference.Mrfc.Focus.Roster;
using NUnit.Framework;

namespace ImsConference.Tests.Unit.Focus.Admission;

/// <summary>Everybody waits until a moderator comes.</summary>
public sealed class LobbyTests
{
    [Test]
    public void Guests_wait_for_a_moderator()
    {
        var bench = new FocusBench();
        var conference = Allocate(bench, new ConferenceRules { HasLobby = true, Roles = new Dictionary<string, Role> { ["sip:mona@mona.example"] = Role.Moderator } });
        bench.Ue("bob", reliable: false).Call(conference.Uri.Text);
        bench.Ue("carol", reliable: false).Call(conference.Uri.Text);
        Assert.That(conference.Participants.Select(participant => participant.Threshold), Is.All.EqualTo(Threshold.Lobby));
        Assert.That(bench.Mrfp.Streams.Values.Select(stream => stream.Isolated), Is.All.True);
        Assert.That(conference.Participants.Select(guest => conference.Roster.StatusOf(guest.RosterUri, guest.EndpointUri)), Is.All.EqualTo(EndpointStatus.Pending));
        Assert.That(bench.Mrfp.Playbacks, Has.Count.EqualTo(2), "each hears that it has to wait");

        var mona = bench.Ue("mona", reliable: false).Call(conference.Uri.Text);
        Assert.That(conference.Participants.Select(participant => participant.IsConnected), Is.All.True);
        Assert.That(bench.Mrfp.Streams.Values.Select(stream => stream.Isolated), Is.All.False);
        Assert.That(bench.Mrfp.Playbacks, Is.Empty);
        Assert.That(conference.Participants[2].Roles, Is.EqualTo(["moderator"]));

        bench.Await(() => mona.ByeAsync());
        bench.Ue("dave", reliable: false).Call(conference.Uri.Text);
        Assert.That(conference.Participants.Select(participant => participant.IsConnected), Is.EqualTo([true, true, false]), "the next one waits again");
        bench.EveryoneLeaves();
    }

    [Test]
    public void A_moderator_lets_in_one_who_waits_and_a_participant_that_becomes_moderator_lets_in_all()
    {
        var bench = new FocusBench();
        var conference = Allocate(bench, new ConferenceRules { HasLobby = true });
        foreach (var name in (string[])["bob", "carol", "dave"]) bench.Ue(name, reliable: false).Call(conference.Uri.Text);
        var (bob, carol) = (conference.Participants[0], conference.Participants[1]);
        Assert.That(bench.Focus.Control.LetIn(Actor.Of(carol), bob), Is.EqualTo(Refusals.NotAModerator));

        bench.Driver.Run(() => Assert.That(bench.Focus.Control.LetIn(Actor.Operator, bob), Is.Null));
        bench.Driver.AdvanceMs(50);
        Assert.That(conference.Participants.Select(participant => participant.IsConnected), Is.EqualTo([true, false, false]));

        Assert.That(bench.Await(() => bench.Focus.Control.ChangeRoleAsync(Actor.Operator, bob, Role.Moderator)), Is.Null);
        bench.Driver.AdvanceMs(50);
        Assert.That(conference.Participants.Select(participant => participant.IsConnected), Is.All.True);

        Assert.That(bench.Await(() => bench.Focus.Control.ChangeRoleAsync(Actor.Operator, carol, Role.ListenOnly)), Is.Null);
        Assert.That(bench.Mrfp.Streams[carol.Media!.Termination.TerminationId].Muted, Is.True);
        bench.EveryoneLeaves();
    }

    [Test]
    public void Nobody_waits_for_ever()
    {
        var bench = new FocusBench(options => options with { LobbySeconds = 60 });
        var conference = Allocate(bench, new ConferenceRules { HasLobby = true });
        var bob = bench.Ue("bob", reliable: false).Call(conference.Uri.Text);
        bench.Driver.Advance(TimeSpan.FromSeconds(61));
        Assert.That(bob.HasEnded, Is.True);
        Assert.That(bench.Await(() => bob.Ended).Reason, Is.EqualTo("SIP;cause=480;text=\"no moderator came\", Q.850;cause=16"));
        bench.AssertNothingLeft();
    }

    private static Conference Allocate(FocusBench bench, ConferenceRules rules)
    {
        Conference conference = null!;
        bench.Driver.Run(() => Assert.That(
            bench.Conferences.TryAllocate(Caller.Operator, outlivesItsMaker: true, out conference, out _, rules), Is.True));
        return conference;
    }
}
