using System.Net;
using ImsConference.Sip.Sessions;
using ImsConference.Tests.EndToEnd.Harness;
using ImsConference.Tests.Ue;
using ImsConference.Tests.Ue.Sounds;
using NUnit.Framework;

namespace ImsConference.Tests.EndToEnd.Equipment;

/// <summary>Two simulated UEs call each other, without any conference: what the other tests rely on.</summary>
[TestFixture, FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class UeToUeTests
{
    private readonly IPAddress _address = Loopback.Take();
    private UeHost _host = null!;
    private UserEquipment _alice = null!;
    private UserEquipment _bob = null!;

    [SetUp]
    public async Task StartAsync()
    {
        _host = UeHost.Start(new UeHostOptions { Address = _address, Proxy = new IPEndPoint(_address, 5060) });
        _alice = await _host.AddAsync(Profile("alice", 443, UeCodec.Pcma));
        _bob = await _host.AddAsync(Profile("bob", 1013, UeCodec.Pcmu, UeCodec.Pcma));
    }

    [TearDown]
    public async Task StopAsync()
    {
        if (_host is not null) await _host.DisposeAsync();
    }

    [Test, CancelAfter(15_000)]
    public async Task They_hear_each_other_after_a_call_with_preconditions(CancellationToken stop)
    {
        await using var call = await _alice.CallAsync(_bob.Address, stop);
        var answered = await _bob.NextCallAsync(stop);
        Assert.That(call.Provisionals, Is.SupersetOf(new[] { 183, 180 }));

        await Task.WhenAll(HearsAsync(call, 1013, 443, stop), HearsAsync(answered, 443, 1013, stop));

        await call.ByeAsync();
        await answered.Ended.WaitAsync(stop);
        Assert.That(await _host.CountsAsync(), Has.Property("Dialogs").Zero.And.Property("Sessions").Zero);
    }

    [Test, CancelAfter(15_000)]
    public async Task Hold_silences_the_held_one_and_resume_brings_it_back(CancellationToken stop)
    {
        await using var call = await _alice.CallAsync(_bob.Address, stop);
        Assert.That((await call.HoldAsync()).Succeeded, Is.True);
        Assert.That(await call.LevelDbAsync(1013, stop), Is.LessThan(-60), "bob still sends");

        Assert.That((await call.ResumeAsync()).Succeeded, Is.True);
        Assert.That(await call.LevelDbAsync(1013, stop), Is.GreaterThan(-16));
        Assert.That((await call.UpdateAsync()).Succeeded, Is.True);
    }

    [Test, CancelAfter(15_000)]
    public async Task Digits_arrive(CancellationToken stop)
    {
        await using var call = await _alice.CallAsync(_bob.Address, stop);
        var answered = await _bob.NextCallAsync(stop);
        await call.SendDigitsAsync("15*#");
        await call.LevelDbAsync(1013, stop);
        Assert.That((await answered.Media.FiguresAsync()).Digits, Is.EqualTo("15*#"));
    }

    [Test, CancelAfter(15_000)]
    public async Task A_refer_makes_the_other_call_and_is_told_the_outcome(CancellationToken stop)
    {
        var carol = await _host.AddAsync(Profile("carol", 1613, UeCodec.Pcma));
        var outcome = await _alice.ReferAsync(_bob.Address, carol.Address, stop);
        Assert.That(outcome, Is.EqualTo(new ReferOutcome(202, 200)));
        var answered = await carol.NextCallAsync(stop);
        Assert.That(await answered.LevelDbAsync(1013, stop), Is.GreaterThan(-16), "bob's tone");
    }

    [Test, CancelAfter(15_000)]
    public async Task A_busy_one_refuses(CancellationToken stop)
    {
        var dave = await _host.AddAsync(Profile("dave", 1613, UeCodec.Pcma) with { Answer = AnswerPolicy.Busy });
        var refused = Assert.ThrowsAsync<CallRefusedException>(() => _alice.CallAsync(dave.Address, stop))!;
        Assert.That(refused.Status, Is.EqualTo(486));
        var outcome = await _alice.ReferAsync(_bob.Address, dave.Address, stop);
        Assert.That(outcome.FinalStatus, Is.EqualTo(486));
    }

    [Test, CancelAfter(15_000)]
    public async Task One_that_only_rings_is_given_up(CancellationToken stop)
    {
        var erin = await _host.AddAsync(Profile("erin", 1613, UeCodec.Pcma) with { Answer = AnswerPolicy.Ring });
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(stop);
        patience.CancelAfter(500);
        Assert.CatchAsync<OperationCanceledException>(() => _alice.CallAsync(erin.Address, patience.Token));
    }

    private static async Task HearsAsync(UeCall call, double hears, double own, CancellationToken stop)
    {
        var heard = await call.HearAsync([hears], [own], stop);
        Assert.That(heard.IsExact, Is.True, heard.ToString());
    }

    private static UeProfile Profile(string user, double hz, params UeCodec[] codecs) =>
        new() { Identity = $"sip:{user}@home1.net", NewVoice = () => new Tone(hz), Codecs = codecs };
}
