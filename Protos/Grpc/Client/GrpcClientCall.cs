using System.IO.Pipelines;
using Grpc.Core;
using Grpc.Wire;
using Microsoft.Extensions.Logging;

namespace Grpc.Net.Client;

/// <summary>One call: an HTTP/2 stream with its deadline, its cancellation and, in the end, its status.</summary>
/// <remarks>
/// Several threads meet here: the caller's, the transport's, a deadline's. Whoever ends the call first wins (<see cref="CallEnd"/>);
/// all others find it ended.
/// </remarks>
internal sealed class GrpcClientCall<TRequest, TResponse> : IDisposable
    where TRequest : class
    where TResponse : class
{
    private readonly GrpcChannel _channel;
    private readonly CallOptions _options;
    private readonly HttpRequestMessage _request;
    private readonly CancellationTokenSource _stop = new();
    private readonly CallEnd _end = new();
    private CancellationTokenRegistration _cancelled;
    private Timer? _deadline;
    private StreamedContent? _streamed;
    private MessageReader? _reader;
    private HttpResponseMessage? _received;

    // Faulted, where it is, with the RpcException that the caller shall see.
    private Task<HttpResponseMessage>? _response;

    public GrpcClientCall(GrpcChannel channel, Method<TRequest, TResponse> method, string? host, CallOptions options)
    {
        _channel = channel;
        _options = options;
        Method = method;
        Stopped = _stop.Token;
        _request = ClientRequest.Create(channel.UriOf(method), host, options.Headers);
    }

    public Method<TRequest, TResponse> Method { get; }

    /// <summary>Cancelled when the call has ended, in whatever way.</summary>
    public CancellationToken Stopped { get; }

    private Task<HttpResponseMessage> Response => _response ?? throw new InvalidOperationException("The call was not started.");

    /// <summary>Sends the only request.</summary>
    public void Start(TRequest request)
    {
        _response = StartAsync(() =>
            ClientRequest.OneMessage(new MessageFramer(_channel.MaxSendMessageSize).Frame(Method.RequestMarshaller, request)));
    }

    public ClientStreamWriter<TRequest, TResponse> StartStream()
    {
        _streamed = ClientRequest.Typed(new StreamedContent());
        _response = StartAsync(() => _streamed);
        return new ClientStreamWriter<TRequest, TResponse>(this, _streamed, new MessageFramer(_channel.MaxSendMessageSize));
    }

    public async Task<Metadata> ReadHeadersAsync() => ClientResponse.HeadersOf(await Response.ConfigureAwait(false));

    /// <exception cref="RpcException">The call ended otherwise than with one message and OK.</exception>
    public async Task<TResponse> ReadOnlyResponseAsync()
    {
        var response = await ReadAsync().ConfigureAwait(false)
            ?? throw Rpc.Error(StatusCode.Internal, "The response has no message.");
        if (await ReadAsync().ConfigureAwait(false) is null) return response;
        Finish(new Status(StatusCode.Internal, "The response has more than one message."), null);
        throw _end.ToException();
    }

    /// <returns>Null when the call has ended with OK.</returns>
    /// <exception cref="RpcException">It has ended otherwise.</exception>
    public async Task<TResponse?> ReadAsync()
    {
        try
        {
            if (!_end.IsSet)
            {
                var response = await Response.ConfigureAwait(false);
                _reader ??= await OpenAsync(response).ConfigureAwait(false);
                if (await _reader.ReadAsync(Method.ResponseMarshaller, Stopped).ConfigureAwait(false) is { } message) return message;
                await _reader.CompleteAsync().ConfigureAwait(false);
                Finish(ClientResponse.StatusOf(response), ClientResponse.TrailersOf(response));
            }
        }
        catch (Exception e)   // the edge: whatever the transport throws is this call's status
        {
            Finish(StatusOf(e), null);
        }

        return _end.Status.StatusCode == StatusCode.OK ? null : throw _end.ToException();
    }

    /// <exception cref="InvalidOperationException">The call has not ended.</exception>
    public Status GetStatus() => _end.Status;

    /// <inheritdoc cref="GetStatus"/>
    public Metadata GetTrailers() => _end.Trailers;

    public void Cancel() => Finish(new Status(StatusCode.Cancelled, "Call canceled by the client."), null);

    public void Dispose() => Finish(new Status(StatusCode.Cancelled, "gRPC call disposed."), null);

    /// <summary>A server may end a call while requests are being written: then its status is the reason, not the broken stream.</summary>
    public async Task<Exception> WhyWriteFailedAsync(Exception e)
    {
        // With one response to come a read is always under way, and it will find out.
        if (Method.Type == MethodType.ClientStreaming) await _end.WhenSet.ConfigureAwait(false);
        if (!_end.IsSet) return new RpcException(StatusOf(e));
        return _end.Status.StatusCode == StatusCode.OK ? new InvalidOperationException("The call has ended.", e) : _end.ToException();
    }

    private async Task<HttpResponseMessage> StartAsync(Func<HttpContent> content)
    {
        try
        {
            _channel.Register(this);
            if (_options.Deadline is { } deadline) StartDeadline(deadline);
            _cancelled = _options.CancellationToken.UnsafeRegister(static c => ((GrpcClientCall<TRequest, TResponse>)c!).Cancel(), this);
            _request.Content = content();
            Stopped.ThrowIfCancellationRequested();
            return await ReceiveAsync().ConfigureAwait(false);
        }
        catch (Exception e)   // the edge: whatever the transport throws is this call's status
        {
            Finish(StatusOf(e), null);
            throw _end.ToException();
        }
    }

    private async Task<HttpResponseMessage> ReceiveAsync()
    {
        var response = await _channel.Http.SendAsync(_request, Stopped).ConfigureAwait(false);

        // Finish may run at this very moment: either it sees the response, or we see the end.
        Interlocked.Exchange(ref _received, response);
        if (_end.IsSet) response.Dispose();
        if (ClientResponse.FaultOf(response) is { } fault) Finish(fault, ClientResponse.HeadersOf(response));
        return _end.IsSet ? throw _end.ToException() : response;
    }

    private async Task<MessageReader> OpenAsync(HttpResponseMessage response)
    {
        var body = await response.Content.ReadAsStreamAsync(Stopped).ConfigureAwait(false);
        return new MessageReader(PipeReader.Create(body), ClientResponse.EncodingOf(response), _channel.MaxReceiveMessageSize);
    }

    private void StartDeadline(DateTime deadline)
    {
        var left = ClientRequest.SetTimeout(_request, deadline);
        if (left <= TimeSpan.Zero) Expire();
        else if (left < ClientRequest.LongestTimeout)
            _deadline = new Timer(static c => ((GrpcClientCall<TRequest, TResponse>)c!).Expire(), this, left, Timeout.InfiniteTimeSpan);
    }

    private void Expire() => Finish(new Status(StatusCode.DeadlineExceeded, "Deadline Exceeded"), null);

    /// <summary>A server whose own clock ended the call may only reset the stream.</summary>
    private Status StatusOf(Exception e)
    {
        var status = TransportFault.StatusOf(e);
        var isExpired = _options.Deadline is { } deadline && deadline <= TimeProvider.System.GetUtcNow().UtcDateTime;
        return isExpired && status.StatusCode == StatusCode.Cancelled ? new Status(StatusCode.DeadlineExceeded, status.Detail, e) : status;
    }

    private void Finish(Status status, Metadata? trailers)
    {
        if (!_end.TrySet(status, trailers)) return;
        if (status.StatusCode != StatusCode.OK) _channel.Log.LogDebug("{Method}: {Status} {Detail}", Method.FullName, status.StatusCode, status.Detail);

        _cancelled.Unregister();
        _deadline?.Dispose();
        if (status.StatusCode == StatusCode.OK) _streamed?.Complete();
        _stop.Cancel();
        Interlocked.Exchange(ref _received, null)?.Dispose();   // resets the stream unless both sides have ended it
        _streamed?.Abort();
        _request.Dispose();
        _channel.Unregister(this);
    }
}
