using System.Net;
using System.Net.Http.Headers;
using Grpc.Core;
using Grpc.Wire;

namespace Grpc.Net.Client;

/// <summary>A call as an HTTP/2 request.</summary>
internal static class ClientRequest
{
    /// <summary>A timer takes no more; whoever waits for seven weeks waits without our help.</summary>
    public static readonly TimeSpan LongestTimeout = TimeSpan.FromDays(49);

    private static readonly MediaTypeHeaderValue GrpcContent = new("application/grpc");

    public static HttpRequestMessage Create(Uri method, string? host, Metadata? metadata)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, method)
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,   // for http: prior knowledge (RFC 9113 §3.3)
        };
        request.Headers.Host = host;
        request.Headers.TryAddWithoutValidation("te", "trailers");
        request.Headers.TryAddWithoutValidation(MessageEncoding.AcceptHeader, MessageEncoding.Accepted);
        foreach (var entry in metadata ?? Metadata.Empty)
            if (!MetadataHeaders.IsReserved(entry.Key)) request.Headers.TryAddWithoutValidation(entry.Key, MetadataHeaders.ValueOf(entry));
        if (!request.Headers.Contains("user-agent")) request.Headers.TryAddWithoutValidation("user-agent", "grpc-dotnet-imsconference/0.1");
        return request;
    }

    /// <summary>Writes <c>grpc-timeout</c>.</summary>
    /// <returns>How long from now; not positive when the deadline has passed.</returns>
    /// <exception cref="InvalidOperationException">The deadline is not UTC.</exception>
    public static TimeSpan SetTimeout(HttpRequestMessage request, DateTime deadline)
    {
        if (deadline == DateTime.MaxValue) return TimeSpan.MaxValue;
        if (deadline.Kind != DateTimeKind.Utc) throw new InvalidOperationException("A deadline is UTC.");
        var left = deadline - TimeProvider.System.GetUtcNow().UtcDateTime;
        request.Headers.TryAddWithoutValidation("grpc-timeout", GrpcTimeout.Format(left));
        return left;
    }

    public static HttpContent OneMessage(ReadOnlyMemory<byte> frame) => Typed(new ReadOnlyMemoryContent(frame));

    public static T Typed<T>(T content)
        where T : HttpContent
    {
        content.Headers.ContentType = GrpcContent;
        return content;
    }
}
