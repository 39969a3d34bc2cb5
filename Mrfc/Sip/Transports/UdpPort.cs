using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;

namespace ImsConference.Sip.Transports;

/// <summary>A UDP listening address: one receive loop that ends only with the port, and sends that never wait.</summary>
internal sealed class UdpPort : IAsyncDisposable
{
    private const int LargestDatagram = 65_535;

    private readonly Socket _socket;
    private readonly Action<UdpPort, byte[], IPEndPoint> _received;
    private readonly ILogger _log;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _receiving;

    /// <param name="local">Address and port; port 0 takes a free one.</param>
    /// <param name="options">Buffer sizes.</param>
    /// <param name="received">Called on the thread pool with bytes of its own.</param>
    /// <param name="log">Hears of errors of the socket.</param>
    public UdpPort(IPEndPoint local, TransportOptions options, Action<UdpPort, byte[], IPEndPoint> received, ILogger log)
    {
        (_received, _log) = (received, log);
        _socket = new Socket(local.AddressFamily, SocketType.Dgram, ProtocolType.Udp)
        {
            ReceiveBufferSize = options.SocketBufferBytes,
            SendBufferSize = options.SocketBufferBytes,
            Blocking = false,
        };
        try
        {
            _socket.Bind(local);
        }
        catch (SocketException)
        {
            _socket.Dispose();
            throw;
        }

        Local = (IPEndPoint)_socket.LocalEndPoint!;
        _receiving = Task.Run(ReceiveAsync);
    }

    public IPEndPoint Local { get; }

    /// <returns>Null when the kernel took it; what it said otherwise. A full buffer is a loss like any other on the way.</returns>
    public SocketException? Send(ReadOnlySpan<byte> message, IPEndPoint remote)
    {
        try
        {
            _socket.SendTo(message, SocketFlags.None, remote);
            return null;
        }
        catch (SocketException e)
        {
            return e.SocketErrorCode is SocketError.WouldBlock or SocketError.NoBufferSpaceAvailable ? null : e;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _receiving;
        _socket.Dispose();
        _stop.Dispose();
    }

    private async Task ReceiveAsync()
    {
        var buffer = new byte[LargestDatagram];
        EndPoint any = new IPEndPoint(_socket.AddressFamily == AddressFamily.InterNetwork ? IPAddress.Any : IPAddress.IPv6Any, 0);
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                var received = await _socket.ReceiveFromAsync(buffer, SocketFlags.None, any, _stop.Token);
                _received(this, buffer[..received.ReceivedBytes], (IPEndPoint)received.RemoteEndPoint);
            }
            catch (OperationCanceledException) when (_stop.IsCancellationRequested)
            {
                return;
            }
            catch (SocketException e)
            {
                _log.LogDebug(e, "UDP {Local}: {Error}", Local, e.SocketErrorCode);   // an ICMP answer to something we sent
            }
        }
    }
}
