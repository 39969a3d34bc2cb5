using Grpc.Core;

namespace Grpc.Net.Client;

/// <summary>The responses of a streaming server, for its caller.</summary>
internal sealed class ClientStreamReader<TRequest, TResponse>(GrpcClientCall<TRequest, TResponse> call) : IAsyncStreamReader<TResponse>
    where TRequest : class
    where TResponse : class
{
    private TResponse? _current;

    public TResponse Current => _current ?? throw new InvalidOperationException("No message was read.");

    /// <summary>A cancelled read leaves no way to go on reading, so it cancels the call.</summary>
    public async Task<bool> MoveNext(CancellationToken cancellationToken)
    {
        using var cancelled = cancellationToken.UnsafeRegister(static c => ((GrpcClientCall<TRequest, TResponse>)c!).Cancel(), call);
        _current = await call.ReadAsync().ConfigureAwait(false);
        return _current is not null;
    }
}
