using Grpc.Core;

namespace Grpc.AspNetCore.Server;

/// <summary>The requests of a streaming client, for its handler.</summary>
internal sealed class RequestStream<T>(GrpcServerCall call, Marshaller<T> marshaller) : IAsyncStreamReader<T>
    where T : class
{
    private T? _current;

    public T Current => _current ?? throw new InvalidOperationException("No message was read.");

    public async Task<bool> MoveNext(CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(call.CancellationToken, cancellationToken);
        _current = await call.ReadAsync(marshaller, either.Token).ConfigureAwait(false);
        return _current is not null;
    }
}
