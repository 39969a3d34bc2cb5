using System.Net;
using System.Net.Http.Headers;
using Grpc.Core;
using Grpc.Wire;

namespace Grpc.Net.Client;

/// <summary>An HTTP/2 response as the server's side of a call.</summary>
internal static class ClientResponse
{
    /// <returns>Null when it is gRPC's; else what its HTTP status, version or content stands for.</returns>
    public static Status? FaultOf(HttpResponseMessage response)
    {
        if (response.Headers.NonValidated.Contains(StatusHeaders.Code)) return null;
        if (response.Version.Major < 2) return new Status(StatusCode.Internal, $"Bad gRPC response: HTTP/{response.Version}.");
        if (response.StatusCode != HttpStatusCode.OK)
        {
            var code = (int)response.StatusCode;
            return new Status(StatusHeaders.FromHttp(code), $"Bad gRPC response: HTTP status {code}.");
        }

        var type = ValueOf(response.Content.Headers.NonValidated, "content-type");
        return type?.StartsWith("application/grpc", StringComparison.OrdinalIgnoreCase) == true
            ? null
            : new Status(StatusCode.Unknown, $"Bad gRPC response: content-type {type ?? "absent"}.");
    }

    /// <summary>The status of a response whose body has been read to its end.</summary>
    public static Status StatusOf(HttpResponseMessage response)
    {
        var headers = StatusCarrier(response);
        return ValueOf(headers, StatusHeaders.Code) is { } code
            ? StatusHeaders.Read(code, ValueOf(headers, StatusHeaders.Message))
            : new Status(StatusCode.Unknown, "The response has no grpc-status.");
    }

    public static Metadata TrailersOf(HttpResponseMessage response) => MetadataOf(StatusCarrier(response));

    public static Metadata HeadersOf(HttpResponseMessage response) => MetadataOf(response.Headers.NonValidated);

    public static string? EncodingOf(HttpResponseMessage response) => ValueOf(response.Headers.NonValidated, MessageEncoding.Header);

    /// <summary>The trailers; in a trailers-only response the headers are them.</summary>
    private static HttpHeadersNonValidated StatusCarrier(HttpResponseMessage response) =>
        response.TrailingHeaders.NonValidated.Contains(StatusHeaders.Code) ? response.TrailingHeaders.NonValidated : response.Headers.NonValidated;

    private static string? ValueOf(HttpHeadersNonValidated headers, string name) =>
        headers.TryGetValues(name, out var values) ? values.ToString() : null;

    private static Metadata MetadataOf(HttpHeadersNonValidated headers)
    {
        var metadata = new Metadata();
        foreach (var (name, values) in headers) MetadataHeaders.AddReceived(metadata, name, values);
        return metadata;
    }
}
