using ImsConference.Sip.Sessions;
using ImsConference.Tests.EndToEnd.Conformance;
using ImsConference.Tests.Ue;
using NUnit.Framework;

namespace ImsConference.Tests.EndToEnd.Rosters;

/// <summary>How participants and conferences end on the wire, and who may watch a roster that is not for everybody.</summary>
public sealed class LeavingTests() : LabFixture(
    "--Focus:OpenRoster=false", "--Focus:EndsWhen=CreatorLeaves", "--Focus:MaxDurationSeconds=12", "--Focus:WarnBeforeEndSeconds=9",
    "--Focus:NotifySpacingMs=100", "--Focus:DepartedMs=500", "--Announcements:Joined=off", "--Announcements:Left=off", "--Announcements:First=off",
    "--Focus:TrustedPeers:0=127.0.0.0/8", $"--Focus:SubscriberFile={Table}")
{
    private static readonly string Table = WriteTable();

    [Test, CancelAfter(20_000)]
    [Requirement("RFC 4575 §3.6", "Where policy says so only participants may subscribe; others get 403")]
    [Requirement("TS 24.147 §5.3.3.2", "The focus authorises a subscription; a participant's is accepted")]
    [Requirement("RFC 6665 §4.2.2", "Who may not watch any more is told so: terminated;reason=rejected")]
    public async Task Only_participants_watch_and_only_as_long_as_they_are_in(CancellationToken stop)
    {
        await using var alice = await Lab.CallAsync(Factory, 443, stop);
        var bob = await Lab.AddUeAsync(719);
        Assert.That(async () => await bob.SubscribeAsync(alice.ConferenceUri, stop), Throws.InvalidOperationException.With.Message.Contains("403"));

        await using var call = await bob.CallAsync(alice.ConferenceUri, stop);
        await using var watch = await bob.SubscribeAsync(alice.ConferenceUri, stop);
        await call.ByeAsync();
        Assert.That((await watch.Ended.WaitAsync(stop)).Reason, Is.EqualTo("rejected"));
    }

    [Test, CancelAfter(20_000)]
    [Requirement("RFC 4579 §5.11", "REFER with method=BYE by one who may: 202, BYE to the one named, its subscription ends, NOTIFY 200")]
    [Requirement("RFC 4579 §5.11", "REFER with method=BYE by one who may not: 403")]
    [Requirement("TS 24.147 §5.3.2.6", "The focus removes a participant on request of the conference's owner only")]
    public async Task The_creator_removes_a_participant_and_nobody_else_does(CancellationToken stop)
    {
        await using var alice = await Lab.CallAsync(Factory, 443, stop);
        await using var bob = await Lab.CallAsync(alice.ConferenceUri, 719, stop);
        await using var watch = await bob.SubscribeAsync(stop);
        Assert.That((await bob.ReferAsync($"{alice.Equipment.Profile.Identity};method=BYE", stop)).Status, Is.EqualTo(403));
        Assert.That((await bob.ReferAsync($"{alice.ConferenceUri};method=BYE", stop)).Status, Is.EqualTo(403));

        var outcome = await alice.ReferAsync($"{bob.Equipment.Profile.Identity};method=BYE", stop);
        Assert.That((outcome.Status, outcome.FinalStatus), Is.EqualTo((202, 200)));
        Assert.That((await bob.Ended.WaitAsync(stop)).Reason, Does.StartWith("SIP;cause=603;text=\"removed from the conference\""));
        Assert.That((await watch.Ended.WaitAsync(stop)).Reason, Is.EqualTo("rejected"));
        Assert.That((await alice.ReferAsync("sip:nobody@home1.net;method=BYE", stop)).FinalStatus, Is.EqualTo(404), "whom nobody knows");
    }

    [Test, CancelAfter(20_000)]
    [Requirement("RFC 4579 §5.11", "REFER with method=BYE to the conference URI itself by its owner ends it: BYE to all, subscriptions end")]
    [Requirement("RFC 3326 §2", "Every BYE of the focus says why: SIP cause with text, and Q.850 cause")]
    public async Task The_creator_removes_all(CancellationToken stop)
    {
        await using var alice = await Lab.CallAsync(Factory, 443, stop);
        await using var bob = await Lab.CallAsync(alice.ConferenceUri, 719, stop);
        await using var watch = await bob.SubscribeAsync(stop);
        var outcome = await alice.Equipment.ReferAsync(alice.ConferenceUri, $"{alice.ConferenceUri};method=BYE", stop);

        Assert.That((outcome.Status, outcome.FinalStatus), Is.EqualTo((202, 200)));
        foreach (var call in new[] { alice, bob })
            Assert.That((await call.Ended.WaitAsync(stop)).Reason, Is.EqualTo("SIP;cause=200;text=\"conference ended\", Q.850;cause=16"));
        Assert.That((await watch.Ended.WaitAsync(stop)).Reason, Is.EqualTo("noresource"));
        Assert.That(watch.IsDeleted, Is.True);
    }

    [Test, CancelAfter(20_000)]
    [Requirement("RFC 4579 §5.12", "Where policy says so the creator's leaving ends the conference: BYE to all, last NOTIFYs")]
    public async Task The_creator_takes_all_along(CancellationToken stop)
    {
        await using var alice = await Lab.CallAsync(Factory, 443, stop);
        await using var bob = await Lab.CallAsync(alice.ConferenceUri, 719, stop);
        await using var watch = await bob.SubscribeAsync(stop);
        await alice.ByeAsync();

        Assert.That((await bob.Ended.WaitAsync(stop)).Reason, Does.Contain("conference ended"));
        Assert.That((await watch.Ended.WaitAsync(stop)).Reason, Is.EqualTo("noresource"));
    }

    [Test, CancelAfter(30_000)]
    [Requirement("RFC 4579 §5.12", "A conference ends at its longest duration, and those in it are told some time before")]
    public async Task The_longest_duration_ends_it_for_all(CancellationToken stop)
    {
        var began = TimeProvider.System.GetTimestamp();
        await using var alice = await Lab.CallAsync(Factory, 443, stop);
        await using var bob = await Lab.CallAsync(alice.ConferenceUri, 719, stop);
        var context = $"ctx={alice.ConferenceUri.Split("conf-")[1].Split('@')[0]}";
        await foreach (var label in Lab.LadderAsync(stop))
            if (label.Contains("Playback", StringComparison.Ordinal) && label.Contains(context, StringComparison.Ordinal)) break;

        Assert.That((alice.Ended.IsCompleted, bob.Ended.IsCompleted), Is.EqualTo((false, false)), "a warning is not the end");
        foreach (var call in new[] { alice, bob })
            Assert.That((await call.Ended.WaitAsync(stop)).Reason, Is.EqualTo("SIP;cause=200;text=\"longest duration reached\", Q.850;cause=16"));
        Assert.That(TimeProvider.System.GetElapsedTime(began), Is.GreaterThanOrEqualTo(TimeSpan.FromSeconds(11.9)));
        Assert.That(async () => await bob.Equipment.CallAsync(alice.ConferenceUri, stop), Throws.TypeOf<CallRefusedException>().With.Property("Status").EqualTo(404));
    }

    [Test, CancelAfter(20_000)]
    [Requirement("RFC 4579 §5.11", "Of two moderators who expel each other at once the first one stays; the other's REFER gets 481, for its session is over")]
    public async Task Of_two_moderators_who_expel_each_other_one_stays(CancellationToken stop)
    {
        await using var alice = await Lab.CallAsync(Factory, 443, stop);
        await using var one = await (await ModeratorAsync("one")).CallAsync(alice.ConferenceUri, stop);
        await using var two = await (await ModeratorAsync("two")).CallAsync(alice.ConferenceUri, stop);
        var outcomes = await Task.WhenAll(one.ReferAsync("sip:moderator-two@home1.net;method=BYE", stop), two.ReferAsync("sip:moderator-one@home1.net;method=BYE", stop));

        Assert.That(outcomes.Select(outcome => outcome.Status), Is.EquivalentTo(new[] { 202, 481 }));
        var (winner, loser) = outcomes[0].Status == 202 ? (one, two) : (two, one);
        await loser.Ended.WaitAsync(stop);
        Assert.That((winner.Ended.IsCompleted, alice.Ended.IsCompleted), Is.EqualTo((false, false)));
    }

    [Test, CancelAfter(30_000)]
    [Requirement("RFC 4579 §6", "An anonymous participant that is expelled loses its subscription with its place")]
    public async Task An_anonymous_one_that_is_expelled_watches_no_more(CancellationToken stop)
    {
        await using var alice = await Lab.CallAsync(Factory, 443, stop);
        var nobody = await Lab.Ues.AddAsync(new UeProfile { Identity = "sip:anonymous@anonymous.invalid" });
        await using var call = await nobody.CallAsync(alice.ConferenceUri, stop);
        await using var watch = await call.SubscribeAsync(stop);
        await watch.WaitForConnectedAsync(2, stop);
        var entity = watch.Users.Single(user => user.Entity.EndsWith("@anonymous.invalid", StringComparison.Ordinal)).Entity;

        Assert.That((await alice.ReferAsync($"{entity};method=BYE", stop)).FinalStatus, Is.EqualTo(200));
        await call.Ended.WaitAsync(stop);
        Assert.That((await watch.Ended.WaitAsync(stop)).Reason, Is.EqualTo("rejected"));
    }

    private Task<UserEquipment> ModeratorAsync(string name) => Lab.Ues.AddAsync(new UeProfile
    {
        Identity = $"sip:moderator-{name}@home1.net",
        Headers = [new HeaderLine("P-Asserted-Identity", $"<sip:moderator-{name}@home1.net>")],
    });

    private static string WriteTable()
    {
        var path = Path.Combine(AppContext.BaseDirectory, "moderators.json");
        File.WriteAllText(path, """{"default": {"create": true}, "subscribers": {"sip:moderator-*@home1.net": {"create": true, "role": "moderator"}}}""");
        return path;
    }
}
