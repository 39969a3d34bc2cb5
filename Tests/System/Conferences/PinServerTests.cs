using ImsConference.Tests.EndToEnd.Conformance;
using ImsConference.Tests.EndToEnd.Harness;
using ImsConference.Tests.Ue;
using NUnit.Framework;

namespace ImsConference.Tests.EndToEnd.Conferences;

/// <summary>Two MRFCs: one hosts the conference and hears the PIN, the other knows it.</summary>
public sealed class PinServerTests
{
    private const string Factory = "sip:conf-factory1@home1.net";
    private const string Table = """{"default": {}, "subscribers": {"sip:pinned@home1.net": {"create": true, "pin": "471147"}}}""";

    private TestSystem _system = null!;
    private RunningProgram _server = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        var address = Loopback.Take();
        var table = Path.Combine(TestFolder.Current, "pins.json");
        await File.WriteAllTextAsync(table, Table, limit.Token);
        _server = RunningProgram.Start("mrfc-pins", "dotnet",
        [
            TestSystem.AssemblyOf("Mrfc", "mrfc"), $"--Sip:Address={address}", $"--Console:Url=http://{address}:8080", $"--Mp:Mrfps:0=http://{address}:7070",
            "--Focus:Node=pins", $"--Focus:ControlUrl=http://{address}:7090", $"--Focus:SubscriberFile={table}",
        ]);
        await _server.LineAsync(line => line.Contains("Subscribers are read", StringComparison.Ordinal), limit.Token);
        _system = await TestSystem.StartAsync(limit.Token, $"--Focus:PinServer=http://{address}:7090", "--Focus:NotifySpacingMs=0");
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        if (_system is not null) await _system.DisposeAsync();
        if (_server is not null) await _server.DisposeAsync();
    }

    [Test, CancelAfter(30_000)]
    [Requirement("TS 24.147 §5.3.2.4", "The node that hears a PIN asks the node that knows it; who has pressed the right one is in")]
    public async Task The_node_that_hears_the_pin_asks_the_node_that_knows_it(CancellationToken stop)
    {
        var pinned = await _system.Ues.AddAsync(new UeProfile { Identity = "sip:pinned@home1.net" });
        await using var maker = await pinned.CallAsync(Factory, stop);
        await using var watch = await maker.SubscribeAsync(stop);
        await using var bob = await _system.CallAsync(maker.ConferenceUri, 719, stop);
        await AskedAsync(1, stop);
        await bob.SendDigitsAsync("0000#");
        await AskedAsync(2, stop);
        Assert.That(watch.Connected, Has.Count.EqualTo(1));
        await bob.SendDigitsAsync("471147#");
        await watch.WaitForConnectedAsync(2, stop);
        Assert.That(_server.Lines.Concat(_system.Mrfc.Lines).Where(line => line.Contains("471147", StringComparison.Ordinal)), Is.Empty);
    }

    [Test, CancelAfter(30_000)]
    [Requirement("TS 24.147 §5.3.2.4", "A conference whose maker has no PIN is open though there is a PIN server")]
    public async Task Without_a_pin_it_is_open(CancellationToken stop)
    {
        await using var maker = await _system.CallAsync(Factory, 443, stop);
        await using var watch = await maker.SubscribeAsync(stop);
        await using var bob = await _system.CallAsync(maker.ConferenceUri, 719, stop);
        await watch.WaitForConnectedAsync(2, stop);
    }

    private async Task AskedAsync(int times, CancellationToken stop)
    {
        await foreach (var label in _system.LadderAsync(stop))
            if (label.StartsWith("Mp CollectDigits ok", StringComparison.Ordinal) && --times == 0) return;
    }
}
