using System.Globalization;
using System.Text.Json.Serialization;
using Spectre.Console;

namespace ImsConference.Tests.Load.Calls;

/// <summary>Figures of a run, and what is wrong with them.</summary>
internal sealed record CallsReport
{
    public required int Conferences { get; init; }

    public required int ParticipantsWanted { get; init; }

    public required int ParticipantsIn { get; init; }

    public required double SetupMedianMs { get; init; }

    public required double SetupP99Ms { get; init; }

    public required double SteadySeconds { get; init; }

    /// <summary>Share of audio that never came, all listeners together.</summary>
    public required double MissingPercent { get; init; }

    public required double LongestGapMs { get; init; }

    public required double LongestArrivalGapMs { get; init; }

    public required double JitterP99Ms { get; init; }

    /// <summary>Worst listener's middle window.</summary>
    public required double WorstSnrDb { get; init; }

    /// <summary>Share of windows with a gap, click or slip.</summary>
    public required double DisturbedPercent { get; init; }

    /// <summary>Worst delay of the UEs' own pacing: above 20 ms the load tool itself was the bottleneck.</summary>
    public required double OwnDelayMs { get; init; }

    /// <summary>Listeners that heard anything but exactly the others' tones.</summary>
    public required IReadOnlyList<string> WrongTones { get; init; }

    public required IReadOnlyList<ProcessReading> Processes { get; init; }

    /// <summary>Dialogs, sessions and subscriptions that the UEs' own stacks still had after the end.</summary>
    public required int LeftBehind { get; init; }

    /// <summary>Everything that is wrong; empty: the run passed.</summary>
    public required IReadOnlyList<string> Faults { get; init; }

    [JsonIgnore]
    public bool Passed => Faults.Count == 0;

    public void Print(IAnsiConsole console)
    {
        var figures = new Table().Border(TableBorder.Rounded).AddColumn("figure").AddColumn(new TableColumn("value").RightAligned());
        foreach (var (name, value) in Figures()) figures.AddRow(name, value);
        console.Write(figures);
        if (Processes.Count > 0) console.Write(ProcessTable());
        foreach (var fault in Faults) console.MarkupLine($"[red]{Markup.Escape(fault)}[/]");
        console.MarkupLine(Passed ? "[green]passed[/]" : "[red]FAILED[/]");
    }

    private IEnumerable<(string Name, string Value)> Figures() =>
    [
        ("conferences", $"{Conferences}"),
        ("participants in", $"{ParticipantsIn} of {ParticipantsWanted}"),
        ("set-up, median", Text("{0:0.0} ms", SetupMedianMs)),
        ("set-up, 99th percentile", Text("{0:0.0} ms", SetupP99Ms)),
        ("steady time", Text("{0:0.0} s", SteadySeconds)),
        ("audio that never came", Text("{0:0.000} %", MissingPercent)),
        ("longest stretch of it", Text("{0:0} ms", LongestGapMs)),
        ("longest time between packets", Text("{0:0} ms", LongestArrivalGapMs)),
        ("jitter, 99th percentile", Text("{0:0.0} ms", JitterP99Ms)),
        ("signal to noise, worst listener", Text("{0:0.0} dB", WorstSnrDb)),
        ("100 ms windows disturbed", Text("{0:0.000} %", DisturbedPercent)),
        ("listeners that heard wrong tones", $"{WrongTones.Count}"),
        ("worst delay of the UEs' own pacing", Text("{0:0.0} ms", OwnDelayMs)),
    ];

    private Table ProcessTable()
    {
        var table = new Table().Border(TableBorder.Rounded).AddColumn("process").AddColumn("after")
            .AddColumn(new TableColumn("CPU").RightAligned()).AddColumn(new TableColumn("of a core").RightAligned())
            .AddColumn(new TableColumn("memory").RightAligned());
        foreach (var r in Processes)
            table.AddRow(r.Process, r.Phase, Text("{0:0.00} s", r.CpuSeconds), Text("{0:0} %", r.CpuPercent), Text("{0:0.0} MiB", r.ResidentMb));
        return table;
    }

    private static string Text(string format, double value) => string.Format(CultureInfo.InvariantCulture, format, value);
}
