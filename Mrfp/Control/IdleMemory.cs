using ImsConference.Mrfp.Contexts;

namespace ImsConference.Mrfp.Control;

/// <summary>Gives memory back to the system when the last context has gone. Media allocates nothing, so that the collector has no other occasion.</summary>
internal sealed class IdleMemory(MediaNode node, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var wasBusy = false;
        using var timer = new PeriodicTimer(Period, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            var isBusy = node.Load.Contexts > 0;
            if (wasBusy && !isBusy) GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
            wasBusy = isBusy;
        }
    }
}
