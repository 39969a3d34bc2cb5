using System.Net;
using ImsConference.Tests.EndToEnd.Harness;
using ImsConference.Tests.Ue;
using NUnit.Framework;

namespace ImsConference.Tests.EndToEnd;

/// <summary>Both flows message by message through the lab's CSCF, whose route set sipp follows; and what happens to who goes past it.</summary>
public sealed class CscfSippTests
{
    private const string Factory = "sip:conf-factory1@home1.net";
    private const string Redirect = "sip:conferences@home1.net";

    private TestSystem _system = null!;
    private Kamailio _cscf = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        var cscf = new IPEndPoint(Loopback.Take(), 5060);
        _system = await TestSystem.StartAsync(
            limit.Token, $"--Focus:TrustedPeers:0={cscf.Address}", $"--Focus:OutboundProxy=sip:{cscf};lr", "--Focus:Challenge=Everybody",
            "--Focus:EndsWhen=CreatorLeaves", "--Focus:NotifySpacingMs=200", "--Focus:DepartedMs=500");
        _cscf = await Kamailio.StartAsync(cscf, _system.Sip, limit.Token);
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        if (_cscf is not null) await _cscf.DisposeAsync();
        if (_system is not null) await _system.DisposeAsync();
    }

    [TearDown]
    public async Task Nothing_is_left()
    {
        await _system.EmptiesAsync(CancellationToken.None);
        _system.AssertQuiet();
    }

    [Test, CancelAfter(40_000)]
    public async Task Factory_flow(CancellationToken stop)
    {
        await using var guest = await Sipp.ListenAsync("answer", Sipp.Keys("", "bob"), stop);
        await using var creator = Sipp.Call("factory-flow", _cscf.Address, Sipp.Keys(Factory, "alice", guest.Uri("bob")));
        await Task.WhenAll(creator.CompletesAsync(stop), guest.CompletesAsync(stop));
    }

    [Test, CancelAfter(40_000)]
    public async Task Redirect_flow(CancellationToken stop)
    {
        await using var creator = Sipp.Call("redirect", _cscf.Address, Sipp.Keys(Redirect, "alice"), "-d", "300");
        await creator.CompletesAsync(stop);
    }

    [Test, CancelAfter(40_000)]
    public async Task Who_goes_past_the_cscf_is_not_believed(CancellationToken stop)
    {
        await using var ues = UeHost.Start(new UeHostOptions { Address = Loopback.Take(), Proxy = _system.Sip });
        var mallory = await ues.AddAsync(new UeProfile
        {
            Identity = "sip:mallory@home1.net",
            Headers = [new("P-Asserted-Identity", "<sip:alice@home1.net>")],
        });

        var refused = Assert.ThrowsAsync<CallRefusedException>(() => mallory.CallAsync(Factory, stop))!;
        Assert.That(refused.Status, Is.EqualTo(401));
    }
}
