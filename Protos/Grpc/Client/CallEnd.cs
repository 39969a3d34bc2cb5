using Grpc.Core;

namespace Grpc.Net.Client;

/// <summary>How a call ended: said once, by whoever knew it first.</summary>
internal sealed class CallEnd
{
    private readonly TaskCompletionSource<(Status Status, Metadata Trailers)> _end = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public bool IsSet => _end.Task.IsCompleted;

    public Task WhenSet => _end.Task;

    /// <exception cref="InvalidOperationException">Not known yet.</exception>
    public Status Status => Known.Status;

    /// <inheritdoc cref="Status"/>
    public Metadata Trailers => Known.Trailers;

    private (Status Status, Metadata Trailers) Known =>
        IsSet ? _end.Task.GetAwaiter().GetResult() : throw new InvalidOperationException("The call has not ended yet.");

    /// <returns>False when it was known already.</returns>
    public bool TrySet(Status status, Metadata? trailers) => _end.TrySetResult((status, trailers ?? Metadata.Empty));

    public RpcException ToException() => new(Status, Trailers);
}
