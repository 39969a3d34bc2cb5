using System.Net;
using System.Net.Sockets;

namespace ImsConference.Tests.EndToEnd.Sip;

/// <summary>A TCP port at which nobody answers: its queue of connections is full and nobody takes one, so the kernel drops what would open another (tcp(7)).</summary>
internal sealed class SilentListener : IDisposable
{
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly Socket _first = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

    private SilentListener(IPEndPoint address)
    {
        _listener.Bind(address);
        _listener.Listen(0);
    }

    public IPEndPoint Address => (IPEndPoint)_listener.LocalEndPoint!;

    /// <summary>Listens, and fills its queue, which has room for one.</summary>
    public static async Task<SilentListener> StartAsync(IPEndPoint address, CancellationToken stop)
    {
        var silent = new SilentListener(address);
        await silent._first.ConnectAsync(silent.Address, stop);
        return silent;
    }

    public void Dispose()
    {
        _first.Dispose();
        _listener.Dispose();
    }
}
