using ImsConference.Mrfp.Contexts;
using ImsConference.Protos.Mp;
using Microsoft.Extensions.Options;

namespace ImsConference.Mrfp.Control;

/// <summary>Tells every owner how busy this MRFP is, every few seconds, and the log when ticks came too late.</summary>
internal sealed class LoadReporter(
    MediaNode node, EventHub hub, MpWriter writer, TimeProvider time, IOptions<MpOptions> options, ILogger<LoadReporter> log) : BackgroundService
{
    private long _overruns;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(options.Value.LoadSeconds), time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            hub.PublishToAll(() => new Event { Load = writer.Load() });
            var load = node.Load;
            if (load.Overruns > _overruns)
                log.LogWarning(
                    "Ticks late: overruns={Overruns} more={More} load={Percent}% contexts={Contexts} terminations={Terminations}",
                    load.Overruns, load.Overruns - _overruns, load.Percent, load.Contexts, load.Terminations);
            _overruns = load.Overruns;
        }
    }
}
