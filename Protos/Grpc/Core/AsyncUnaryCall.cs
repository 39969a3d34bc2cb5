using System.Runtime.CompilerServices;

namespace Grpc.Core;

/// <summary>One request, one response. Awaiting it gives the response or throws <see cref="RpcException"/>.</summary>
/// <param name="responseAsync">The response.</param>
/// <param name="responseHeadersAsync">Asked for the headers when somebody wants them: hardly anybody does.</param>
/// <param name="getStatusFunc">Asked for the status.</param>
/// <param name="getTrailersFunc">Asked for the trailers.</param>
/// <param name="disposeAction">Cancels the call.</param>
/// <param name="state">What each of these gets: the call.</param>
public sealed class AsyncUnaryCall<TResponse>(
    Task<TResponse> responseAsync, Func<object, Task<Metadata>> responseHeadersAsync,
    Func<object, Status> getStatusFunc, Func<object, Metadata> getTrailersFunc, Action<object> disposeAction, object state) : IDisposable
{
    public AsyncUnaryCall(
        Task<TResponse> responseAsync, Task<Metadata> responseHeadersAsync,
        Func<Status> getStatusFunc, Func<Metadata> getTrailersFunc, Action disposeAction)
        : this(responseAsync, _ => responseHeadersAsync, _ => getStatusFunc(), _ => getTrailersFunc(), _ => disposeAction(), responseAsync)
    {
    }

    public Task<TResponse> ResponseAsync { get; } = responseAsync;

    public Task<Metadata> ResponseHeadersAsync => field ??= responseHeadersAsync(state);

    public TaskAwaiter<TResponse> GetAwaiter() => ResponseAsync.GetAwaiter();

    public ConfiguredTaskAwaitable<TResponse> ConfigureAwait(bool continueOnCapturedContext) =>
        ResponseAsync.ConfigureAwait(continueOnCapturedContext);

    /// <exception cref="InvalidOperationException">The call has not ended yet.</exception>
    public Status GetStatus() => getStatusFunc(state);

    /// <inheritdoc cref="GetStatus"/>
    public Metadata GetTrailers() => getTrailersFunc(state);

    /// <summary>Cancels the call unless it has ended.</summary>
    public void Dispose() => disposeAction(state);
}
