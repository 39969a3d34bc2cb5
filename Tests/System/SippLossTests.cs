using ImsConference.Tests.EndToEnd.Harness;
using NUnit.Framework;

namespace ImsConference.Tests.EndToEnd;

/// <summary>Lost and repeated messages, and calls given up at every stage, played by sipp.</summary>
/// <remarks>T1 is 200 ms here, so that 64 T1 fit a test. sipp runs with -nr: it shows repeated messages to the scenario.</remarks>
public sealed class SippLossTests
{
    private const string Factory = "sip:conf-factory1@home1.net";

    private TestSystem _system = null!;

    [OneTimeSetUp]
    public async Task StartAsync() => _system = await TestSystem.StartAsync(CancellationToken.None, "--Sip:T1Ms=200");

    [OneTimeTearDown]
    public async Task StopAsync() => await _system.DisposeAsync();

    [TestCase("lost-183")]
    [TestCase("lost-prack-answer")]
    [TestCase("lost-200")]
    [TestCase("lost-ack")]
    [TestCase("never-acked")]
    [TestCase("doubled-invite")]
    [TestCase("cancel-early")]
    [TestCase("cancel-after-183")]
    [TestCase("cancel-after-prack")]
    [TestCase("bye-early")]
    [CancelAfter(60_000)]
    public async Task Scenario(string name, CancellationToken stop)
    {
        await using var sipp = Sipp.Call(name, _system.Sip, Sipp.Keys(Factory, "alice"), "-nr");
        await sipp.CompletesAsync(stop);

        await _system.EmptiesAsync(stop);
        _system.AssertQuiet();
    }
}
