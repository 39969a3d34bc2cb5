using Grpc.Core;
using Grpc.Wire;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Grpc.AspNetCore.Server;

/// <summary>Hears of each method from the generated <c>BindService</c> and makes an endpoint of it.</summary>
/// <typeparam name="TService">The class with the handlers; one is found or made for each call.</typeparam>
internal sealed class ServiceMapper<TService>(IEndpointRouteBuilder builder, GrpcCallRunner runner) : ServiceBinderBase
    where TService : class
{
    private readonly HashSet<string> _serviceNames = [];

    public List<IEndpointConventionBuilder> Endpoints { get; } = [];

    /// <exception cref="InvalidOperationException">The class derives from no generated service base.</exception>
    public void MapAll()
    {
        for (var type = typeof(TService); type is not null; type = type.BaseType)
        {
            var attributes = type.GetCustomAttributes(typeof(BindServiceMethodAttribute), inherit: false);
            if (attributes is not [BindServiceMethodAttribute bind, ..]) continue;
            var method = bind.BindType.GetMethod(bind.BindMethodName, [typeof(ServiceBinderBase), type])
                ?? throw new InvalidOperationException($"{bind.BindType} has no {bind.BindMethodName}(ServiceBinderBase, {type.Name}).");
            method.Invoke(null, [this, null]);
            foreach (var service in _serviceNames) Endpoints.Add(Unimplemented.Map(builder, $"/{service}/{{method}}", runner));
            return;
        }

        throw new InvalidOperationException($"{typeof(TService)} derives from no generated service base.");
    }

    public override void AddMethod<TRequest, TResponse>(
        Method<TRequest, TResponse> method, UnaryServerMethod<TRequest, TResponse>? handler)
    {
        var serve = Handler<Func<TService, TRequest, ServerCallContext, Task<TResponse>>>(method, typeof(TRequest), typeof(ServerCallContext));
        Map(method, async (service, call) =>
        {
            var request = await call.ReadOnlyRequestAsync(method.RequestMarshaller).ConfigureAwait(false);
            await RespondAsync(call, method, await serve(service, request, call).ConfigureAwait(false)).ConfigureAwait(false);
        });
    }

    public override void AddMethod<TRequest, TResponse>(
        Method<TRequest, TResponse> method, ClientStreamingServerMethod<TRequest, TResponse>? handler)
    {
        var serve = Handler<Func<TService, IAsyncStreamReader<TRequest>, ServerCallContext, Task<TResponse>>>(
            method, typeof(IAsyncStreamReader<TRequest>), typeof(ServerCallContext));
        Map(method, async (service, call) =>
        {
            call.ExpectStream();
            var requests = new RequestStream<TRequest>(call, method.RequestMarshaller);
            await RespondAsync(call, method, await serve(service, requests, call).ConfigureAwait(false)).ConfigureAwait(false);
        });
    }

    public override void AddMethod<TRequest, TResponse>(
        Method<TRequest, TResponse> method, ServerStreamingServerMethod<TRequest, TResponse>? handler)
    {
        var serve = Handler<Func<TService, TRequest, IServerStreamWriter<TResponse>, ServerCallContext, Task>>(
            method, typeof(TRequest), typeof(IServerStreamWriter<TResponse>), typeof(ServerCallContext));
        Map(method, async (service, call) =>
        {
            var request = await call.ReadOnlyRequestAsync(method.RequestMarshaller).ConfigureAwait(false);
            await serve(service, request, new ResponseStream<TResponse>(call, method.ResponseMarshaller), call).ConfigureAwait(false);
        });
    }

    public override void AddMethod<TRequest, TResponse>(
        Method<TRequest, TResponse> method, DuplexStreamingServerMethod<TRequest, TResponse>? handler)
    {
        var serve = Handler<Func<TService, IAsyncStreamReader<TRequest>, IServerStreamWriter<TResponse>, ServerCallContext, Task>>(
            method, typeof(IAsyncStreamReader<TRequest>), typeof(IServerStreamWriter<TResponse>), typeof(ServerCallContext));
        Map(method, async (service, call) =>
        {
            call.ExpectStream();
            var requests = new RequestStream<TRequest>(call, method.RequestMarshaller);
            await serve(service, requests, new ResponseStream<TResponse>(call, method.ResponseMarshaller), call).ConfigureAwait(false);
        });
    }

    private static TDelegate Handler<TDelegate>(IMethod method, params Type[] parameters)
        where TDelegate : Delegate
    {
        var found = typeof(TService).GetMethod(method.Name, parameters)
            ?? throw new InvalidOperationException($"{typeof(TService)} has no handler for {method.FullName}.");
        return found.CreateDelegate<TDelegate>();
    }

    /// <summary>A status other than OK goes without a message, whatever the handler returned.</summary>
    private static async Task RespondAsync<TRequest, TResponse>(GrpcServerCall call, Method<TRequest, TResponse> method, TResponse? response)
        where TRequest : class
        where TResponse : class
    {
        if (call.Status.StatusCode != StatusCode.OK) return;
        if (response is null) throw Rpc.Error(StatusCode.Internal, "The handler returned no message.");
        await call.WriteAsync(method.ResponseMarshaller, response, call.CancellationToken).ConfigureAwait(false);
    }

    private void Map(IMethod method, Func<TService, GrpcServerCall, Task> serve)
    {
        _serviceNames.Add(method.ServiceName);
        RequestDelegate handle = http => runner.RunAsync(
            http, method.FullName, call => ServiceActivator<TService>.UseAsync(http.RequestServices, service => serve(service, call)));
        Endpoints.Add(builder.MapPost(method.FullName, handle).WithDisplayName($"gRPC - {method.FullName}"));
    }
}
