using System.Net;
using ImsConference.Tests.EndToEnd.Harness;
using ImsConference.Tests.Ue;
using NUnit.Framework;

namespace ImsConference.Tests.EndToEnd;

/// <summary>Both flows message by message through the lab's CSCF, whose route set sipp follows; and what happens to who goes past it.</summary>
public sealed class CscfSippTests() : SippFixture(
    [.. Brisk, $"--Focus:TrustedPeers:0={Address.Address}", $"--Focus:OutboundProxy=sip:{Address};lr", "--Focus:Challenge=Everybody"])
{
    private static readonly IPEndPoint Address = new(Loopback.Take(), 5060);

    private Kamailio _cscf = null!;

    [OneTimeSetUp]
    public async Task StartCscfAsync()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        _cscf = await Kamailio.StartAsync(Address, Lab.Sip, limit.Token);
    }

    [OneTimeTearDown]
    public async Task StopCscfAsync()
    {
        if (_cscf is not null) await _cscf.DisposeAsync();
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
        await using var ues = UeHost.Start(new UeHostOptions { Address = Loopback.Take(), Proxy = Lab.Sip });
        var mallory = await ues.AddAsync(new UeProfile
        {
            Identity = "sip:mallory@home1.net",
            Headers = [new("P-Asserted-Identity", "<sip:alice@home1.net>")],
        });

        var refused = Assert.ThrowsAsync<CallRefusedException>(() => mallory.CallAsync(Factory, stop))!;
        Assert.That(refused.Status, Is.EqualTo(401));
    }
}
