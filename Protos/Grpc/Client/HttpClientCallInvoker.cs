using Grpc.Core;

namespace Grpc.Net.Client;

/// <summary>Makes each call one HTTP/2 stream of the channel.</summary>
internal sealed class HttpClientCallInvoker(GrpcChannel channel) : CallInvoker
{
    public override TResponse BlockingUnaryCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request)
    {
        using var call = AsyncUnaryCall(method, host, options, request);
        return call.ResponseAsync.GetAwaiter().GetResult();
    }

    public override AsyncUnaryCall<TResponse> AsyncUnaryCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request)
    {
        var call = new GrpcClientCall<TRequest, TResponse>(channel, method, host, options);
        call.Start(request);
        return new(
            call.ReadOnlyResponseAsync(),
            static call => ((GrpcClientCall<TRequest, TResponse>)call).ReadHeadersAsync(),
            static call => ((GrpcClientCall<TRequest, TResponse>)call).GetStatus(),
            static call => ((GrpcClientCall<TRequest, TResponse>)call).GetTrailers(),
            static call => ((GrpcClientCall<TRequest, TResponse>)call).Dispose(),
            call);
    }

    public override AsyncServerStreamingCall<TResponse> AsyncServerStreamingCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request)
    {
        var call = new GrpcClientCall<TRequest, TResponse>(channel, method, host, options);
        call.Start(request);
        return new(new ClientStreamReader<TRequest, TResponse>(call), call.ReadHeadersAsync(), call.GetStatus, call.GetTrailers, call.Dispose);
    }

    public override AsyncClientStreamingCall<TRequest, TResponse> AsyncClientStreamingCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options)
    {
        var call = new GrpcClientCall<TRequest, TResponse>(channel, method, host, options);
        var requests = call.StartStream();
        return new(requests, call.ReadOnlyResponseAsync(), call.ReadHeadersAsync(), call.GetStatus, call.GetTrailers, call.Dispose);
    }

    public override AsyncDuplexStreamingCall<TRequest, TResponse> AsyncDuplexStreamingCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options)
    {
        var call = new GrpcClientCall<TRequest, TResponse>(channel, method, host, options);
        var requests = call.StartStream();
        return new(
            requests, new ClientStreamReader<TRequest, TResponse>(call), call.ReadHeadersAsync(), call.GetStatus, call.GetTrailers, call.Dispose);
    }
}
