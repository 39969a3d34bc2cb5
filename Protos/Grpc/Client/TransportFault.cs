using Grpc.Core;
using Grpc.Wire;

namespace Grpc.Net.Client;

/// <summary>What an exception of the HTTP/2 client means for the call.</summary>
internal static class TransportFault
{
    public static Status StatusOf(Exception e)
    {
        for (var cause = e; cause is not null; cause = cause.InnerException)
        {
            if (cause is RpcException rpc) return rpc.Status;
            if (cause is HttpProtocolException http2 && IsStreamReset(http2))
                return new Status(StatusHeaders.FromReset(http2.ErrorCode), http2.Message, e);
        }

        // A cancellation that is not ours is a connection attempt that took too long; what is disposed is the channel.
        return e is HttpRequestException or IOException or OperationCanceledException or ObjectDisposedException
            ? new Status(StatusCode.Unavailable, $"Error starting or reading the gRPC call: {TextOf(e)}", e)
            : new Status(StatusCode.Internal, $"Error in the gRPC call: {TextOf(e)}", e);
    }

    /// <summary>
    /// One stream was reset, and not the whole connection closed or given up: that one is always UNAVAILABLE.
    /// Only the text tells them apart.
    /// </summary>
    private static bool IsStreamReset(HttpProtocolException e) => e.Message.Contains("stream", StringComparison.Ordinal);

    private static string TextOf(Exception e) => e.InnerException is { } inner ? $"{e.Message} ({inner.Message})" : e.Message;
}
