using System.Globalization;
using System.Net;
using System.Net.Sockets;
using ImsConference.Tests.EndToEnd.Harness;
using NUnit.Framework;

namespace ImsConference.Tests.EndToEnd;

/// <summary>Deploy/up as people use it: what it prints, how it ends, and that nothing outlives it.</summary>
public sealed class DeployUpTests
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);

    [Test, CancelAfter(20_000)]
    public async Task Help_tells_how_to_use_it(CancellationToken stop)
    {
        await using var up = Start("--help");
        Assert.That(await up.ExitAsync(stop), Is.Zero);
        Assert.That(up.Lines[0], Does.StartWith("Usage: Deploy/up"));
    }

    [TestCase("--frobnicate")]
    [TestCase("--mrfp", "none")]
    [CancelAfter(20_000)]
    public async Task Wrong_arguments_are_refused(params string[] arguments)
    {
        await using var up = Start(arguments);
        Assert.That(await up.ExitAsync(TestContext.CurrentContext.CancellationToken), Is.EqualTo(2));
    }

    [TestCase(1)]
    [TestCase(2)]
    [CancelAfter(60_000)]
    public async Task Starts_both_tiers_serves_calls_and_ends_with_ctrl_c(int mrfps, CancellationToken stop)
    {
        var address = Loopback.Take();
        await using var up = Start(["--mrfp", mrfps.ToString(CultureInfo.InvariantCulture), .. Settings(address)]);
        var ready = await up.LineAsync(IsReady, stop);
        Assert.That(ready, Does.Contain($"sip={address}:5060").And.Contain($"mp={address}:7070"));
        for (var i = 0; i < mrfps; i++) Assert.That(ready, Does.Contain($"mp={address}:{7070 + i} "));

        await using var call = Sipp.Call("plain-call", new IPEndPoint(address, 5060), Sipp.Keys("sip:conf-factory1@home1.net", "alice"), "-d", "200");
        await call.CompletesAsync(stop);

        var children = Children(up.ProcessId);
        Assert.That(children, Has.Count.GreaterThanOrEqualTo(mrfps + 1));
        Assert.That(await up.InterruptAsync(), Is.Zero);
        Assert.That(up.Lines.Count(IsReady), Is.EqualTo(1));
        await GoneAsync(children, stop);
    }

    [Test, CancelAfter(60_000)]
    public async Task A_port_in_use_is_named_with_a_way_out(CancellationToken stop)
    {
        var address = Loopback.Take();
        using var squatter = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        squatter.Bind(new IPEndPoint(address, 5060));

        await using var up = Start([.. Settings(address)]);
        Assert.That(await up.ExitAsync(stop), Is.EqualTo(1));
        Assert.That(up.Lines, Has.Some.Contain($"{address}:5060/udp is in use").And.Some.Contain("--Sip:Port=5070"));
        Assert.That(up.Lines.Any(IsReady), Is.False);
    }

    [TestCase("--Sip:T1Ms=soon", "Sip:T1Ms")]
    [TestCase("--Rtp:FirstPorts=12000", "mrfp: configuration: Rtp:FirstPorts: no such setting")]
    [TestCase("--Focsu:Domain=other.net", "configuration: --Focsu:Domain=other.net: no such setting")]
    [CancelAfter(60_000)]
    public async Task A_wrong_setting_is_named_and_takes_everything_down(string setting, string named, CancellationToken stop)
    {
        await using var up = Start([.. Settings(Loopback.Take()), setting]);
        Assert.That(await up.ExitAsync(stop), Is.EqualTo(2));
        Assert.That(up.Lines, Has.Some.Contain(named));
    }

    [TestCase("mrfp")]
    [TestCase("mrfc")]
    [CancelAfter(60_000)]
    public async Task A_tier_that_dies_takes_the_other_down(string tier, CancellationToken stop)
    {
        await using var up = Start([.. Settings(Loopback.Take())]);
        await up.LineAsync(IsReady, stop);
        var children = Children(up.ProcessId);
        var victim = children.Single(child => CommandLine(child).Contains($"/{tier}.dll", StringComparison.Ordinal));
        using (var process = System.Diagnostics.Process.GetProcessById(victim)) process.Kill();

        Assert.That(await up.ExitAsync(stop), Is.EqualTo(128 + 9));
        Assert.That(up.Lines, Has.Some.Contain("ended with status 137"));
        await GoneAsync(children, stop);
    }

    [Test, CancelAfter(60_000)]
    public async Task Nothing_outlives_it_even_when_it_is_killed(CancellationToken stop)
    {
        await using var up = Start([.. Settings(Loopback.Take())]);
        await up.LineAsync(IsReady, stop);
        var children = Children(up.ProcessId);
        using (var process = System.Diagnostics.Process.GetProcessById(up.ProcessId)) process.Kill();
        await GoneAsync(children, stop);
    }

    [Test, CancelAfter(120_000)]
    public async Task Demo_passes_in_a_domain_of_its_own_and_leaves_a_recorded_mix(CancellationToken stop)
    {
        var address = Loopback.Take();
        await using var up = Start(["--demo", .. Settings(address), "--Focus:Domain=other.net", $"--Playback:RecordingFolder={TestFolder.Current}"]);
        Assert.That(await up.ExitAsync(stop), Is.Zero, () => up.Tail());
        Assert.That(up.Lines, Has.Some.Contain("demo passed").And.Some.Contain("sip:conf-factory1@other.net").And.Some.Contain("183 Session Progress").And.Some.Contain("AddTermination"));
        Assert.That(Directory.GetFiles(TestFolder.Current, "*.wav"), Is.Not.Empty);
    }

    private static RunningProgram Start(params string[] arguments)
    {
        string[] build = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name == "Debug" ? ["--no-build", "--debug"] : ["--no-build"];
        // Whoever runs the tests in the background makes their children ignore Ctrl-C.
        return RunningProgram.Start("up", "env", ["--default-signal=INT", "bash", Path.Combine(TestSystem.RepositoryRoot, "Deploy", "up"), .. build, .. arguments]);
    }

    private static string[] Settings(IPAddress address) =>
        ["--", $"--Sip:Address={address}", $"--Mp:Address={address}", $"--Rtp:Address={address}", $"--Console:Url=http://{address}:8080"];

    private static bool IsReady(string line) => line.StartsWith("ready ", StringComparison.Ordinal);

    private static List<int> Children(int process) =>
        [.. File.ReadAllText($"/proc/{process}/task/{process}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(child => int.Parse(child, CultureInfo.InvariantCulture))];

    private static string CommandLine(int process)
    {
        try
        {
            return File.ReadAllText($"/proc/{process}/cmdline").Replace('\0', ' ');
        }
        catch (IOException)
        {
            return ""; // it has ended meanwhile
        }
    }

    private static async Task GoneAsync(List<int> processes, CancellationToken stop)
    {
        using var timer = new PeriodicTimer(Interval);
        while (processes.Any(process => CommandLine(process).Length > 0)) await timer.WaitForNextTickAsync(stop);
    }
}
