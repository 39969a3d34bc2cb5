using Microsoft.Extensions.DependencyInjection;

namespace Grpc.AspNetCore.Server;

/// <summary>For settings of gRPC beyond its options.</summary>
public interface IGrpcServerBuilder
{
    IServiceCollection Services { get; }
}
