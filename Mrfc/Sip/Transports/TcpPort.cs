using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;

namespace ImsConference.Sip.Transports;

/// <summary>A TCP listening address, for plain streams or for TLS.</summary>
internal sealed class TcpPort : IAsyncDisposable
{
    private static readonly TimeSpan Breath = TimeSpan.FromMilliseconds(100);

    private readonly Socket _socket;
    private readonly Action<TcpPort, Socket> _accepted;
    private readonly ILogger _log;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _accepting;

    /// <param name="local">Address and port.</param>
    /// <param name="accepted">Called on the thread pool; owns the socket from then on.</param>
    /// <param name="log">Hears of errors of the socket.</param>
    public TcpPort(IPEndPoint local, Action<TcpPort, Socket> accepted, ILogger log)
    {
        (_accepted, _log) = (accepted, log);
        _socket = new Socket(local.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            _socket.Bind(local);
            _socket.Listen(512);
        }
        catch (SocketException)
        {
            _socket.Dispose();
            throw;
        }

        Local = (IPEndPoint)_socket.LocalEndPoint!;
        _accepting = Task.Run(AcceptAsync);
    }

    public IPEndPoint Local { get; }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _accepting;
        _socket.Dispose();
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                _accepted(this, await _socket.AcceptAsync(_stop.Token));
            }
            catch (OperationCanceledException) when (_stop.IsCancellationRequested)
            {
                return;
            }
            catch (SocketException e)
            {
                // Out of descriptors, for instance: the next one may find some.
                _log.LogWarning(e, "TCP {Local}: no connection accepted: {Error}", Local, e.SocketErrorCode);
                await Task.Delay(Breath, CancellationToken.None);
            }
        }
    }
}
