namespace Grpc.Core;

/// <summary>The request messages of a client.</summary>
public interface IClientStreamWriter<in T> : IAsyncStreamWriter<T>
{
    /// <summary>No more requests follow (half-close).</summary>
    Task CompleteAsync();
}
