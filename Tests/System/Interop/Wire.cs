using System.Net;
using System.Net.Sockets;
using NUnit.Framework;

namespace ImsConference.Tests.EndToEnd.Interop;

/// <summary>A TCP connection that a test can break or freeze: listens on loopback and forwards to a server.</summary>
public sealed class Wire : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly int _target;
    private readonly List<TcpClient> _ends = [];
    private readonly Lock _gate = new();
    private readonly Task _accepting;
    private readonly List<Task> _pumps = [];
    private volatile bool _isFrozen;

    public Wire(Uri target)
    {
        _target = target.Port;
        _listener.Start();
        Address = new Uri($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");
        _accepting = AcceptAsync();
    }

    public Uri Address { get; }

    /// <summary>Resets all connections there are; new ones are taken.</summary>
    public void Break()
    {
        lock (_gate)
        {
            foreach (var end in _ends)
            {
                end.LingerState = new LingerOption(enable: true, seconds: 0);
                end.Close();
            }

            _ends.Clear();
        }
    }

    /// <summary>From now on nothing arrives on either side, and nobody is told: a cable that was pulled.</summary>
    public void Freeze() => _isFrozen = true;

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        Break();
        await _accepting;
        await Task.WhenAll(_pumps);
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var near = await _listener.AcceptTcpClientAsync();
                var far = new TcpClient();
                await far.ConnectAsync(IPAddress.Loopback, _target);
                lock (_gate) _ends.AddRange([near, far]);
                _pumps.Add(PumpAsync(near.GetStream(), far.GetStream()));
                _pumps.Add(PumpAsync(far.GetStream(), near.GetStream()));
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            await TestContext.Progress.WriteLineAsync($"The wire takes no more connections: {e.Message}");
        }
    }

    private async Task PumpAsync(NetworkStream from, NetworkStream to)
    {
        var buffer = new byte[16 * 1024];
        try
        {
            while (await from.ReadAsync(buffer) is > 0 and var count)
                if (!_isFrozen) await to.WriteAsync(buffer.AsMemory(0, count));
            to.Socket.Shutdown(SocketShutdown.Send);
        }
        catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException)
        {
            await TestContext.Progress.WriteLineAsync($"The wire broke: {e.Message}");
        }
    }
}
