namespace Grpc.Core;

/// <summary>What a caller asks for one call.</summary>
/// <param name="headers">Metadata to send first.</param>
/// <param name="deadline">UTC; the call ends with DEADLINE_EXCEEDED then. It travels as <c>grpc-timeout</c>.</param>
/// <param name="cancellationToken">Ends the call with CANCELLED on both sides.</param>
/// <param name="writeOptions">Flags for the request messages.</param>
public readonly struct CallOptions(
    Metadata? headers = null, DateTime? deadline = null, CancellationToken cancellationToken = default, WriteOptions? writeOptions = null)
{
    public Metadata? Headers { get; } = headers;

    public DateTime? Deadline { get; } = deadline;

    public CancellationToken CancellationToken { get; } = cancellationToken;

    public WriteOptions? WriteOptions { get; } = writeOptions;

    public CallOptions WithHeaders(Metadata headers) => new(headers, Deadline, CancellationToken, WriteOptions);

    public CallOptions WithDeadline(DateTime deadline) => new(Headers, deadline, CancellationToken, WriteOptions);

    public CallOptions WithCancellationToken(CancellationToken cancellationToken) => new(Headers, Deadline, cancellationToken, WriteOptions);

    public CallOptions WithWriteOptions(WriteOptions writeOptions) => new(Headers, Deadline, CancellationToken, writeOptions);
}
