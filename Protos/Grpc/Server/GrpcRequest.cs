using Grpc.Core;
using Grpc.Wire;
using Microsoft.AspNetCore.Http;

namespace Grpc.AspNetCore.Server;

/// <summary>What makes an HTTP request a call of gRPC.</summary>
internal static class GrpcRequest
{
    public const string ContentType = "application/grpc";

    /// <summary>True for <c>application/grpc</c> and <c>application/grpc+proto</c>.</summary>
    public static bool IsGrpc(string? contentType) =>
        contentType is not null
        && contentType.StartsWith(ContentType, StringComparison.OrdinalIgnoreCase)
        && (contentType.Length == ContentType.Length || contentType[ContentType.Length] is '+' or ';' or ' ');

    /// <summary>Answers what is not gRPC in the words of HTTP.</summary>
    /// <returns>False when it was answered so.</returns>
    public static bool Check(HttpContext http)
    {
        if (!IsGrpc(http.Request.ContentType))
        {
            http.Response.StatusCode = StatusCodes.Status415UnsupportedMediaType;
            return false;
        }

        if (HttpProtocol.IsHttp2(http.Request.Protocol) || HttpProtocol.IsHttp3(http.Request.Protocol)) return true;
        http.Response.StatusCode = StatusCodes.Status426UpgradeRequired;
        http.Response.Headers.Upgrade = HttpProtocol.Http2;
        return false;
    }

    /// <returns>Null when the client set no deadline.</returns>
    /// <exception cref="RpcException">Internal: malformed.</exception>
    public static TimeSpan? TimeoutOf(HttpRequest request)
    {
        string? text = request.Headers["grpc-timeout"];
        if (text is null) return null;
        return GrpcTimeout.TryParse(text, out var timeout)
            ? timeout
            : throw Rpc.Error(StatusCode.Internal, $"grpc-timeout: {text} is no timeout.");
    }

    /// <exception cref="RpcException">Unimplemented: a compression that we do not know; the response's headers say which we do.</exception>
    public static void CheckEncoding(HttpContext http)
    {
        string? encoding = http.Request.Headers[MessageEncoding.Header];
        if (MessageEncoding.IsKnown(encoding)) return;
        http.Response.Headers[MessageEncoding.AcceptHeader] = MessageEncoding.Accepted;
        throw Rpc.Error(StatusCode.Unimplemented, $"grpc-encoding: {encoding} is not supported.");
    }
}
