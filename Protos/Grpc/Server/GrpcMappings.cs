namespace Grpc.AspNetCore.Server;

/// <summary>Shows that a host has gRPC, and remembers what is mapped once for all of its services.</summary>
internal sealed class GrpcMappings
{
    public bool HasUnknownService { get; set; }
}
