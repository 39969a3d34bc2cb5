using System.Globalization;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using ImsConference.Tests.Ue.Roster;
using NUnit.Framework;

namespace ImsConference.Tests.EndToEnd.Harness;

/// <summary>One run of a sipp scenario: a SIP peer that we did not write, which checks a flow message by message.</summary>
public sealed partial class Sipp : IAsyncDisposable
{
    private readonly RunningProgram _program;
    private readonly string _folder;

    private Sipp(RunningProgram program, string folder, IPEndPoint address)
    {
        _program = program;
        _folder = folder;
        Address = address;
    }

    /// <summary>Where it listens and sends from.</summary>
    public IPEndPoint Address { get; }

    /// <summary>Values for a scenario's keywords.</summary>
    /// <param name="target">Request-URI of the first request.</param>
    /// <param name="user">User part of From and Contact.</param>
    /// <param name="guest">URI of whom the focus is to call, in scenarios with a REFER or a list.</param>
    /// <param name="second">URI of another one, in a list.</param>
    /// <param name="more">A further header line of the first request, where the scenario has room for one.</param>
    public static Dictionary<string, string> Keys(string target, string user, string guest = "", string second = "", string more = "Accept-Language: en") =>
        new(StringComparer.Ordinal) { ["target"] = target, ["user"] = user, ["guest"] = guest, ["second"] = second, ["more"] = more };

    /// <summary>A URI that leads straight to it.</summary>
    public string Uri(string user) => $"sip:{user}@{Address}";

    /// <summary>Starts a scenario as the calling side.</summary>
    /// <param name="scenario">File of Scenarios, without its ending.</param>
    /// <param name="target">Where its requests go.</param>
    /// <param name="keys">Values for the scenario's [keywords], such as target and user.</param>
    /// <param name="options">Further options of sipp, for example <c>-nr</c>: do not hide repeated messages from the scenario.</param>
    public static Sipp Call(string scenario, IPEndPoint target, IReadOnlyDictionary<string, string> keys, params string[] options) =>
        Start(scenario, [$"{target}"], keys, options);

    /// <summary>Starts a scenario as the called side; it waits on <see cref="Address"/>.</summary>
    public static async Task<Sipp> ListenAsync(
        string scenario, IReadOnlyDictionary<string, string> keys, CancellationToken stop, params string[] options)
    {
        var sipp = Start(scenario, [], keys, options);
        await UdpTable.BoundAsync(sipp.Address, sipp._program, stop);
        return sipp;
    }

    /// <summary>The rest of a line that the scenario prints, for example the URI after <c>conference </c>.</summary>
    public async Task<string> SaysAsync(string word, CancellationToken stop)
    {
        try
        {
            var line = await _program.LineAsync(line => Find(line, word) >= 0, stop);
            return line[(Find(line, word) + word.Length)..].Trim();
        }
        catch (InvalidOperationException ended)
        {
            throw new AssertionException($"{_program.Name} failed: {Errors()}", ended);
        }
    }

    /// <summary>Waits for the end of the scenario and fails the test unless all of it came as written.</summary>
    public async Task CompletesAsync(CancellationToken stop)
    {
        var status = await _program.ExitAsync(stop);
        Assert.That(status, Is.Zero, () => $"{_program.Name} failed: {Errors()}");
        Assert.That(Rosters().SelectMany(roster => ConferenceSchema.FaultsOf(Encoding.UTF8.GetBytes(roster))), Is.Empty, "conference documents are sound");
    }

    public async ValueTask DisposeAsync()
    {
        if (!_program.HasExited) await _program.KillAsync();
        await _program.DisposeAsync();
    }

    private static Sipp Start(string scenario, string[] remote, IReadOnlyDictionary<string, string> keys, string[] options)
    {
        var address = new IPEndPoint(Loopback.Take(), 5060);
        var name = $"sipp-{scenario}-{address.Address.ToString().Split('.')[3]}";
        var folder = Directory.CreateDirectory(Path.Combine(TestFolder.Current, name)).FullName;
        string[] arguments =
        [
            .. remote, "-sf", Path.Combine(AppContext.BaseDirectory, "Scenarios", $"{scenario}.xml"),
            "-i", $"{address.Address}", "-p", address.Port.ToString(CultureInfo.InvariantCulture), "-mi", $"{address.Address}",
            "-m", "1", "-nostdin", "-timeout", "60s", "-timeout_error", "-recv_timeout", "10000",
            "-trace_msg", "-message_file", Path.Combine(folder, "messages.log"), "-trace_err", "-error_file", Path.Combine(folder, "errors.log"),
            .. keys.SelectMany(key => new[] { "-key", key.Key, key.Value }), .. options,
        ];
        var terminal = new Dictionary<string, string>(StringComparer.Ordinal) { ["TERM"] = "xterm" };
        return new Sipp(RunningProgram.Start(name, "sipp", arguments, folder, terminal), folder, address);
    }

    /// <summary>Every conference document among its messages.</summary>
    private IEnumerable<string> Rosters()
    {
        var file = Path.Combine(_folder, "messages.log");
        return File.Exists(file) ? ConferenceDocument().Matches(File.ReadAllText(file)).Select(match => match.Value) : [];
    }

    [GeneratedRegex("<conference-info[^>]*/>|<conference-info[^>]*>.*?</conference-info>", RegexOptions.Singleline, 2000)]
    private static partial Regex ConferenceDocument();

    private static int Find(string line, string word) => line.IndexOf(word, StringComparison.Ordinal);

    private string Errors()
    {
        var file = Path.Combine(_folder, "errors.log");
        return File.Exists(file) ? File.ReadAllText(file) : _program.Tail();
    }
}
