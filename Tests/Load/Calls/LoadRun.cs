using ImsConference.Tests.Ue;
using Spectre.Console;

namespace ImsConference.Tests.Load.Calls;

/// <summary>Builds all conferences at a steady rate, lets everybody listen, hangs up, and sums up.</summary>
internal sealed class LoadRun(CallsOptions options, IAnsiConsole console)
{
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(2);

    private readonly ProcessWatch _processes = new(options.Processes);
    private readonly List<LoadedConference> _conferences = [];

    public async Task<CallsReport> RunAsync(CancellationToken stop)
    {
        await using var host = UeHost.Start(new UeHostOptions { Address = options.Sip.Address, Proxy = options.Sip, SharesSipPort = true, ChecksRosters = false });
        await _processes.ReadAsync("start", stop);

        console.WriteLine($"building {options.Conferences} conferences of {options.Participants}");
        await RampAsync(host, stop);
        await _processes.ReadAsync("ramp", stop);

        console.WriteLine(FormattableString.Invariant($"everybody talks and listens for {options.Steady.TotalSeconds} s"));
        await Task.Delay(Settling, stop);
        await _processes.ReadAsync("settling", stop);
        host.Media.TakeWorstLateMs();
        await Task.WhenAll(_conferences.Select(c => c.ListenAsync(options.Steady, stop)));
        await _processes.ReadAsync("steady", stop);
        var ownDelayMs = host.Media.TakeWorstLateMs();
        var figures = new List<ListenerFigures>();
        foreach (var conference in _conferences) figures.AddRange(await conference.JudgeAsync());

        await _processes.ReadAsync("judging", stop);
        console.WriteLine("hanging up");
        await Task.WhenAll(_conferences.Select(c => c.EndAsync()));
        await _processes.ReadAsync("hang-up", stop);
        var counts = await host.CountsAsync();
        await Task.Delay(options.Rest, stop);
        await _processes.ReadAsync("rest", stop);
        return Summary(figures, ownDelayMs, counts.Dialogs + counts.Sessions + counts.Subscriptions);
    }

    private async Task RampAsync(UeHost host, CancellationToken stop)
    {
        using var beat = new PeriodicTimer(TimeSpan.FromSeconds(1 / options.Rate));
        var building = new List<Task>();
        for (var i = 0; i < options.Conferences; i++)
        {
            if (i > 0) await beat.WaitForNextTickAsync(stop);
            var conference = new LoadedConference(options, host, i);
            _conferences.Add(conference);
            building.Add(conference.BuildAsync(stop));
        }

        await Task.WhenAll(building);
    }

    private CallsReport Summary(List<ListenerFigures> figures, double ownDelayMs, int leftBehind)
    {
        var setups = _conferences.SelectMany(c => c.SetupMs).ToList();
        var windows = Math.Max(1, figures.Sum(f => f.Quality.Windows));
        var report = new CallsReport
        {
            Conferences = options.Conferences,
            ParticipantsWanted = options.Conferences * options.Participants,
            ParticipantsIn = setups.Count,
            SetupMedianMs = Quantile(setups, 0.5),
            SetupP99Ms = Quantile(setups, 0.99),
            SteadySeconds = options.Steady.TotalSeconds,
            MissingPercent = 100 * figures.Sum(f => f.MissingMs) / Math.Max(1, figures.Count * options.Steady.TotalMilliseconds),
            LongestGapMs = figures.Select(f => f.LongestGapMs).DefaultIfEmpty().Max(),
            LongestArrivalGapMs = figures.Select(f => f.LongestArrivalGapMs).DefaultIfEmpty().Max(),
            JitterP99Ms = Quantile([.. figures.Select(f => f.JitterMs)], 0.99),
            WorstSnrDb = figures.Select(f => f.Quality.SnrDb).DefaultIfEmpty().Min(),
            DisturbedPercent = 100.0 * figures.Sum(f => f.Quality.DisturbedWindows) / windows,
            OwnDelayMs = ownDelayMs,
            WrongTones = [.. figures.Where(f => !f.Tones.IsExact).Select(f => $"{f.Name}: {f.Tones}")],
            Processes = _processes.Readings,
            LeftBehind = leftBehind,
            Faults = [],
        };
        return report with { Faults = [.. FaultsOf(report)] };
    }

    private IEnumerable<string> FaultsOf(CallsReport report)
    {
        const int MaxNamed = 10;
        var limits = options.Limits;
        foreach (var failure in _conferences.SelectMany(c => c.Failures).Take(MaxNamed)) yield return failure;
        if (report.ParticipantsIn < report.ParticipantsWanted) yield return $"{report.ParticipantsWanted - report.ParticipantsIn} participants are missing";
        if (report.SetupP99Ms > limits.MaxSetupMs) yield return $"set-up took longer than {limits.MaxSetupMs} ms";
        foreach (var wrong in report.WrongTones.Take(MaxNamed)) yield return wrong;
        if (report.MissingPercent > limits.MaxMissingPercent) yield return $"more than {limits.MaxMissingPercent} % of the audio never came";
        if (report.DisturbedPercent > limits.MaxDisturbedPercent) yield return $"more than {limits.MaxDisturbedPercent} % of the audio is disturbed";
        if (report.WorstSnrDb < limits.MinSnrDb) yield return $"a listener has less than {limits.MinSnrDb} dB of signal to noise";
        if (report.LeftBehind > 0) yield return $"{report.LeftBehind} dialogs or sessions were left behind";
    }

    private static double Quantile(List<double> values, double share)
    {
        if (values.Count == 0) return 0;
        values.Sort();
        return values[Math.Min(values.Count - 1, (int)(share * values.Count))];
    }
}
