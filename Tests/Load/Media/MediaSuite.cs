using System.Globalization;
using Grpc.Core;
using Spectre.Console;

namespace ImsConference.Tests.Load.Media;

/// <summary>The table of loads that the README shows, printed as Markdown.</summary>
internal sealed class MediaSuite(MediaOptions options, IAnsiConsole console)
{
    private const int TableWidth = 400;
    private const string Unshared = "Media:ShareEncoding=false";
    private const string TwoSpeakers = "Media:Speakers=2";
    private const string ThreeSpeakers = "Media:Speakers=3";

    private static readonly LoadCodec Pcmu = LoadCodec.Named("pcmu");
    private static readonly LoadCodec Opus = LoadCodec.Named("opus");
    private static readonly LoadCodec AmrWb = LoadCodec.Named("amr-wb");

    private readonly Table _costs = Columns(
        "Load", "CPU s per s and 1000", "held against", "ratio", "busiest thread", "delay 50 %, 99 %", "gap 99.9 %, greatest", "missing", "KiB each", "allocated, collections");

    private readonly List<string> _notes = [];
    private bool _failed;

    private static IReadOnlyList<SuiteRow> Rows { get; } =
    [
        new(G711("333 rooms of 3, all talk", 333, 3, 3)),
        new(G711("100 rooms of 10, 2 talk", 100, 10, 2)),
        new(G711("one room of 1000, 3 talk", 1, 1000, 3)),
        new(G711("333 rooms of 3, all talk", 333, 3, 3) with { Ports = PortKind.Shared }),
        new(G711("100 rooms of 10, 2 talk", 100, 10, 2) with { Ports = PortKind.Shared }),
        new(G711("one room of 1000, 3 talk", 1, 1000, 3) with { Ports = PortKind.Shared }),
        new(Coded("Opus, rooms of 10, all talk, 2 mixed", 4, 10, Opus, TwoSpeakers), Unshared),
        new(Coded("Opus, rooms of 100, all talk, 3 mixed", 1, 100, Opus, ThreeSpeakers), Unshared),
        new(Coded("AMR-WB 12.65, rooms of 10, all talk, 2 mixed", 4, 10, AmrWb, TwoSpeakers), Unshared),
        new(G711("200 rooms of 10, 2 talk: memory", 200, 10, 2)),
        new(G711("210 rooms of 10, 2 talk, one media thread: gaps when busy", 210, 10, 2) with { Workers = 1 }),
    ];

    /// <returns>Exit status: 1 when a load could not be played.</returns>
    public async Task<int> RunAsync(CancellationToken stop)
    {
        foreach (var row in Rows)
        {
            try
            {
                await PlayAsync(row, stop);
            }
            catch (Exception e) when (e is IOException or RpcException or NotSupportedException)
            {
                _notes.Add($"{row.Load.Name}: not played: {e.Message}");
                _failed = true;
            }
        }

        console.Profile.Width = TableWidth; // a Markdown row must not be broken
        console.Write(_costs);
        foreach (var note in _notes) console.WriteLine(note);
        return _failed ? 1 : 0;
    }

    private static MediaLoad G711(string name, int rooms, int size, int talkers) =>
        new() { Name = $"G.711, {name}", Rooms = rooms, Size = size, Talkers = talkers, Codec = Pcmu };

    private static MediaLoad Coded(string name, int rooms, int size, LoadCodec codec, string speakers) =>
        new() { Name = name, Rooms = rooms, Size = size, Talkers = size, Codec = codec, Settings = [speakers] };

    private static Table Columns(params string[] names) => new Table { Border = TableBorder.Markdown }.AddColumns(names);

    private async Task PlayAsync(SuiteRow row, CancellationToken stop)
    {
        var report = await new MediaRun(row.Load, options with { Reflector = row.Against is null }, console).RunAsync(stop);
        var against = report.ReflectorCpu;
        if (row.Against is { } setting)
        {
            var other = row.Load with { Settings = [.. row.Load.Settings, setting] };
            against = (await new MediaRun(other, options with { Reflector = false }, console).RunAsync(stop)).Cpu;
        }

        var load = row.Load.Ports == PortKind.Shared ? $"{row.Load.Name}, shared port" : row.Load.Name;
        _costs.AddRow(
            load,
            Text($"{report.Cpu:0.000}"),
            Text($"{(row.Against is null ? "reflector" : "nothing shared")} {against:0.000}"),
            against > 0 ? Text($"{report.Cpu / against:0.00}") : "",
            Text($"{report.LoadPercent} %"),
            report.DelayMedianMs > 0 ? Text($"{report.DelayMedianMs:0.0} ms, {report.DelayP99Ms:0.0} ms") : "",
            Text($"{report.GapP999Ms:0.0} ms, {report.GapGreatestMs:0.0} ms"),
            Text($"{report.MissingPercent:0.000} %"),
            Text($"{report.KibPerParticipant:0.0}"),
            Text($"{report.MediaBytes} bytes, {report.Collections}"));
        if (report.Overruns > 0 || !report.KeptPace)
            _notes.Add($"{load}: {report.Overruns} ticks too late, the load's own delay {Text($"{report.OwnDelayP99Ms:0.0}")} ms (99 %): the machine was too busy, its figures are not comparable.");
    }

    private static string Text(FormattableString value) => value.ToString(CultureInfo.InvariantCulture);
}
