using Grpc.Core;
using Grpc.Health.V1;
using ImsConference.Mrfp.Control;
using Microsoft.Extensions.Hosting;
using NUnit.Framework;
using static Grpc.Health.V1.HealthCheckResponse.Types;

namespace ImsConference.Tests.Unit.Mrfp.Control;

public sealed class HealthServiceTests
{
    [TestCase("", ExpectedResult = ServingStatus.Serving)]
    [TestCase("imsconference.mp.v1.MediaProcessor", ExpectedResult = ServingStatus.Serving)]
    public async Task<ServingStatus> A_known_service_serves(string service)
    {
        using var host = new Lifetime();
        return (await new HealthService(host).Check(new HealthCheckRequest { Service = service }, new Context())).Status;
    }

    [Test]
    public void An_unknown_service_is_not_found()
    {
        using var host = new Lifetime();
        var e = Assert.ThrowsAsync<RpcException>(() => new HealthService(host).Check(new HealthCheckRequest { Service = "x" }, new Context()));
        Assert.That(e?.StatusCode, Is.EqualTo(StatusCode.NotFound));
    }

    [TestCase("", "Serving NotServing")]
    [TestCase("x", "ServiceUnknown")]
    [CancelAfter(10_000)]
    public async Task A_watcher_hears_each_change_until_the_stop(string service, string expected, CancellationToken limit)
    {
        using var host = new Lifetime();
        var seen = new Responses();
        var watching = new HealthService(host).Watch(new HealthCheckRequest { Service = service }, seen, new Context(limit));
        Assert.That(watching.IsCompleted, Is.False);

        host.StopApplication();
        await watching;
        Assert.That(string.Join(' ', seen.Statuses), Is.EqualTo(expected));
        Assert.That((await new HealthService(host).Check(new HealthCheckRequest(), new Context())).Status, Is.EqualTo(ServingStatus.NotServing));
    }

    [Test, CancelAfter(10_000)]
    public async Task A_watcher_may_go(CancellationToken limit)
    {
        using var host = new Lifetime();
        using var gone = CancellationTokenSource.CreateLinkedTokenSource(limit);
        var watching = new HealthService(host).Watch(new HealthCheckRequest(), new Responses(), new Context(gone.Token));
        await gone.CancelAsync();
        Assert.That(async () => await watching, Throws.InstanceOf<OperationCanceledException>());
    }

    private sealed class Lifetime : IHostApplicationLifetime, IDisposable
    {
        private readonly CancellationTokenSource _stopping = new();

        public CancellationToken ApplicationStarted => new(canceled: true);

        public CancellationToken ApplicationStopping => _stopping.Token;

        public CancellationToken ApplicationStopped => CancellationToken.None;

        public void StopApplication() => _stopping.Cancel();

        public void Dispose() => _stopping.Dispose();
    }

    private sealed class Responses : IServerStreamWriter<HealthCheckResponse>
    {
        public List<ServingStatus> Statuses { get; } = [];

        public WriteOptions? WriteOptions { get; set; }

        public Task WriteAsync(HealthCheckResponse message)
        {
            Statuses.Add(message.Status);
            return Task.CompletedTask;
        }

        public Task WriteAsync(HealthCheckResponse message, CancellationToken cancellationToken) => WriteAsync(message);
    }

    private sealed class Context(CancellationToken stop = default) : ServerCallContext
    {
        protected override string MethodCore => "/grpc.health.v1.Health/Check";

        protected override string HostCore => "mrfp";

        protected override string PeerCore => "ipv4:127.0.0.1:1";

        protected override DateTime DeadlineCore => DateTime.MaxValue;

        protected override Metadata RequestHeadersCore { get; } = [];

        protected override CancellationToken CancellationTokenCore => stop;

        protected override Metadata ResponseTrailersCore { get; } = [];

        protected override Status StatusCore { get; set; }

        protected override WriteOptions? WriteOptionsCore { get; set; }

        protected override AuthContext AuthContextCore { get; } = new(null, []);

        protected override Task WriteResponseHeadersAsyncCore(Metadata responseHeaders) => Task.CompletedTask;

        protected override ContextPropagationToken CreatePropagationTokenCore(ContextPropagationOptions? options) => throw new NotSupportedException();
    }
}
