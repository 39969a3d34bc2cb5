namespace Grpc.Core;

/// <summary>The response messages of a server; the stream ends when the handler returns.</summary>
public interface IServerStreamWriter<in T> : IAsyncStreamWriter<T>;
