using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Http.Json;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using ImsConference.Tests.Ue;
using ImsConference.Tests.Ue.Sounds;
using NUnit.Framework;

namespace ImsConference.Tests.EndToEnd.Harness;

/// <summary>An MRFC and an MRFP, as real processes, on a loopback address of their own.</summary>
/// <remarks>Disposal stops both and fails the test on any error that either logged and the test did not announce.</remarks>
public sealed partial class TestSystem : IAsyncDisposable
{
    /// <summary>Time that both processes have to become ready on a busy machine.</summary>
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(30);

    /// <summary>Time in which everything has to be gone after the last call.</summary>
    private static readonly TimeSpan EmptyLimit = TimeSpan.FromSeconds(15);

    private static readonly TimeSpan StatusInterval = TimeSpan.FromMilliseconds(100);

    /// <summary>Counts of /status that say that something lives. Transactions and timers stay for 64 T1.</summary>
    private static readonly string[] Living = ["conferences", "participants", "dialogs", "sessions", "subscriptions", "contexts"];

    private static readonly string Configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;
    private static readonly HttpClient Http = new();

    private readonly List<Regex> _announced = [];
    private readonly HashSet<string> _reported = new(StringComparer.Ordinal);
    private readonly string[] _settings;
    private UeHost? _ues;
    private int _lastUe;

    private TestSystem(IPAddress address, string[] settings)
    {
        Address = address;
        _settings = [.. settings.Select(setting => setting.Replace("{address}", $"{address}", StringComparison.Ordinal))];
    }

    /// <summary>The folder that holds IMSConference.sln.</summary>
    public static string RepositoryRoot { get; } = FindRoot();

    /// <summary>Address of all its ports.</summary>
    public IPAddress Address { get; }

    public IPEndPoint Sip => new(Address, 5060);

    /// <summary>Where Mp listens.</summary>
    public Uri Mp => new($"http://{Address}:7070");

    public Uri Console => new($"http://{Address}:8080");

    public RunningProgram Mrfc { get; private set; } = null!;

    public RunningProgram Mrfp { get; private set; } = null!;

    /// <summary>Simulated UEs whose outbound proxy is the MRFC; they hang up before it stops.</summary>
    public UeHost Ues => _ues ??= UeHost.Start(new UeHostOptions { Address = Address, Proxy = Sip });

    /// <summary>Lines of both processes that report an error no test announced.</summary>
    public IEnumerable<string> Errors =>
        from program in new[] { Mrfc, Mrfp }
        where program is not null
        from line in program.Lines
        where ErrorLine().IsMatch(line) && !_announced.Any(announced => announced.IsMatch(line))
        select $"{program.Name}: {line}";

    /// <summary>Starts both and waits until they are ready.</summary>
    /// <param name="stop">Ends the wait.</param>
    /// <param name="settings">Configuration of both, each in the form <c>--Key=value</c>; <c>{address}</c> stands for <see cref="Address"/>.</param>
    public static async Task<TestSystem> StartAsync(CancellationToken stop, params string[] settings)
    {
        var system = new TestSystem(Loopback.Take(), settings);
        try
        {
            system.Mrfp = system.LaunchMrfp();
            system.Mrfc = system.LaunchMrfc();
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
            limit.CancelAfter(StartLimit);
            await Task.WhenAll(Ready(system.Mrfp, limit.Token), Ready(system.Mrfc, limit.Token));
            return system;
        }
        catch
        {
            await system.StopAsync();
            throw;
        }
    }

    /// <summary>A program of this repository, in the configuration that the tests were built in.</summary>
    /// <param name="project">Folder of its project.</param>
    /// <param name="name">Name of its assembly.</param>
    public static string AssemblyOf(string project, string name) =>
        Path.Combine(RepositoryRoot, project, "bin", Configuration, "net10.0", $"{name}.dll");

    /// <summary>A new UE with that tone calls.</summary>
    /// <exception cref="CallRefusedException">It was refused.</exception>
    public async Task<UeCall> CallAsync(string uri, double toneHz, CancellationToken stop) => await (await AddUeAsync(toneHz)).CallAsync(uri, stop);

    /// <summary>A new UE with that tone, <c>sip:ueN@home1.net</c>.</summary>
    public Task<UserEquipment> AddUeAsync(double toneHz) => Ues.AddAsync(
        new UeProfile { Identity = $"sip:ue{Interlocked.Increment(ref _lastUe)}@home1.net", NewVoice = () => new Tone(toneHz) });

