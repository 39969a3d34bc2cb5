using System.Globalization;
using Grpc.Core;

namespace Grpc.Wire;

/// <summary>Where a status comes from when it comes: trailers, HTTP status or an HTTP/2 reset.</summary>
internal static class StatusHeaders
{
    public const string Code = "grpc-status";
    public const string Message = "grpc-message";

    /// <param name="code">The value of <c>grpc-status</c>. A number that is no code of gRPC, or no number, is UNKNOWN.</param>
    /// <param name="message">The value of <c>grpc-message</c>, still encoded; null when absent.</param>
    public static Status Read(string code, string? message)
    {
        var detail = message is null ? "" : PercentEncoding.Decode(message);
        var isCode = int.TryParse(code, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && number <= (int)StatusCode.Unauthenticated;
        return isCode ? new Status((StatusCode)number, detail) : new Status(StatusCode.Unknown, $"grpc-status {code}: {detail}");
    }

    public static string Format(StatusCode code) => ((int)code).ToString(CultureInfo.InvariantCulture);

    /// <summary>For a response that is not gRPC's: a proxy's, or of a server without the service (gRPC's http-grpc-status-mapping).</summary>
    public static StatusCode FromHttp(int httpStatus) => httpStatus switch
    {
        400 => StatusCode.Internal,
        401 => StatusCode.Unauthenticated,
        403 => StatusCode.PermissionDenied,
        404 => StatusCode.Unimplemented,
        429 or 502 or 503 or 504 => StatusCode.Unavailable,
        _ => StatusCode.Unknown,
    };

    /// <summary>For a stream that the peer reset (PROTOCOL-HTTP2, "Errors").</summary>
    /// <param name="http2Error">RFC 9113 §7.</param>
    public static StatusCode FromReset(long http2Error) => http2Error switch
    {
        0x7 => StatusCode.Unavailable,          // REFUSED_STREAM: nothing was processed
        0x8 => StatusCode.Cancelled,            // CANCEL
        0xb => StatusCode.ResourceExhausted,    // ENHANCE_YOUR_CALM
        0xc => StatusCode.PermissionDenied,     // INADEQUATE_SECURITY
        _ => StatusCode.Internal,
    };
}
