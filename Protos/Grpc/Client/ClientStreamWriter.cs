using Grpc.Core;
using Grpc.Wire;

namespace Grpc.Net.Client;

/// <summary>The requests of a streaming client, for its caller.</summary>
internal sealed class ClientStreamWriter<TRequest, TResponse>(GrpcClientCall<TRequest, TResponse> call, StreamedContent content, MessageFramer framer)
    : IClientStreamWriter<TRequest>
    where TRequest : class
    where TResponse : class
{
    private int _isWriting;
    private bool _isComplete;

    public WriteOptions? WriteOptions { get; set; }

    public Task WriteAsync(TRequest message) => WriteAsync(message, CancellationToken.None);

    /// <exception cref="RpcException">The call has ended; its status. Or ResourceExhausted: the message is too large, and was not sent.</exception>
    /// <exception cref="InvalidOperationException">The stream was completed, or the previous write is still under way.</exception>
    public async Task WriteAsync(TRequest message, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(message);
        if (_isComplete) throw new InvalidOperationException("The request stream was completed.");
        if (Interlocked.Exchange(ref _isWriting, 1) == 1) throw new InvalidOperationException("The previous write is still under way.");
        try
        {
            using var cancelled = cancellationToken.UnsafeRegister(static c => ((GrpcClientCall<TRequest, TResponse>)c!).Cancel(), call);
            var isMoreToCome = WriteOptions?.Flags.HasFlag(WriteFlags.BufferHint) == true;
            await content.WriteAsync(framer.Frame(call.Method.RequestMarshaller, message), isMoreToCome, call.Stopped).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not RpcException)   // whatever the transport says, the caller wants to know how the call ended
        {
            throw await call.WhyWriteFailedAsync(e).ConfigureAwait(false);
        }
        finally
        {
            Volatile.Write(ref _isWriting, 0);
        }
    }

    public Task CompleteAsync()
    {
        _isComplete = true;
        content.Complete();
        return Task.CompletedTask;
    }
}
