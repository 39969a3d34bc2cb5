using System.Net;
using Spectre.Console;

namespace ImsConference.Tests.Load.Signalling;

/// <summary>Starts both tiers, makes calls, and reads from /proc what they cost.</summary>
internal sealed class SignallingRun(SignallingOptions options, IAnsiConsole console)
{
    // 10 µs wide, so that a median below a millisecond means something.
    private readonly Histogram _answered = new(10, 2_000_000);

    public async Task<bool> RunAsync(CancellationToken stop)
    {
        await using var mrfp = await ChildProcess.StartAsync(
            options.Mrfp, ["--Mp:Port=0", "--Logging:LogLevel:Default=Warning"], null, stop);
        string[] settings =
        [
            "--Sip:Port=0", $"--Mp:Mrfps:0=http://{mrfp.Value("mp")}", "--Console:Url=http://127.0.0.1:0", "--Focus:UriTemplate=sip:conf-{token}@127.0.0.1",
            "--Logging:LogLevel:Default=Warning", .. options.Settings.Select(setting => $"--{setting}"),
        ];
        await using var mrfc = await ChildProcess.StartAsync(options.Mrfc, settings, options.Log, stop);
        using var load = new CallLoad(options, IPEndPoint.Parse(mrfc.Value("sip")));

        console.WriteLine(FormattableString.Invariant($"{options.Warmup} calls to warm up, then {options.Calls}, {options.Rate} a second, {options.Size} to a conference"));
        if (!load.Run(options.Warmup, stop).All(call => call is { IsOver: true, Failure: null }))
            throw new IOException("not every call of the warm-up was complete: this machine needs a lower --rate");

        var before = await ReadAsync(mrfc.Pid, mrfp.Pid, stop);
        var calls = load.Run(options.Calls, stop);
        await Task.Delay(options.Rest, stop);
        var after = await ReadAsync(mrfc.Pid, mrfp.Pid, stop);
        return Report(calls, before, after);
    }

    private static async Task<(ProcessFigures Mrfc, ProcessFigures Mrfp, ProcessFigures Own)> ReadAsync(int mrfc, int mrfp, CancellationToken stop) =>
        (await ProcessFigures.ReadAsync(mrfc, stop), await ProcessFigures.ReadAsync(mrfp, stop), await ProcessFigures.ReadAsync(Environment.ProcessId, stop));

    private bool Report(
        IReadOnlyList<LoadCall> calls, (ProcessFigures Mrfc, ProcessFigures Mrfp, ProcessFigures Own) before, (ProcessFigures Mrfc, ProcessFigures Mrfp, ProcessFigures Own) after)
    {
        const int MostNamed = 5;
        var complete = calls.Where(call => call is { IsUp: true, IsOver: true, Failure: null }).ToList();
        foreach (var call in complete) _answered.Add(call.AnsweredMs * 1000);
        var table = new Table().Border(TableBorder.Rounded).AddColumn("figure").AddColumn(new TableColumn("value").RightAligned());
        table.AddRow("calls complete", $"{complete.Count} of {calls.Count}");
        table.AddRow("CPU of the MRFC per 1000 calls", Seconds(before.Mrfc, after.Mrfc));
        table.AddRow("CPU of the MRFP per 1000 calls", Seconds(before.Mrfp, after.Mrfp));
        table.AddRow("CPU of this load per 1000 calls", Seconds(before.Own, after.Own));
        table.AddRow("INVITE to 200, median", FormattableString.Invariant($"{_answered.QuantileMs(0.5):0.00} ms"));
        table.AddRow("INVITE to 200, 99th percentile", FormattableString.Invariant($"{_answered.QuantileMs(0.99):0.00} ms"));
        table.AddRow("memory of the MRFC afterwards", FormattableString.Invariant($"{after.Mrfc.ResidentMb:0} MiB"));
        console.Write(table);
        foreach (var call in calls.Except(complete).Take(MostNamed)) console.WriteLine($"call {call.Number}: {call.Failure ?? (call.IsUp ? "its BYE was not answered" : "no answer")}");
        return complete.Count == calls.Count;

        string Seconds(ProcessFigures from, ProcessFigures to) =>
            FormattableString.Invariant($"{(to.CpuSeconds - from.CpuSeconds) * 1000 / Math.Max(1, complete.Count):0.000} s");
    }
}
