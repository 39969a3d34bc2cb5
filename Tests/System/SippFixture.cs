using ImsConference.Tests.EndToEnd.Harness;
using NUnit.Framework;

namespace ImsConference.Tests.EndToEnd;

/// <summary>What fixtures with sipp share: an MRFC and an MRFP for all their tests, and after each test nothing left on them.</summary>
/// <param name="settings">Of the MRFC.</param>
public abstract class SippFixture(params string[] settings)
{
    protected const string Factory = "sip:conf-factory1@home1.net";
    protected const string Redirect = "sip:conferences@home1.net";

    /// <summary>A conference that soon tells, and ends with its creator.</summary>
    protected static readonly string[] Brisk = ["--Focus:EndsWhen=CreatorLeaves", "--Focus:NotifySpacingMs=200", "--Focus:DepartedMs=500"];

    private TestSystem? _system;

    protected TestSystem Lab => _system ?? throw new InvalidOperationException("not started");

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        _system = await TestSystem.StartAsync(limit.Token, settings);
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        if (_system is not null) await _system.DisposeAsync();
    }

    [TearDown]
    public async Task Nothing_is_left()
    {
        await Lab.EmptiesAsync(CancellationToken.None);
        Lab.AssertQuiet();
    }

    /// <summary>Runs a scenario as the calling side to its end.</summary>
    protected async Task CompletesAsync(string scenario, Dictionary<string, string> keys, CancellationToken stop, params string[] options)
    {
        await using var sipp = Sipp.Call(scenario, Lab.Sip, keys, options);
        await sipp.CompletesAsync(stop);
    }
}
