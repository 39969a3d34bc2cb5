using Grpc.AspNetCore.Server;
using Microsoft.Extensions.DependencyInjection.Extensions;

// Where the package has it, so that a host needs no other using.
namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds gRPC to a host.</summary>
public static class GrpcServicesExtensions
{
    public static IGrpcServerBuilder AddGrpc(this IServiceCollection services) => services.AddGrpc(_ => { });

    public static IGrpcServerBuilder AddGrpc(this IServiceCollection services, Action<GrpcServiceOptions> configureOptions)
    {
        services.AddRouting();
        services.Configure(configureOptions);
        services.TryAddSingleton<GrpcMappings>();
        return new GrpcServerBuilder(services);
    }

    private sealed record GrpcServerBuilder(IServiceCollection Services) : IGrpcServerBuilder;
}
