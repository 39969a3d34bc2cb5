using ImsConference.Tests.EndToEnd.Harness;
using ImsConference.Tests.Ue;
using NUnit.Framework;

namespace ImsConference.Tests.EndToEnd.Conferences;

/// <summary>An MRFC that asks everybody for a password (RFC 8760), and simulated UEs that know it, or do not.</summary>
[TestFixture]
public sealed class IdentityTests
{
    private TestSystem _system = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        _system = await TestSystem.StartAsync(limit.Token, "--Focus:Challenge=Everybody", "--Focus:Users:alice=wonderland");
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        if (_system is not null) await _system.DisposeAsync();
    }

    [TestCase("sip:conf-factory1@home1.net")]
    [TestCase("sip:conferences@home1.net")]
    [CancelAfter(20_000)]
    public async Task Who_proves_its_password_gets_in_and_may_subscribe_and_refer(string uri, CancellationToken stop)
    {
        await using var alice = await AddAsync("wonderland");
        var call = await alice.CallAsync(uri, stop);
        await using var watch = await alice.SubscribeAsync(call.ConferenceUri, stop);
        await watch.WaitForConnectedAsync(1, stop);

        var guest = await _system.AddUeAsync(719);
        var referred = await alice.ReferAsync(call.ConferenceUri, guest.Address, stop);
        Assert.That(referred.FinalStatus, Is.EqualTo(200));
    }

    [TestCase("through the looking glass")]
    [TestCase(null)]
    [CancelAfter(20_000)]
    public async Task Who_does_not_stays_outside(string? password, CancellationToken stop)
    {
        await using var mallory = await AddAsync(password);
        var refused = Assert.ThrowsAsync<CallRefusedException>(() => mallory.CallAsync("sip:conf-factory1@home1.net", stop))!;
        Assert.That(refused.Status, Is.EqualTo(401).Or.EqualTo(403));
    }

    private Task<UserEquipment> AddAsync(string? password) =>
        _system.Ues.AddAsync(new UeProfile { Identity = "sip:alice@home1.net", Password = password });
}
