using System.CommandLine;
using System.Diagnostics;
using System.Globalization;

namespace ImsConference.Tests.Load.Rosters;

/// <summary><c>imsload roster</c>: what it costs to tell every subscriber of one join.</summary>
internal static class RosterCommand
{
    private const int WarmUpRounds = 100;   // until the code is compiled as well as it will be

    private static readonly Option<int> Subscribers = new("--subscribers") { HelpName = "N", DefaultValueFactory = _ => 500, Description = "subscribers of one conference" };
    private static readonly Option<int> Rounds = new("--rounds") { HelpName = "N", DefaultValueFactory = _ => 100, Description = "joins that are measured" };

    public static Command Build()
    {
        var command = new Command(
            "roster", "CPU time of the focus and its SIP stack for a NOTIFY to each subscriber after one join, answers included; in memory, without sockets.")
        {
            Subscribers, Rounds,
        };
        command.SetAction((arguments, _) => RunAsync(arguments));
        return command;
    }

    private static async Task<int> RunAsync(ParseResult arguments)
    {
        var (subscribers, rounds) = (arguments.GetValue(Subscribers), arguments.GetValue(Rounds));
        await using var bench = new RosterBench(subscribers);
        for (var i = 0; i < WarmUpRounds; i++) Round(bench, subscribers);

        var rows = Enumerable.Range(0, rounds).Select(_ => Round(bench, subscribers)).OrderBy(row => row.Cpu).ToList();
        var (median, total) = (rows[rounds / 2], rows.Sum(row => row.Cpu.TotalMilliseconds));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{subscribers} subscribers, {rounds} joins after {WarmUpRounds} to warm up, {median.Bytes / subscribers} bytes a NOTIFY, {median.Allocated / subscribers} bytes allocated for it"));
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"CPU for a join: mean {total / rounds:F1} ms, median {median.Cpu.TotalMilliseconds:F1}, best {rows[0].Cpu.TotalMilliseconds:F1}; {total / rounds / subscribers * 1000:F1} us a NOTIFY; CPU to wall time {total / rows.Sum(row => row.Wall.TotalMilliseconds):F2}"));
        return 0;
    }

    private static (TimeSpan Cpu, TimeSpan Wall, int Bytes, long Allocated) Round(RosterBench bench, int subscribers)
    {
        var (cpu, wall, allocated) = Measure(bench.Join);
        var answers = bench.TakeAnswers(out var bytes);
        if (answers.Count != subscribers) throw new InvalidOperationException($"{answers.Count} NOTIFYs to {subscribers} subscribers");

        var (more, longer, further) = Measure(() => bench.Deliver(answers));
        return (cpu + more, wall + longer, bytes, allocated + further);
    }

    private static (TimeSpan Cpu, TimeSpan Wall, long Allocated) Measure(Action work)
    {
        var (allocated, wall, cpu) = (GC.GetTotalAllocatedBytes(), Stopwatch.GetTimestamp(), Environment.CpuUsage.TotalTime);
        work();
        return (Environment.CpuUsage.TotalTime - cpu, Stopwatch.GetElapsedTime(wall), GC.GetTotalAllocatedBytes() - allocated);
    }
}
