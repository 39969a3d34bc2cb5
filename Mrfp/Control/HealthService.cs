using Grpc.Core;
using Grpc.Health.V1;
using ImsConference.Protos.Mp;
using static Grpc.Health.V1.HealthCheckResponse.Types;

namespace ImsConference.Mrfp.Control;

/// <summary>The standard health service (grpc.health.v1): an MRFP serves until it is told to stop; then it drains.</summary>
internal sealed class HealthService(IHostApplicationLifetime lifetime) : Health.HealthBase
{
    private ServingStatus Present => lifetime.ApplicationStopping.IsCancellationRequested ? ServingStatus.NotServing : ServingStatus.Serving;

    /// <exception cref="RpcException">NotFound: a service that this server does not have.</exception>
    public override Task<HealthCheckResponse> Check(HealthCheckRequest request, ServerCallContext context) => IsKnown(request.Service)
        ? Task.FromResult(new HealthCheckResponse { Status = Present })
        : throw new RpcException(new Status(StatusCode.NotFound, $"service {request.Service}"));

    /// <summary>The status now and each change of it. Ends after NOT_SERVING, so that no watcher holds up the stop.</summary>
    public override async Task Watch(HealthCheckRequest request, IServerStreamWriter<HealthCheckResponse> responseStream, ServerCallContext context)
    {
        var isKnown = IsKnown(request.Service);
        var status = isKnown ? Present : ServingStatus.ServiceUnknown;
        await responseStream.WriteAsync(new HealthCheckResponse { Status = status }, context.CancellationToken);
        if (status == ServingStatus.NotServing) return;

        await StoppingAsync(context.CancellationToken);
        if (isKnown) await responseStream.WriteAsync(new HealthCheckResponse { Status = Present }, context.CancellationToken);
    }

    private static bool IsKnown(string service) => service.Length == 0 || service == MediaProcessor.Descriptor.FullName;

    private async Task StoppingAsync(CancellationToken gone)
    {
        var stopping = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = lifetime.ApplicationStopping.Register(() => stopping.TrySetResult());
        await stopping.Task.WaitAsync(gone);
    }
}
