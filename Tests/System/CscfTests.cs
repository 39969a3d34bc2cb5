using System.Globalization;
using System.Net;
using ImsConference.Sip.Sessions;
using ImsConference.Tests.EndToEnd.Conformance;
using ImsConference.Tests.EndToEnd.Harness;
using ImsConference.Tests.Ue;
using ImsConference.Tests.Ue.Sounds;
using NUnit.Framework;

namespace ImsConference.Tests.EndToEnd;

/// <summary>Both flows through the lab's CSCF (Kamailio), with simulated UEs and a phone that we did not write; all of it captured and read by tshark.</summary>
public sealed class CscfTests
{
    private const string Factory = "sip:conf-factory1@home1.net";
    private const string Redirecting = "sip:conferences@home1.net";

    private IPEndPoint _address = null!;
    private TestSystem _system = null!;
    private Kamailio _cscf = null!;
    private Capture _capture = null!;
    private UeHost _ues = null!;

    [SetUp]
    public async Task StartAsync()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        _address = new IPEndPoint(Loopback.Take(), 5060);
        _system = await TestSystem.StartAsync(
            limit.Token, $"--Focus:TrustedPeers:0={_address.Address}", $"--Focus:OutboundProxy=sip:{_address};lr",
            "--Focus:Challenge=Everybody", "--Focus:NotifySpacingMs=200", "--Focus:DepartedMs=500");
        _capture = await Capture.StartAsync(_system.Address, limit.Token);
        _cscf = await Kamailio.StartAsync(_address, _system.Sip, limit.Token);
        _ues = UeHost.Start(new UeHostOptions { Address = Loopback.Take(), Proxy = _address });
    }

    [TearDown]
    public async Task StopAsync()
    {
        if (_ues is not null) await _ues.DisposeAsync();
        if (_cscf is not null) await _cscf.DisposeAsync();
        if (_capture is not null) await _capture.DisposeAsync();
        if (_system is not null) await _system.DisposeAsync();
    }

    [Test, CancelAfter(90_000)]
    [Requirement("TS 24.147 §5.3.2.3.1", "Both flows pass a CSCF that record-routes and asserts identities; no message or packet is malformed")]
    public async Task Both_flows_pass_the_CSCF_and_every_packet_is_sound(CancellationToken stop)
    {
        await FactoryFlowAsync(stop);
        await RedirectFlowAsync(stop);
        await _system.EmptiesAsync(stop);
        await _capture.EndAsync();

        await AssertAssertedAndRecordRoutedAsync(stop);
        await AssertSoundAsync(stop);
    }

    /// <summary>One creates, one is referred to the URI, the focus calls a third; the roster tells of all.</summary>
    private async Task FactoryFlowAsync(CancellationToken stop)
    {
        await using var alice = await (await AddAsync("alice", 0)).CallAsync(Factory, stop);
        Assert.That(alice.Provisionals, Does.Contain(183), "reliable, for the preconditions");
        await using var watch = await alice.SubscribeAsync(stop);

        var bob = await AddAsync("bob", 1);
        Assert.That((await alice.Equipment.ReferAsync(bob.Address, alice.ConferenceUri + ";method=INVITE", stop)).FinalStatus, Is.EqualTo(200));
        await using var referred = await bob.NextCallAsync(stop);

        var carol = await AddAsync("carol", 2);
        Assert.That((await alice.Equipment.ReferAsync(alice.ConferenceUri, carol.Address, stop)).FinalStatus, Is.EqualTo(200));
        await using var dialledOut = await carol.NextCallAsync(stop);

        await watch.WaitForConnectedAsync(3, stop);
        await Task.Delay(TimeSpan.FromMilliseconds(500), stop);   // the jitter buffers fill
        await Task.WhenAll(HearsAsync(alice, 0, stop), HearsAsync(referred, 1, stop), HearsAsync(dialledOut, 2, stop));
        await referred.ByeAsync();
        await watch.WaitForConnectedAsync(2, stop);
        Assert.That((watch.Gaps, watch.Faults.Count), Is.EqualTo((0, 0)), "the roster has neither gaps nor faults");
    }

    /// <summary>A 302 that the CSCF passes back; the phone follows it, and a second one joins.</summary>
    private async Task RedirectFlowAsync(CancellationToken stop)
    {
        await using var dave = await (await AddAsync("dave", 0)).CallAsync(Redirecting, stop);
        Assert.That(dave.Redirects, Has.Count.EqualTo(1));
        await using var phone = await Baresip.CallAsync("erin", dave.ConferenceUri, _address, Tone.HzOf(1), stop);
        Assert.That(await phone.EstablishedAsync(stop), Is.EqualTo(dave.ConferenceUri));
        await using var second = await Baresip.CallAsync("frank", Redirecting, _address, Tone.HzOf(2), stop);
        Assert.That(await second.EstablishedAsync(stop), Is.Not.EqualTo(dave.ConferenceUri), "a conference of its own");

        await Task.Delay(TimeSpan.FromSeconds(1), stop);
        var heard = await dave.HearAsync([Tone.HzOf(1)], [Tone.HzOf(0), Tone.HzOf(2)], stop);
        Assert.That(heard.IsExact, Is.True, $"dave heard {heard}");
        await phone.HangUpAsync(stop);
        await second.HangUpAsync(stop);
    }

    /// <summary>What reached the MRFC is what a CSCF sends.</summary>
    private async Task AssertAssertedAndRecordRoutedAsync(CancellationToken stop)
    {
        var initial = $"sip.Method == \"INVITE\" && ip.dst == {_system.Address} && !(sip.to.tag)";
        Assert.That(await _capture.ReadAsync(initial, stop, "frame.number"), Has.Count.GreaterThanOrEqualTo(6));
        Assert.That(await _capture.ReadAsync($"{initial} && !(sip.Record-Route && sip.P-Asserted-Identity && sip.P-Charging-Vector)", stop, "sip.Call-ID"), Is.Empty);
        var fromUe = $"sip && ip.dst == {_system.Address} && ip.src != {_address.Address} && udp.dstport == 5060";
        Assert.That(await _capture.ReadAsync(fromUe, stop, "ip.src", "sip.CSeq"), Is.Empty, "everything passes the CSCF");
    }

    /// <summary>Wireshark's dissectors find nothing malformed and no error in any message or packet.</summary>
    private async Task AssertSoundAsync(CancellationToken stop)
    {
        const int ExpertError = 0x00800000;
        foreach (var protocol in new[] { "sip", "sdp", "rtp", "rtcp", "rtcp.pt == 203" })
            Assert.That(await _capture.ReadAsync(protocol, stop, "frame.number"), Is.Not.Empty, protocol);
        var unsound = string.Create(CultureInfo.InvariantCulture, $"_ws.malformed || _ws.expert.severity >= {ExpertError}");
        Assert.That(await _capture.ReadAsync($"(sip || sdp || rtp || rtcp || udp) && ({unsound})", stop, "frame.number", "_ws.col.Protocol", "_ws.col.Info", "_ws.expert.message"), Is.Empty);
    }

    private Task<UserEquipment> AddAsync(string user, int tone) => _ues.AddAsync(new UeProfile
    {
        Identity = $"sip:{user}@home1.net",
        NewVoice = () => new Tone(Tone.HzOf(tone)),
        Headers = [new HeaderLine("P-Preferred-Identity", $"\"{user}\" <sip:{user}_public1@home1.net>")],
    });

    private static async Task HearsAsync(UeCall call, int self, CancellationToken stop)
    {
        double[] others = [.. Enumerable.Range(0, 3).Where(i => i != self).Select(i => (double)Tone.HzOf(i))];
        var heard = await call.HearAsync(others, [Tone.HzOf(self)], stop);
        Assert.That(heard.IsExact, Is.True, $"{call.Equipment.Profile.Identity} heard {heard}");
    }
}
