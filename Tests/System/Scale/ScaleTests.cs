using System.Text.Json.Nodes;
using ImsConference.Tests.EndToEnd.Harness;
using NUnit.Framework;

namespace ImsConference.Tests.EndToEnd.Scale;

/// <summary>Many conferences at once, with the load tool as a process of its own.</summary>
[TestFixture, NonParallelizable]
public sealed class ScaleTests
{
    /// <summary>
    /// What each process may keep of the memory that 200 conferences took (some 30 MiB). The runtime's own caches and the free parts
    /// of its last segments come to about 5 MiB; a conference that leaked would not show here, but in the counts of /status.
    /// </summary>
    private const double MaxKeptMb = 15;

    /// <summary>Time that the last transactions need to be forgotten: timer J, 64·T1, and two looks of the process at itself.</summary>
    private const int RestSeconds = 35;

    [Test, CancelAfter(180_000)]
    public async Task Two_hundred_conferences_of_three_have_clean_audio_and_leave_nothing_behind(CancellationToken stop)
    {
        await using var system = await TestSystem.StartAsync(stop);

        // The first calls load and compile code: that memory belongs to the base, and the sound of that second to nobody.
        await RunAsync(system, "warm-up", 20, seconds: 1, rest: 1, stop);
        var report = await RunAsync(system, "load", 200, seconds: 8, RestSeconds, stop);

        Assert.That((int?)report["participantsIn"], Is.EqualTo(600));
        Assert.That(report["faults"]!.AsArray(), Is.Empty);
        foreach (var process in new[] { "mrfc", "mrfp" })
            Assert.That(ResidentMb(report, process, "rest") - ResidentMb(report, process, "start"), Is.LessThan(MaxKeptMb), $"{process}: memory kept, MiB");

        var status = await system.StatusAsync(stop);
        foreach (var count in new[] { "conferences", "participants", "dialogs", "subscriptions" })
            Assert.That((int?)status[count], Is.Zero, $"{count} left behind: {status}");
    }

    private static async Task<JsonNode> RunAsync(TestSystem system, string name, int conferences, int seconds, int rest, CancellationToken stop)
    {
        var json = Path.Combine(TestFolder.Current, $"{name}.json");
        await using var tool = RunningProgram.Start($"imsload-{name}", "dotnet",
        [
            TestSystem.AssemblyOf("Tests/Load", "imsload"), "calls", "--sip", $"{system.Sip}", "--conferences", $"{conferences}",
            "--rate", "25", "--seconds", $"{seconds}", "--rest", $"{rest}", "--json", json,
            "--mrfc-pid", $"{system.Mrfc.ProcessId}", "--mrfp-pid", $"{system.Mrfp.ProcessId}",
        ]);
        var status = await tool.ExitAsync(stop);
        Assert.That(status, Is.AnyOf(0, 1), $"{name}: 1 would be faults, which the report has. {tool.Tail()}");
        return JsonNode.Parse(await File.ReadAllTextAsync(json, stop))!;
    }

    private static double ResidentMb(JsonNode report, string process, string phase) => (double)report["processes"]!.AsArray()
        .Single(r => (string?)r!["process"] == process && (string?)r["phase"] == phase)!["residentMb"]!;
}
