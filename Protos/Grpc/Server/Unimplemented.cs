using Grpc.Core;
using Grpc.Wire;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;

namespace Grpc.AspNetCore.Server;

/// <summary>Answers UNIMPLEMENTED where gRPC asks for a method that is not there. Other requests are not touched.</summary>
internal static class Unimplemented
{
    public static IEndpointConventionBuilder Map(IEndpointRouteBuilder builder, string pattern, GrpcCallRunner runner)
    {
        var onlyGrpc = RoutePatternFactory.Parse(pattern, defaults: null, parameterPolicies: new { method = new GrpcContentConstraint() });
        RequestDelegate answer = http => runner.RunAsync(
            http, http.Request.Path, _ => throw Rpc.Error(StatusCode.Unimplemented, $"There is no method {http.Request.Path}."));
        return builder.Map(onlyGrpc, answer).WithDisplayName($"gRPC - unimplemented {pattern}");
    }

    private sealed class GrpcContentConstraint : IRouteConstraint
    {
        public bool Match(
            HttpContext? httpContext, IRouter? route, string routeKey, RouteValueDictionary values, RouteDirection routeDirection) =>
            httpContext is not null && GrpcRequest.IsGrpc(httpContext.Request.ContentType);
    }
}