    /// <summary>From here on, log lines that match are expected and fail nothing.</summary>
    public void Announce([StringSyntax(StringSyntaxAttribute.Regex)] string pattern) =>
        _announced.Add(new Regex(pattern, RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1)));

    /// <summary>Starts the MRFP again after a test ended it.</summary>
    public async Task RestartMrfpAsync(CancellationToken stop)
    {
        await Mrfp.DisposeAsync();
        Mrfp = LaunchMrfp();
        await Ready(Mrfp, stop);
    }

    /// <summary>Starts the MRFC again after a test ended it.</summary>
    public async Task RestartMrfcAsync(CancellationToken stop)
    {
        await Mrfc.DisposeAsync();
        Mrfc = LaunchMrfc();
        await Ready(Mrfc, stop);
    }

    /// <summary>The MRFC's live counts (GET /status).</summary>
    public async Task<JsonObject> StatusAsync(CancellationToken stop) =>
        await Http.GetFromJsonAsync<JsonObject>(new Uri(Console, "/status"), stop) ?? throw new InvalidOperationException("empty /status");

    /// <summary>Labels of the live ladder (GET /trace), SIP and Mp in their order: all that is kept, then what comes.</summary>
    public async IAsyncEnumerable<string> LadderAsync([EnumeratorCancellation] CancellationToken stop)
    {
        await using var stream = await Http.GetStreamAsync(new Uri(Console, "/trace?since=0"), stop);
        await foreach (var item in SseParser.Create(stream).EnumerateAsync(stop)) yield return JsonNode.Parse(item.Data)!["label"]!.GetValue<string>();
    }

    /// <summary>Waits until no conference, participant, dialog, subscription or context is left, and fails the test if some stay.</summary>
    public async Task EmptiesAsync(CancellationToken stop)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
        limit.CancelAfter(EmptyLimit);
        using var timer = new PeriodicTimer(StatusInterval);
        while (true)
        {
            var status = await StatusAsync(stop);
            var left = Living.Where(count => status[count]!.GetValue<int>() != 0).Select(count => $"{count}={status[count]}").ToList();
            if (left.Count == 0) return;
            try
            {
                await timer.WaitForNextTickAsync(limit.Token);
            }
            catch (OperationCanceledException) when (!stop.IsCancellationRequested)
            {
                Assert.Fail($"left behind: {string.Join(", ", left)}");
            }
        }
    }

    /// <summary>Fails on errors logged since the last call that no test announced; for systems that several tests share.</summary>
    public void AssertQuiet()
    {
        var news = Errors.Where(_reported.Add).ToList();
        Assert.That(news, Is.Empty, "errors were logged");
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        AssertQuiet();
    }

    private async Task StopAsync()
    {
        if (_ues is not null) await _ues.DisposeAsync();
        if (Mrfc is not null) await Mrfc.DisposeAsync();
        if (Mrfp is not null) await Mrfp.DisposeAsync();
    }

    private RunningProgram LaunchMrfp() => Launch("mrfp");

    private RunningProgram LaunchMrfc() => Launch("mrfc", $"--Mp:Mrfps:0={Mp.OriginalString}");

    private RunningProgram Launch(string program, params string[] settings)
    {
        var assembly = AssemblyOf(program == "mrfc" ? "Mrfc" : "Mrfp", program);
        string[] own =
        [
            $"--Sip:Address={Address}", $"--Mp:Address={Address}", $"--Rtp:Address={Address}", $"--Console:Url={Console.OriginalString}",
            $"--Playback:RecordingFolder={TestFolder.Current}",
        ];
        return RunningProgram.Start(program, "dotnet", [assembly, .. own, .. settings, .. _settings]);
    }

    private static Task<string> Ready(RunningProgram program, CancellationToken stop) =>
        program.LineAsync(line => line.StartsWith("ready ", StringComparison.Ordinal), stop);

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "IMSConference.sln"))) folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException($"IMSConference.sln is not above {AppContext.BaseDirectory}");
    }

    [GeneratedRegex(@"^(fail|crit): |^\S+ (fail|crit): |Unhandled exception|Assertion failed|Process terminated", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex ErrorLine();
}
