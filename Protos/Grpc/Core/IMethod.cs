namespace Grpc.Core;

/// <summary>What a method is called, without the types of its messages.</summary>
public interface IMethod
{
    MethodType Type { get; }

    /// <summary>Package and service, for example <c>grpc.health.v1.Health</c>.</summary>
    string ServiceName { get; }

    string Name { get; }

    /// <summary>The HTTP/2 path, for example <c>/grpc.health.v1.Health/Check</c>.</summary>
    string FullName { get; }
}
