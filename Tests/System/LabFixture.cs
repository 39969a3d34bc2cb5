using ImsConference.Tests.EndToEnd.Harness;
using NUnit.Framework;

namespace ImsConference.Tests.EndToEnd;

/// <summary>What fixtures share that have one MRFC and one MRFP for all their tests, and after each test nothing left on them.</summary>
/// <param name="settings">Of both; as <see cref="TestSystem.StartAsync"/> takes them.</param>
public abstract class LabFixture(params string[] settings)
{
    protected const string Factory = "sip:conf-factory1@home1.net";
    protected const string Redirect = "sip:conferences@home1.net";

    /// <summary>Where no CSCF stands between and no DNS knows the usual domain, ACK and BYE have to find the host of the Contact itself.</summary>
    protected const string UrisOfThisHost = "--Focus:UriTemplate=sip:conf-{token}@{address}";

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
}
