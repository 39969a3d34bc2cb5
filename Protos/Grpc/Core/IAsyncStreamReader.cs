namespace Grpc.Core;

/// <summary>The messages of a peer, one after another.</summary>
public interface IAsyncStreamReader<out T>
{
    T Current { get; }

    /// <summary>Waits for the next message. One call at a time.</summary>
    /// <returns>False at the end of the stream.</returns>
    /// <exception cref="RpcException">The call ended otherwise than with OK.</exception>
    Task<bool> MoveNext(CancellationToken cancellationToken);
}
