using Grpc.Core;

namespace Grpc.AspNetCore.Server;

/// <summary>The responses of a streaming handler, for its client.</summary>
internal sealed class ResponseStream<T>(GrpcServerCall call, Marshaller<T> marshaller) : IServerStreamWriter<T>
    where T : class
{
    public WriteOptions? WriteOptions { get; set; }

    public Task WriteAsync(T message) => call.WriteAsync(marshaller, message, call.CancellationToken);

    public async Task WriteAsync(T message, CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(call.CancellationToken, cancellationToken);
        await call.WriteAsync(marshaller, message, either.Token).ConfigureAwait(false);
    }
}
