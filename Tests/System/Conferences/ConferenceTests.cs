using ImsConference.Tests.EndToEnd.Conformance;
using ImsConference.Tests.EndToEnd.Harness;
using ImsConference.Tests.Ue;
using NUnit.Framework;

namespace ImsConference.Tests.EndToEnd.Conferences;

/// <summary>Conferences of simulated UEs: tones prove who hears whom, rosters who is told of whom.</summary>
[TestFixture]
public sealed class ConferenceTests
{
    private const string Factory = "sip:conf-factory1@home1.net";
    private const string Redirecting = "sip:conferences@home1.net";

    private TestSystem _system = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        _system = await TestSystem.StartAsync(limit.Token, "--Focus:NotifySpacingMs=200", "--Focus:DepartedMs=500");
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        if (_system is not null) await _system.DisposeAsync();
    }

    [TearDown]
    public void IsQuiet() => _system.AssertQuiet();

    [TestCase(Factory)]
    [TestCase(Redirecting)]
    [CancelAfter(20_000)]
    public async Task Each_party_hears_the_others_and_not_itself(string uri, CancellationToken stop)
    {
        await using var alice = await _system.CallAsync(uri, 443, stop);
        await using var bob = await _system.CallAsync(alice.ConferenceUri, 719, stop);
        await using var carol = await _system.CallAsync(alice.ConferenceUri, 1013, stop);
        await SettleAsync(stop);

        await Task.WhenAll(
            HearsAsync(alice, [719, 1013], [443], stop), HearsAsync(bob, [443, 1013], [719], stop), HearsAsync(carol, [443, 719], [1013], stop));

        await bob.ByeAsync();
        await SettleAsync(stop);
        await Task.WhenAll(HearsAsync(alice, [1013], [443, 719], stop), HearsAsync(carol, [443], [719, 1013], stop));
    }

    [Test, CancelAfter(20_000)]
    public async Task The_factory_flow_runs_through_183_and_the_redirect_flow_through_302(CancellationToken stop)
    {
        await using var made = await _system.CallAsync(Factory, 443, stop);
        Assert.That(made.Provisionals, Does.Contain(183));
        Assert.That(made.Redirects, Is.Empty);

        await using var redirected = await _system.CallAsync(Redirecting, 443, stop);
        Assert.That(redirected.Redirects, Has.Count.EqualTo(1));
        Assert.That(redirected.ConferenceUri, Does.StartWith(redirected.Redirects[0]));
        Assert.That(redirected.ConferenceUri, Is.Not.EqualTo(made.ConferenceUri));
    }

    [Test, CancelAfter(20_000)]
    public async Task A_plain_phone_gets_its_200_at_once(CancellationToken stop)
    {
        var phone = await _system.Ues.AddAsync(new UeProfile { Identity = "sip:plain@home1.net", Preconditions = false });
        await using var call = await phone.CallAsync(Factory, stop);
        Assert.That(call.Provisionals, Does.Not.Contain(183));
    }

    [Test, CancelAfter(30_000)]
    [Requirement("RFC 4575 §3.7", "Subscribers are told of everybody who comes and goes")]
    public async Task Who_subscribed_is_told_of_everybody_who_comes_and_goes(CancellationToken stop)
    {
        await using var alice = await _system.CallAsync(Factory, 443, stop);
        await using var outside = await alice.Equipment.SubscribeAsync(alice.ConferenceUri, stop);
        await using var inside = await alice.SubscribeAsync(stop);
        await using var bob = await _system.CallAsync(alice.ConferenceUri, 719, stop);
        foreach (var watch in new[] { outside, inside }) await watch.WaitForConnectedAsync(2, stop);

        var carol = await _system.AddUeAsync(1013);
        var referred = await alice.Equipment.ReferAsync(alice.ConferenceUri, carol.Address, stop);
        Assert.That(referred.FinalStatus, Is.EqualTo(200));
        await using var dialledOut = await carol.NextCallAsync(stop);
        foreach (var watch in new[] { outside, inside }) await watch.WaitForConnectedAsync(3, stop);

        await bob.ByeAsync();
        foreach (var watch in new[] { outside, inside })
        {
            await watch.WaitForConnectedAsync(2, stop);
            Assert.That(watch.Faults, Is.Empty);
            Assert.That(watch.Gaps, Is.Zero);
            Assert.That(watch.Versions.Zip(watch.Versions.Skip(1)), Has.All.Matches<(uint First, uint Second)>(v => v.Second == v.First + 1));
        }

        await alice.ByeAsync();
        await dialledOut.ByeAsync();
        Assert.That((await outside.Ended.WaitAsync(stop)).Reason, Is.EqualTo("noresource"), "the last one has left: the conference is over");
    }

    [Test, CancelAfter(20_000)]
    public async Task A_refer_to_a_person_brings_it_into_the_conference(CancellationToken stop)
    {
        await using var alice = await _system.CallAsync(Factory, 443, stop);
        var bob = await _system.AddUeAsync(719);
        var outcome = await alice.Equipment.ReferAsync(bob.Address, alice.ConferenceUri + ";method=INVITE", stop);
        Assert.That(outcome.FinalStatus, Is.EqualTo(200));
        await using var joined = await bob.NextCallAsync(stop);
        await SettleAsync(stop);
        await Task.WhenAll(HearsAsync(alice, [719], [443], stop), HearsAsync(joined, [443], [719], stop));
    }

    [Test, CancelAfter(20_000)]
    [Requirement("RFC 4579 §5.11", "REFER with method=BYE removes a participant")]
    public async Task A_refer_with_method_BYE_removes_a_participant(CancellationToken stop)
    {
        await using var alice = await _system.CallAsync(Factory, 443, stop);
        await using var bob = await _system.CallAsync(alice.ConferenceUri, 719, stop);
        var outcome = await alice.ReferAsync($"{bob.Equipment.Profile.Identity};method=BYE", stop);
        Assert.That(outcome.FinalStatus, Is.EqualTo(200));
        await bob.Ended.WaitAsync(stop);
    }

    [Test, CancelAfter(30_000)]
    [Requirement("RFC 3264 §8.4", "One on hold is neither heard nor hears until it resumes")]
    public async Task One_on_hold_is_neither_heard_nor_hears_until_it_resumes(CancellationToken stop)
    {
        await using var alice = await _system.CallAsync(Factory, 443, stop);
        await using var bob = await _system.CallAsync(alice.ConferenceUri, 719, stop);

        Assert.That((await bob.HoldAsync(inactive: true)).Succeeded, Is.True);
        await SettleAsync(stop);
        await Task.WhenAll(HearsAsync(alice, [], [443, 719], stop), HearsAsync(bob, [], [443, 719], stop));

        Assert.That((await bob.ResumeAsync()).Succeeded, Is.True);
        await SettleAsync(stop);
        await Task.WhenAll(HearsAsync(alice, [719], [443], stop), HearsAsync(bob, [443], [719], stop));
        Assert.That((await bob.UpdateAsync()).Succeeded, Is.True);
    }

    [Test, CancelAfter(20_000)]
    public async Task Who_dials_out_to_one_that_is_busy_is_told_so(CancellationToken stop)
    {
        await using var alice = await _system.CallAsync(Factory, 443, stop);
        var busy = await _system.Ues.AddAsync(new UeProfile { Identity = "sip:busy@home1.net", Answer = AnswerPolicy.Busy });
        var outcome = await alice.Equipment.ReferAsync(alice.ConferenceUri, busy.Address, stop);
        Assert.That(outcome.FinalStatus, Is.EqualTo(486));
    }

    [Test, CancelAfter(20_000)]
    public void A_conference_that_nobody_made_is_not_found(CancellationToken stop)
    {
        var refused = Assert.ThrowsAsync<CallRefusedException>(() => _system.CallAsync("sip:conf-nobody@node1.conference.home1.net", 443, stop))!;
        Assert.That(refused.Status, Is.EqualTo(404));
    }

    // The jitter buffers fill, and what was said before a change runs out of them.
    private static Task SettleAsync(CancellationToken stop) => Task.Delay(500, stop);

    private static async Task HearsAsync(UeCall call, double[] others, double[] notThese, CancellationToken stop)
    {
        var heard = await call.HearAsync(others, notThese, stop);
        Assert.That(heard.IsExact, Is.True, $"{call.Equipment.Profile.Identity} heard {heard}");
    }
}
