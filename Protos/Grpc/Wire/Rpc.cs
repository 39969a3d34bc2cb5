using Grpc.Core;

namespace Grpc.Wire;

/// <summary>Makes the exceptions of this runtime itself.</summary>
internal static class Rpc
{
    public static RpcException Error(StatusCode code, string detail, Exception? cause = null) => new(new Status(code, detail, cause));

    public static RpcException TooLarge(string what, long bytes, int? maxSize) =>
        Error(StatusCode.ResourceExhausted, $"A {what} message of {bytes} bytes exceeds the maximum of {maxSize ?? int.MaxValue}.");
}
