using System.Net;
using System.Net.Sockets;
using Grpc.Core;
using Grpc.Wire;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace Grpc.AspNetCore.Server;

/// <summary>One call that a client made: an HTTP/2 stream, read as gRPC.</summary>
internal sealed class GrpcServerCall : ServerCallContext, IDisposable
{
    // A timer takes no more; a client that waits for seven weeks waits without our help.
    private static readonly TimeSpan LongestTimeout = TimeSpan.FromDays(49);

    private readonly HttpContext _http;
    private readonly string _method;
    private readonly GrpcServiceOptions _options;
    private readonly CancellationTokenSource _cancel;
    private readonly MessageFramer _framer;
    private DateTime _deadline = DateTime.MaxValue;
    private Metadata? _requestHeaders;
    private Metadata? _responseTrailers;
    private MessageReader? _reader;
    private int _isWriting;

    public GrpcServerCall(HttpContext http, string method, GrpcServiceOptions options)
    {
        _http = http;
        _method = method;
        _options = options;
        _framer = new MessageFramer(options.MaxSendMessageSize);
        _cancel = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted);
    }

    /// <summary>True when the deadline ended the call, and not the client.</summary>
    public bool IsDeadlineExceeded => _cancel.IsCancellationRequested && !_http.RequestAborted.IsCancellationRequested;

    protected override string MethodCore => _method;

    protected override string HostCore => _http.Request.Host.Value ?? "";

    protected override string PeerCore => _http.Connection.RemoteIpAddress is { } address
        ? $"{(address.AddressFamily == AddressFamily.InterNetworkV6 ? "ipv6" : "ipv4")}:{new IPEndPoint(address, _http.Connection.RemotePort)}"
        : "unknown";

    protected override DateTime DeadlineCore => _deadline;

    protected override Metadata RequestHeadersCore => _requestHeaders ??= ReadHeaders();

    protected override CancellationToken CancellationTokenCore => _cancel.Token;

    protected override Metadata ResponseTrailersCore => _responseTrailers ??= [];

    protected override Status StatusCore { get; set; } = Status.DefaultSuccess;

    protected override WriteOptions? WriteOptionsCore { get; set; }

    protected override AuthContext AuthContextCore { get; } = new(null, []);

    /// <summary>Reads what the client asks of the call as a whole; its deadline runs from here.</summary>
    /// <exception cref="RpcException">Internal: malformed <c>grpc-timeout</c>. Unimplemented: unknown <c>grpc-encoding</c>.</exception>
    public void Begin()
    {
        _http.Response.ContentType = GrpcRequest.ContentType;
        GrpcRequest.CheckEncoding(_http);
        if (GrpcRequest.TimeoutOf(_http.Request) is not { } timeout) return;

        if (timeout < LongestTimeout) _cancel.CancelAfter(timeout);
        var now = TimeProvider.System.GetUtcNow().UtcDateTime;
        _deadline = timeout < DateTime.MaxValue - now ? now + timeout : DateTime.MaxValue;
    }

    /// <summary>Lifts what the server limits for ordinary uploads: a stream may be slow and last for days.</summary>
    public void ExpectStream()
    {
        if (_http.Features.Get<IHttpMinRequestBodyDataRateFeature>() is { } rate) rate.MinDataRate = null;
        if (_http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size) size.MaxRequestBodySize = null;
    }

    /// <exception cref="RpcException">Internal: not exactly one message; or as <see cref="MessageReader.ReadAsync{T}"/>.</exception>
    public async Task<T> ReadOnlyRequestAsync<T>(Marshaller<T> marshaller)
        where T : class
    {
        var request = await ReadAsync(marshaller, _cancel.Token).ConfigureAwait(false)
            ?? throw Rpc.Error(StatusCode.Internal, "The request has no message.");
        return await ReadAsync(marshaller, _cancel.Token).ConfigureAwait(false) is null
            ? request
            : throw Rpc.Error(StatusCode.Internal, "The request has more than one message.");
    }

    /// <returns>Null when the client sends no more.</returns>
    /// <exception cref="RpcException">Cancelled: the client reset the stream; or as <see cref="MessageReader.ReadAsync{T}"/>.</exception>
    public async ValueTask<T?> ReadAsync<T>(Marshaller<T> marshaller, CancellationToken stop)
        where T : class
    {
        _reader ??= new MessageReader(_http.Request.BodyReader, _http.Request.Headers[MessageEncoding.Header], _options.MaxReceiveMessageSize);
        try
        {
            return await _reader.ReadAsync(marshaller, stop).ConfigureAwait(false);
        }
        catch (IOException e)   // may be seen here before the abort of the request is
        {
            throw Rpc.Error(StatusCode.Cancelled, $"The client is gone: {e.Message}");
        }
    }

    /// <exception cref="InvalidOperationException">Another write is under way.</exception>
    /// <exception cref="OperationCanceledException">The call is over.</exception>
    public async Task WriteAsync<T>(Marshaller<T> marshaller, T message, CancellationToken stop)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(message);
        if (Interlocked.Exchange(ref _isWriting, 1) == 1) throw new InvalidOperationException("The previous write is still under way.");
        try
        {
            _cancel.Token.ThrowIfCancellationRequested();
            var frame = _framer.Frame(marshaller, message);
            await _http.Response.BodyWriter.WriteAsync(frame, stop).ConfigureAwait(false);
        }
        finally
        {
            Volatile.Write(ref _isWriting, 0);
        }
    }

    /// <summary>Writes the status: in the trailers, or, where nothing was sent yet, in the headers (trailers-only).</summary>
    public void End(Status status, Metadata? moreTrailers)
    {
        if (_http.RequestAborted.IsCancellationRequested) return;
        var response = _http.Response;
        Action<string, string> append = response.HasStarted
            ? (name, value) => response.AppendTrailer(name, value)
            : (name, value) => response.Headers.Append(name, value);

        append(StatusHeaders.Code, StatusHeaders.Format(status.StatusCode));
        if (status.Detail.Length > 0) append(StatusHeaders.Message, PercentEncoding.Encode(status.Detail));
        foreach (var entry in (_responseTrailers ?? []).Concat(moreTrailers ?? []))
            if (!MetadataHeaders.IsReserved(entry.Key)) append(entry.Key, MetadataHeaders.ValueOf(entry));
    }

    public void Dispose() => _cancel.Dispose();

    protected override Task WriteResponseHeadersAsyncCore(Metadata responseHeaders)
    {
        if (_http.Response.HasStarted) throw new InvalidOperationException("The response's headers were sent already.");
        foreach (var entry in responseHeaders)
            if (!MetadataHeaders.IsReserved(entry.Key)) _http.Response.Headers.Append(entry.Key, MetadataHeaders.ValueOf(entry));
        return _http.Response.BodyWriter.FlushAsync(_cancel.Token).AsTask();
    }

    protected override ContextPropagationToken CreatePropagationTokenCore(ContextPropagationOptions? options) =>
        throw new NotSupportedException("Pass on Deadline and CancellationToken of this context.");

    private Metadata ReadHeaders()
    {
        var metadata = new Metadata();
        foreach (var (name, values) in _http.Request.Headers) MetadataHeaders.AddReceived(metadata, name, values);
        return metadata;
    }
}
