using System.CommandLine;
using System.Text.Json;

namespace ImsConference.Tests.Load.Calls;

/// <summary><c>imsload calls</c>: many conferences at once.</summary>
internal static class CallsCommand
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    private static readonly Option<int> Conferences = new("--conferences") { HelpName = "N", Description = "conferences at once", DefaultValueFactory = _ => 200 };
    private static readonly Option<int> Participants = new("--participants") { HelpName = "N", Description = "participants of each, 2 to 6", DefaultValueFactory = _ => 3 };
    private static readonly Option<double> Rate = new("--rate") { HelpName = "PER-SECOND", Description = "conferences begun a second", DefaultValueFactory = _ => 20 };
    private static readonly Option<double> Seconds = new("--seconds") { HelpName = "SECONDS", Description = "steady time, s", DefaultValueFactory = _ => 10 };
    private static readonly Option<double> Rest = new("--rest") { HelpName = "SECONDS", Description = "time from the last BYE to the last look at the processes, s", DefaultValueFactory = _ => 5 };
    private static readonly Option<bool> Plain = new("--plain") { Description = "plain INVITEs, without 100rel and preconditions" };
    private static readonly Option<int?> MrfcPid = new("--mrfc-pid") { HelpName = "PID", Description = "process id of the MRFC, to report its CPU time and memory" };
    private static readonly Option<int[]> MrfpPids = new("--mrfp-pid") { HelpName = "PID", Description = "process id of an MRFP; may be repeated", DefaultValueFactory = _ => [] };
    private static readonly Option<double> MaxSetup = new("--max-setup-ms") { HelpName = "MS", Description = "fail when the 99th percentile of set-up is longer", DefaultValueFactory = _ => 2000 };
    private static readonly Option<double> MaxMissing = new("--max-missing") { HelpName = "PERCENT", Description = "fail when more of the audio never came, %", DefaultValueFactory = _ => 0.1 };
    private static readonly Option<double> MaxDisturbed = new("--max-disturbed") { HelpName = "PERCENT", Description = "fail when more 100 ms windows have a gap, click or slip, %", DefaultValueFactory = _ => 1 };
    private static readonly Option<double> MinSnr = new("--min-snr") { HelpName = "DB", Description = "fail when a listener has less signal to noise, dB", DefaultValueFactory = _ => 28 };
    private static readonly Option<FileInfo?> JsonPath = new("--json") { HelpName = "FILE", Description = "write the figures to this file" };

    public static Command Build()
    {
        Participants.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 2 or > 6) result.AddError("--participants: 2 to 6");
        });
        Conferences.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 1 or > 3000) result.AddError("--conferences: 1 to 3000");
        });
        var command = new Command("calls", """
            Makes many conferences at once and checks what every participant hears: exactly the others' tones, without loss, gaps or noise.
            Exit status 0: all limits were kept; 1: not; 2: bad arguments.
            """)
        {
            SharedOptions.Sip, SharedOptions.Domain, Conferences, Participants, Rate, Seconds, Rest, Plain,
            MrfcPid, MrfpPids, MaxSetup, MaxMissing, MaxDisturbed, MinSnr, JsonPath,
        };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult arguments, CancellationToken stop)
    {
        var options = OptionsFrom(arguments);
        var console = Output.Open();
        try
        {
            var report = await new LoadRun(options, console).RunAsync(stop);
            report.Print(console);
            if (options.JsonPath is { } path) await File.WriteAllTextAsync(path, JsonSerializer.Serialize(report, Json), stop);
            return report.Passed ? 0 : 1;
        }
        catch (IOException e) // a watched process is not there, or the file cannot be written
        {
            await Console.Error.WriteLineAsync($"imsload: {e.Message}");
            return 1;
        }
    }

    private static CallsOptions OptionsFrom(ParseResult arguments)
    {
        var processes = new List<(string, int)>();
        if (arguments.GetValue(MrfcPid) is { } mrfc) processes.Add(("mrfc", mrfc));
        var mrfps = arguments.GetValue(MrfpPids) ?? [];
        for (var i = 0; i < mrfps.Length; i++) processes.Add((mrfps.Length == 1 ? "mrfp" : $"mrfp{i + 1}", mrfps[i]));
        return new CallsOptions
        {
            Sip = arguments.GetRequiredValue(SharedOptions.Sip),
            Domain = arguments.GetRequiredValue(SharedOptions.Domain),
            Conferences = arguments.GetValue(Conferences),
            Participants = arguments.GetValue(Participants),
            Rate = arguments.GetValue(Rate),
            Steady = TimeSpan.FromSeconds(arguments.GetValue(Seconds)),
            Rest = TimeSpan.FromSeconds(arguments.GetValue(Rest)),
            Preconditions = !arguments.GetValue(Plain),
            Processes = processes,
            Limits = new CallsLimits(
                arguments.GetValue(MaxSetup), arguments.GetValue(MaxMissing), arguments.GetValue(MaxDisturbed), arguments.GetValue(MinSnr)),
            JsonPath = arguments.GetValue(JsonPath)?.FullName,
        };
    }
}
