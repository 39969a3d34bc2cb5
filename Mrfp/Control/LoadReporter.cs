using ImsConference.Protos.Mp;
using Microsoft.Extensions.Options;

namespace ImsConference.Mrfp.Control;

/// <summary>Tells every owner how busy this MRFP is, every few seconds.</summary>
internal sealed class LoadReporter(EventHub hub, MpWriter writer, TimeProvider time, IOptions<MpOptions> options) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(options.Value.LoadSeconds), time);
        while (await timer.WaitForNextTickAsync(stoppingToken)) hub.PublishToAll(() => new Event { Load = writer.Load() });
    }
}
