using System.Net;
using ImsConference.Tests.EndToEnd.Conformance;
using ImsConference.Tests.EndToEnd.Harness;
using ImsConference.Tests.Ue;
using ImsConference.Tests.Ue.Sounds;
using NUnit.Framework;

namespace ImsConference.Tests.EndToEnd.Tls;

/// <summary>An MRFC and a CSCF that we did not write (Kamailio), which know each other by their certificates alone.</summary>
public sealed class CscfTests
{
    private readonly IPAddress _address = Loopback.Take();

    private TlsLab _lab = null!;
    private Kamailio _cscf = null!;
    private UeHost _ues = null!;

    [SetUp]
    public async Task StartAsync()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        _lab = TlsLab.Prepare();
        _lab.Issue("cscf", TlsLab.Trusted, $"{_address}");
        await _lab.StartAsync(limit.Token, $"--Focus:OutboundProxy=sip:{_address}:5061;transport=tls", "--Focus:Challenge=Everybody",
            "--Focus:NotifySpacingMs=200", "--Mp:CommandTimeoutMs=5000");
        _cscf = await Kamailio.StartAsync(
            new IPEndPoint(_address, 5060), _lab.System.Sip, limit.Token, $"MRFCTLS={_lab.Address}", $"LISTENTLS={_address}:5061", $"TLSFOLDER={_lab.Folder}");
        _ues = UeHost.Start(new UeHostOptions { Address = Loopback.Take(), Proxy = _cscf.Address });
    }

    [TearDown]
    public async Task StopAsync()
    {
        if (_ues is not null) await _ues.DisposeAsync();
        if (_cscf is not null) await _cscf.DisposeAsync();
        if (_lab is not null) await _lab.DisposeAsync();
    }

    [Test, CancelAfter(90_000)]
    [Requirement("RFC 5922 §7.3", "The focus calls through a CSCF whose certificate shows the host of its URI")]
    [Requirement("RFC 3325 §5", "A CSCF known by its certificate asserts who calls: nobody behind it is challenged")]
    public async Task Calls_go_both_ways_between_peers_that_know_each_other_by_certificate(CancellationToken stop)
    {
        var carol = await AddAsync("carol");
        await using var alice = await (await AddAsync("alice")).CallAsync("sip:conf-factory1@home1.net", stop);
        await using var watch = await alice.SubscribeAsync(stop);
        Assert.That((await alice.Equipment.ReferAsync(alice.ConferenceUri, carol.Address, stop)).FinalStatus, Is.EqualTo(200));
        await using var called = await carol.NextCallAsync(stop);
        await watch.WaitForConnectedAsync(2, stop);

        await called.ByeAsync();
        await watch.WaitForConnectedAsync(1, stop);
        await alice.ByeAsync();
        await _lab.System.EmptiesAsync(stop);
        Assert.That((await _lab.System.StatusAsync(stop))["sip"]!["connections"]!.GetValue<int>(), Is.Positive, "by streams of TLS");
        Assert.That(_lab.System.Mrfc.Lines, Has.None.Contains("No TLS with"));
    }

    private Task<UserEquipment> AddAsync(string user) =>
        _ues.AddAsync(new UeProfile { Identity = $"sip:{user}@home1.net", NewVoice = () => new Tone(Tone.HzOf(0)) });
}
