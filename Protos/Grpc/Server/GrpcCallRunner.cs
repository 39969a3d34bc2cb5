using Grpc.Core;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Grpc.AspNetCore.Server;

/// <summary>Runs one handler for one call and turns whatever comes of it into a status.</summary>
internal sealed class GrpcCallRunner(GrpcServiceOptions options, ILogger log)
{
    /// <param name="http">The stream.</param>
    /// <param name="method">Its path.</param>
    /// <param name="handle">Reads, serves, writes. What it throws becomes the status.</param>
    public async Task RunAsync(HttpContext http, string method, Func<GrpcServerCall, Task> handle)
    {
        if (!GrpcRequest.Check(http)) return;
        using var call = new GrpcServerCall(http, method, options);
        try
        {
            call.Begin();
            await handle(call).ConfigureAwait(false);
            call.End(call.IsDeadlineExceeded ? DeadlineExceeded : call.Status, null);
        }
        catch (Exception e)   // the edge: one handler's fault is one call's status
        {
            End(http, call, method, e);
        }
    }

    private static Status DeadlineExceeded => new(StatusCode.DeadlineExceeded, "Deadline Exceeded");

    private void End(HttpContext http, GrpcServerCall call, string method, Exception e)
    {
        if (call.IsDeadlineExceeded)
        {
            log.LogDebug(e, "{Method}: the deadline passed", method);
            call.End(DeadlineExceeded, null);
        }
        else if (http.RequestAborted.IsCancellationRequested)
        {
            log.LogDebug(e, "{Method}: the client is gone", method);
        }
        else if (e is RpcException rpc)
        {
            log.LogDebug(e, "{Method}: {Status}", method, rpc.StatusCode);
            call.End(rpc.Status, rpc.Trailers);
        }
        else
        {
            log.LogError(e, "{Method}: the handler failed", method);
            call.End(new Status(StatusCode.Unknown, TextOf(e)), null);
        }
    }

    /// <summary>What the client may know of it: by default no more than that it happened.</summary>
    private string TextOf(Exception e) =>
        options.EnableDetailedErrors == true ? $"Exception was thrown by handler. {e.GetType().Name}: {e.Message}" : "Exception was thrown by handler.";
}
