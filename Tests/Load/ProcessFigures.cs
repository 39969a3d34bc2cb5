using System.Globalization;

namespace ImsConference.Tests.Load;

/// <summary>What a process has used so far, from /proc.</summary>
/// <param name="CpuSeconds">User and system time.</param>
/// <param name="ResidentMb">Resident memory (VmRSS), MiB.</param>
/// <param name="ProportionalMb">The same, with what it shares with other processes counted in part (Pss), MiB.</param>
internal sealed record ProcessFigures(double CpuSeconds, double ResidentMb, double ProportionalMb)
{
    // USER_HZ is 100 on every Linux that .NET runs on (proc(5)).
    private const double TicksPerSecond = 100;

    /// <exception cref="IOException">There is no such process.</exception>
    public static async Task<ProcessFigures> ReadAsync(int pid, CancellationToken stop)
    {
        var stat = await File.ReadAllTextAsync($"/proc/{pid}/stat", stop);
        var status = await File.ReadAllLinesAsync($"/proc/{pid}/status", stop);

        // The name in parentheses may hold blanks; utime and stime are the 14th and 15th field.
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        var ticks = long.Parse(fields[11], CultureInfo.InvariantCulture) + long.Parse(fields[12], CultureInfo.InvariantCulture);
        var rollup = await File.ReadAllLinesAsync($"/proc/{pid}/smaps_rollup", stop);
        return new ProcessFigures(ticks / TicksPerSecond, Mb(status, "VmRSS:"), Mb(rollup, "Pss:"));
    }

    private static double Mb(string[] lines, string name)
    {
        var line = lines.First(line => line.StartsWith(name, StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return double.Parse(line[1], CultureInfo.InvariantCulture) / 1024;
    }
}
