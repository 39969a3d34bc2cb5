namespace Grpc.AspNetCore.Server;

/// <summary>How gRPC services behave on this host.</summary>
public class GrpcServiceOptions
{
    /// <summary>Bytes of one request message, after decompression; a larger one is answered RESOURCE_EXHAUSTED. Null: no limit.</summary>
    public int? MaxReceiveMessageSize { get; set; } = 4 * 1024 * 1024;

    /// <summary>Bytes of one response message; a larger one ends the call with RESOURCE_EXHAUSTED. Null: no limit.</summary>
    public int? MaxSendMessageSize { get; set; }

    /// <summary>True: the text of a handler's unforeseen exception goes to the client. Only for development.</summary>
    public bool? EnableDetailedErrors { get; set; }
}
