using Grpc.AspNetCore.Server;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

// Where the package has it, so that a host needs no other using.
namespace Microsoft.AspNetCore.Builder;

/// <summary>Maps gRPC services to a host's endpoints.</summary>
public static class GrpcEndpointRouteBuilderExtensions
{
    /// <summary>Serves <typeparamref name="TService"/>, made once a call unless the container knows it with a longer life.</summary>
    /// <exception cref="InvalidOperationException">AddGrpc was not called, or the class derives from no generated service base.</exception>
    public static GrpcServiceEndpointConventionBuilder MapGrpcService<TService>(this IEndpointRouteBuilder builder)
        where TService : class
    {
        ArgumentNullException.ThrowIfNull(builder);
        var services = builder.ServiceProvider;
        var mappings = services.GetService<GrpcMappings>()
            ?? throw new InvalidOperationException("Call services.AddGrpc() before MapGrpcService.");
        var options = services.GetRequiredService<IOptions<GrpcServiceOptions>>().Value;
        var log = services.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(TService).FullName ?? typeof(TService).Name);

        var runner = new GrpcCallRunner(options, log);
        var mapper = new ServiceMapper<TService>(builder, runner);
        mapper.MapAll();
        if (!mappings.HasUnknownService)
        {
            Unimplemented.Map(builder, "/{service}/{method}", runner);
            mappings.HasUnknownService = true;
        }

        return new GrpcServiceEndpointConventionBuilder([.. mapper.Endpoints]);
    }
}
