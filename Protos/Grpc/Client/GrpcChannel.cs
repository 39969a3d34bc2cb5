using System.Collections.Concurrent;
using Grpc.Core;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Grpc.Net.Client;

/// <summary>A way to one gRPC server: connects at the first call and again when the connection was lost. Safe on any thread.</summary>
public sealed class GrpcChannel : ChannelBase, IDisposable
{
    private readonly HashSet<IDisposable> _calls = [];
    private readonly ConcurrentDictionary<string, Uri> _methods = [];
    private readonly Lock _gate = new();
    private bool _isDisposed;

    private GrpcChannel(Uri address, GrpcChannelOptions options) : base(address.Authority)
    {
        Address = address;
        MaxReceiveMessageSize = options.MaxReceiveMessageSize;
        MaxSendMessageSize = options.MaxSendMessageSize;
        Log = (options.LoggerFactory ?? NullLoggerFactory.Instance).CreateLogger<GrpcChannel>();

        var isOwnHandler = options.HttpHandler is null;
        var handler = options.HttpHandler ?? new SocketsHttpHandler { EnableMultipleHttp2Connections = true, AllowAutoRedirect = false, UseCookies = false };
        Http = new HttpMessageInvoker(handler, disposeHandler: isOwnHandler || options.DisposeHttpClient);
    }

    internal Uri Address { get; }

    /// <summary>Where the calls of a method go: worked out once, for they are many.</summary>
    internal Uri UriOf(IMethod method) => _methods.GetOrAdd(method.FullName, static (name, address) => new Uri(address, name), Address);

    internal HttpMessageInvoker Http { get; }

    internal int? MaxReceiveMessageSize { get; }

    internal int? MaxSendMessageSize { get; }

    internal ILogger Log { get; }

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
        if (address.Scheme is not ("http" or "https")) throw new ArgumentException($"{address}: http or https.", nameof(address));
        return new GrpcChannel(address, channelOptions);
    }

    public override CallInvoker CreateCallInvoker() => new HttpClientCallInvoker(this);

    /// <summary>Cancels the calls that run, and closes the connection if it is the channel's own.</summary>
    public void Dispose()
    {
        IDisposable[] running;
        lock (_gate)
        {
            if (_isDisposed) return;
            _isDisposed = true;
            running = [.. _calls];
        }

        foreach (var call in running) call.Dispose();
        Http.Dispose();
    }

    /// <exception cref="ObjectDisposedException">The channel is closed.</exception>
    internal void Register(IDisposable call)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            _calls.Add(call);
        }
    }

    internal void Unregister(IDisposable call)
    {
        lock (_gate) _calls.Remove(call);
    }

    protected override Task ShutdownAsyncCore()
    {
        Dispose();
        return Task.CompletedTask;
    }
}
