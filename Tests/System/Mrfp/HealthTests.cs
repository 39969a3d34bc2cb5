using Grpc.Core;
using Grpc.Health.V1;
using NUnit.Framework;
using static Grpc.Health.V1.HealthCheckResponse.Types;

namespace ImsConference.Tests.EndToEnd.Mrfp;

/// <summary>What an orchestrator sees of an MRFP's life (grpc.health.v1).</summary>
public sealed class HealthTests
{
    [Test, CancelAfter(60_000)]
    public async Task An_MRFP_serves_until_it_is_told_to_stop(CancellationToken stop)
    {
        await using var mrfp = await MrfpProcess.StartAsync(stop);
        var health = new Health.HealthClient(mrfp.Channel);
        var known = await health.CheckAsync(new HealthCheckRequest { Service = "imsconference.mp.v1.MediaProcessor" }, cancellationToken: stop);
        Assert.That(known.Status, Is.EqualTo(ServingStatus.Serving));
        Assert.That(
            async () => await health.CheckAsync(new HealthCheckRequest { Service = "unheard.of" }, cancellationToken: stop),
            Throws.InstanceOf<RpcException>().With.Property(nameof(RpcException.StatusCode)).EqualTo(StatusCode.NotFound));

        using var watch = health.Watch(new HealthCheckRequest(), cancellationToken: stop);
        Assert.That(await watch.ResponseStream.MoveNext(stop));
        Assert.That(watch.ResponseStream.Current.Status, Is.EqualTo(ServingStatus.Serving));

        var stopped = mrfp.Program.StopAsync();
        Assert.That(await watch.ResponseStream.MoveNext(stop));
        Assert.That(watch.ResponseStream.Current.Status, Is.EqualTo(ServingStatus.NotServing));
        Assert.That(await watch.ResponseStream.MoveNext(stop), Is.False, "the stream ends with the process's service");
        Assert.That(await stopped, Is.Zero);
    }
}
