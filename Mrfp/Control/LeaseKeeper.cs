using ImsConference.Mrfp.Contexts;
using ImsConference.Protos.Mp;

namespace ImsConference.Mrfp.Control;

/// <summary>Takes away the contexts whose owner has been silent for their lease: they mixed on so long, and nobody will end them.</summary>
internal sealed class LeaseKeeper(MediaNode node, EventHub hub, TimeProvider time, ILogger<LeaseKeeper> log) : BackgroundService
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);

    /// <summary>Reaps what is due now.</summary>
    public async Task SweepAsync()
    {
        foreach (var context in node.Contexts.ToArray())
        {
            if (hub.Silence(context.Owner) < context.Lease || await node.SubtractContextAsync(context.Id) is not { } reaped) continue;

            log.LogWarning(
                "Context reaped: context={Context} owner={Owner} terminations={Terminations} lease={LeaseSeconds}s",
                context.Id, context.Owner, reaped.Terminations.Count, context.Lease.TotalSeconds);
            hub.Publish(context.Owner, new Event { ContextId = context.Id, ContextReaped = new ContextReaped() });
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, time);
        while (await timer.WaitForNextTickAsync(stoppingToken)) await SweepAsync();
    }
}
