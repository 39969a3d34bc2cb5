// Where the package has it, so that a host needs no other using.
namespace Microsoft.AspNetCore.Builder;

/// <summary>Adds conventions (authorisation, host filters) to every method of a mapped service.</summary>
public sealed class GrpcServiceEndpointConventionBuilder : IEndpointConventionBuilder
{
    private readonly IEndpointConventionBuilder[] _endpoints;

    internal GrpcServiceEndpointConventionBuilder(IEndpointConventionBuilder[] endpoints) => _endpoints = endpoints;

    public void Add(Action<EndpointBuilder> convention)
    {
        foreach (var endpoint in _endpoints) endpoint.Add(convention);
    }
}
