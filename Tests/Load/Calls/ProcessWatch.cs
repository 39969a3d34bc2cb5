using System.Diagnostics;

namespace ImsConference.Tests.Load.Calls;

/// <summary>Follows the CPU time and memory of the servers through the phases of a run.</summary>
/// <param name="processes">Name and id of each.</param>
internal sealed class ProcessWatch(IReadOnlyList<(string Name, int Pid)> processes)
{
    private readonly List<ProcessReading> _readings = [];
    private readonly Stopwatch _clock = Stopwatch.StartNew();

    public IReadOnlyList<ProcessReading> Readings => _readings;

    /// <summary>Looks at each process at the end of a phase.</summary>
    public async Task ReadAsync(string phase, CancellationToken stop)
    {
        foreach (var (name, pid) in processes)
        {
            var figures = await ProcessFigures.ReadAsync(pid, stop);
            var before = _readings.LastOrDefault(r => r.Process == name);
            var used = before is null ? 0 : figures.CpuSeconds - before.TotalCpuSeconds;
            var seconds = before is null ? 0 : _clock.Elapsed.TotalSeconds - before.AtSeconds;
            _readings.Add(new ProcessReading(name, phase, _clock.Elapsed.TotalSeconds, figures.CpuSeconds, used,
                seconds > 0 ? 100 * used / seconds : 0, figures.ResidentMb));
        }
    }
}
