using System.Diagnostics;
using System.Globalization;
using System.Net;
using ImsConference.Protos.Mp;
using Spectre.Console;

namespace ImsConference.Tests.Load.Media;

/// <summary>Plays one load: the reflector for half of its time, the MRFP, the reflector again. What else the machine does then weighs on both alike.</summary>
internal sealed class MediaRun(MediaLoad load, MediaOptions options, IAnsiConsole console)
{
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(2); // after the start, before memory is looked at

    private readonly PayloadLoop _loop = PayloadLoop.For(load.Codec);

    /// <exception cref="IOException">A process could not be started, or died.</exception>
    /// <exception cref="Grpc.Core.RpcException">The MRFP refuses the load.</exception>
    public async Task<MediaReport> RunAsync(CancellationToken stop)
    {
        console.WriteLine($"{load.Name}: {load.Rooms} rooms of {load.Size}, {load.Talkers} talk, {load.Codec.Name}, {load.Ports} ports");
        var half = options.Steady / 2;
        var before = options.Reflector ? await ReflectAsync(half, stop) : 0;
        var report = await MixAsync(stop);
        var after = options.Reflector ? await ReflectAsync(half, stop) : 0;
        return report with { ReflectorCpu = (before + after) / 2 };
    }

    private async Task<double> ReflectAsync(TimeSpan duration, CancellationToken stop)
    {
        string[] arguments = ["reflect", "--participants", $"{load.Participants}", "--workers", $"{load.Workers}", "--ports", $"{load.Ports}"];
        await using var reflector = await ChildProcess.StartAsync(typeof(MediaRun).Assembly.Location, arguments, options.Log, stop);
        var first = int.Parse(reflector.Value("first"), CultureInfo.InvariantCulture);
        var pairs = int.Parse(reflector.Value("pairs"), CultureInfo.InvariantCulture);
        using var crowd = new Crowd(load);
        for (var i = 0; i < crowd.Participants.Length; i++)
            Crowd.Aim(crowd.Participants[i], IPAddress.Loopback, first + i % pairs * 2, first + i % pairs * 2 + 1);
        using var generator = new Generator(crowd, _loop);
        generator.Start();
        await Task.Delay(options.Warmup, stop);
        return await CpuAsync(reflector.Pid, duration, stop);
    }

    private async Task<MediaReport> MixAsync(CancellationToken stop)
    {
        await using var mrfp = await MrfpUnderLoad.StartAsync(load, options, stop);
        await Task.Delay(Rest, stop);
        var empty = await ProcessFigures.ReadAsync(mrfp.Pid, stop);
        using var crowd = new Crowd(load);
        await mrfp.FillAsync(crowd, stop);
        using var generator = new Generator(crowd, _loop);
        generator.Start();
        await Task.Delay(options.Warmup, stop);

        var warmup = await generator.SwitchAsync(LoadPhase.Steady);
        var before = await mrfp.LoadAsync(stop);
        var own = await ProcessFigures.ReadAsync(Environment.ProcessId, stop);
        var since = Stopwatch.GetTimestamp();
        var cpu = await CpuAsync(mrfp.Pid, options.Steady, stop);
        var ownCpu = ((await ProcessFigures.ReadAsync(Environment.ProcessId, stop)).CpuSeconds - own.CpuSeconds) / Stopwatch.GetElapsedTime(since).TotalSeconds;
        var after = await mrfp.LoadAsync(stop);

        var steady = await generator.SwitchAsync(LoadPhase.Listening);
        await Task.Delay(options.Listening, stop);
        var listening = await generator.SwitchAsync(LoadPhase.Probing);
        await Task.Delay(options.Listening, stop);
        var probing = await generator.SwitchAsync(LoadPhase.Steady);
        var full = await ProcessFigures.ReadAsync(mrfp.Pid, stop);
        return new MediaReport
        {
            Load = load,
            Cpu = cpu,
            ReflectorCpu = 0,
            OwnCpu = 1000 * ownCpu / load.Participants,
            KibPerParticipant = (full.ProportionalMb - empty.ProportionalMb) * 1024 / load.Participants,
            LoadPercent = (int)after.Percent,
            DelayMedianMs = probing.Delays.QuantileMs(0.5),
            DelayP99Ms = probing.Delays.QuantileMs(0.99),
            GapMedianMs = listening.Gaps.QuantileMs(0.5),
            GapP999Ms = listening.Gaps.QuantileMs(0.999),
            GapGreatestMs = listening.Gaps.GreatestMs,
            MissingPercent = 100.0 * steady.Lost / Math.Max(1, steady.Received + steady.Lost),
            SoundingPercent = 100.0 * listening.Sounding / Math.Max(1, listening.Received),
            KernelDrops = await mrfp.KernelDropsAsync(stop),
            Overruns = Sum(after, worker => worker.Overruns) - Sum(before, worker => worker.Overruns),
            MediaBytes = Sum(after, worker => worker.AllocatedBytes) - Sum(before, worker => worker.AllocatedBytes),
            Collections = Collections(after) - Collections(before),
            OwnDelayP99Ms = steady.OwnDelays.QuantileMs(0.99),
            KeptPace = steady.KeptPace && listening.KeptPace && probing.KeptPace,
        };
    }

    private async Task<double> CpuAsync(int pid, TimeSpan duration, CancellationToken stop)
    {
        var since = Stopwatch.GetTimestamp();
        var before = await ProcessFigures.ReadAsync(pid, stop);
        await Task.Delay(duration, stop);
        var after = await ProcessFigures.ReadAsync(pid, stop);
        return 1000 * (after.CpuSeconds - before.CpuSeconds) / Stopwatch.GetElapsedTime(since).TotalSeconds / load.Participants;
    }

    private static ulong Sum(Protos.Mp.Load figures, Func<WorkerFigures, ulong> of) =>
        figures.Workers.Aggregate(0ul, (sum, worker) => sum + of(worker));

    private static long Collections(Protos.Mp.Load figures) => figures.Runtime?.Collections.Sum(count => count) ?? 0;
}
