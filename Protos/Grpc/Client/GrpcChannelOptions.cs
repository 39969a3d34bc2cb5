using Microsoft.Extensions.Logging;

namespace Grpc.Net.Client;

/// <summary>How a channel behaves.</summary>
public sealed class GrpcChannelOptions
{
    /// <summary>
    /// Carries the calls. Null makes a <see cref="SocketsHttpHandler"/> of the channel's own. Keep-alive pings are set here
    /// (<see cref="SocketsHttpHandler.KeepAlivePingDelay"/>).
    /// </summary>
    public HttpMessageHandler? HttpHandler { get; set; }

    /// <summary>True: the channel disposes <see cref="HttpHandler"/> with itself.</summary>
    public bool DisposeHttpClient { get; set; }

    /// <summary>Bytes of one response message, after decompression; a larger one ends the call with RESOURCE_EXHAUSTED. Null: no limit.</summary>
    public int? MaxReceiveMessageSize { get; set; } = 4 * 1024 * 1024;

    /// <summary>Bytes of one request message; a larger one ends the call with RESOURCE_EXHAUSTED. Null: no limit.</summary>
    public int? MaxSendMessageSize { get; set; }

    public ILoggerFactory? LoggerFactory { get; set; }
}
