using ImsConference.Tests.EndToEnd.Harness;

namespace ImsConference.Tests.EndToEnd;

/// <summary>What fixtures with sipp share.</summary>
/// <param name="settings">Of the MRFC.</param>
public abstract class SippFixture(params string[] settings) : LabFixture(settings)
{
    /// <summary>A conference that soon tells, and ends with its creator.</summary>
    protected static readonly string[] Brisk = ["--Focus:EndsWhen=CreatorLeaves", "--Focus:NotifySpacingMs=200", "--Focus:DepartedMs=500"];

    /// <summary>Runs a scenario as the calling side to its end.</summary>
    protected async Task CompletesAsync(string scenario, Dictionary<string, string> keys, CancellationToken stop, params string[] options)
    {
        await using var sipp = Sipp.Call(scenario, Lab.Sip, keys, options);
        await sipp.CompletesAsync(stop);
    }
}
