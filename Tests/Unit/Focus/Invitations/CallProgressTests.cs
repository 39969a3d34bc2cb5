using ImsConference.Protos.Mp;
using ImsConference.Sip.Sessions;
using NUnit.Framework;

namespace ImsConference.Tests.Unit.Focus.Invitations;

/// <summary>Who has a user called hears how it goes.</summary>
public sealed class CallProgressTests
{
    [Test]
    public void It_hears_ringback_while_the_user_is_alerted_and_nothing_when_it_answers()
    {
        var bench = Bench();
        var session = bench.Make(reliable: false).Session;
        Refer(bench, session, Ringing(bench, "bob", (bob, invite) => bob.AcceptAsync(invite)));
        bench.Driver.Advance(TimeSpan.FromSeconds(1));
        var ringback = bench.Mrfp.Playbacks.Values.Single();
        Assert.That(ringback.TerminationId, Is.EqualTo(bench.Conference.Participants[0].Media!.Termination.TerminationId));
        Assert.That((ringback.Alone, Cadence(ringback)), Is.EqualTo((false, "1000,4000")), "it hears the conference too");

        bench.Driver.Advance(TimeSpan.FromSeconds(2));
        Assert.That((bench.Conference.Participants[1].IsConnected, bench.Mrfp.Playbacks.Count), Is.EqualTo((true, 0)));
        bench.EveryoneLeaves();
    }

    [Test]
    public void It_hears_busy_for_a_while_when_the_user_does_not_come()
    {
        var bench = Bench();
        var session = bench.Make(reliable: false).Session;
        var refer = Refer(bench, session, Ringing(bench, "bob", (_, invite) =>
        {
            invite.Reject(486);
            return Task.CompletedTask;
        }));
        Assert.That(bench.Await(() => refer.Outcome).FinalStatus, Is.EqualTo(486));
        bench.Driver.AdvanceMs(100);
        Assert.That(Cadence(bench.Mrfp.Playbacks.Values.Single()), Is.EqualTo("500,500"));
        bench.Driver.Advance(TimeSpan.FromSeconds(4));
        Assert.That(bench.Mrfp.Playbacks, Is.Empty);
        bench.EveryoneLeaves();
    }

    [Test]
    public void Of_two_calls_at_once_it_hears_the_first_and_it_may_leave_meanwhile()
    {
        var bench = Bench();
        bench.Make(reliable: false);
        var carol = bench.Ue("carol", reliable: false).Call(bench.Conference.Uri.Text);
        Refer(bench, carol, Ringing(bench, "bob", (bob, invite) => bob.AcceptAsync(invite)));
        Refer(bench, carol, Ringing(bench, "dave", (dave, invite) => dave.AcceptAsync(invite)));
        bench.Driver.Advance(TimeSpan.FromSeconds(1));
        Assert.That(bench.Mrfp.Playbacks, Has.Count.EqualTo(1));

        bench.Await(() => carol.ByeAsync());
        bench.Driver.Advance(TimeSpan.FromSeconds(2));
        Assert.That(bench.Mrfp.Playbacks, Is.Empty);
        bench.EveryoneLeaves();
    }

    [Test]
    public void Nobody_hears_anything_unless_it_is_configured()
    {
        var bench = new FocusBench();
        var session = bench.Make(reliable: false).Session;
        Refer(bench, session, Ringing(bench, "bob", (bob, invite) => bob.AcceptAsync(invite)));
        bench.Driver.Advance(TimeSpan.FromSeconds(1));
        Assert.That(bench.Mrfp.Playbacks, Is.Empty);
        bench.Driver.Advance(TimeSpan.FromSeconds(2));
        bench.EveryoneLeaves();
    }

    private static FocusBench Bench() => new(settings => settings with { CallProgressTones = true });

    /// <summary>Is alerted at once, and two seconds later does what the test says.</summary>
    private static Ue Ringing(FocusBench bench, string user, Func<Ue, ServerInvite, Task> then)
    {
        var ue = bench.Ue(user);
        ue.Answers(async invite =>
        {
            invite.Progress(180);
            await bench.Driver.Loop.DelayAsync(TimeSpan.FromSeconds(2));
            await then(ue, invite);
        });
        return ue;
    }

    private static ReferClient Refer(FocusBench bench, InviteSession session, Ue guest) =>
        bench.Driver.Run(() => session.Refer(new InDialogRefer { ReferTo = $"<{guest.Uri}>" }));

    private static string Cadence(StartPlaybackRequest playing) => string.Join(',', playing.Announcement.Segments.Single().Tone.CadenceMs);
}
