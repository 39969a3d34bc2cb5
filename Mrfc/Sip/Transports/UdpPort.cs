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
    private readonly Action<IPEndPoint, SocketException> _unreachable;
    private readonly ILogger _log;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _receiving;

    /// <param name="local">Address and port; port 0 takes a free one.</param>
    /// <param name="options">Buffer sizes.</param>
    /// <param name="received">Called on the thread pool with bytes of its own.</param>
    /// <param name="unreachable">Called from any thread when ICMP says that datagrams to a peer did not arrive.</param>
    /// <param name="log">Hears of errors of the socket.</param>
    public UdpPort(
        IPEndPoint local,
        TransportOptions options,
        Action<UdpPort, byte[], IPEndPoint> received,
        Action<IPEndPoint, SocketException> unreachable,
        ILogger log)
    {
        (_received, _unreachable, _log) = (received, unreachable, log);
        _socket = new Socket(local.AddressFamily, SocketType.Dgram, ProtocolType.Udp)
        {
            ReceiveBufferSize = options.SocketBufferBytes,
            SendBufferSize = options.SocketBufferBytes,
            Blocking = false,
        };
        try
        {
            UdpErrorQueue.Open(_socket);
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
        var fault = SendOnce(message, remote);
        if (fault is null || !ReportUnreachable()) return fault;
        return SendOnce(message, remote);   // the error was that of an earlier datagram, maybe to another peer
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
                if (!ReportUnreachable()) _log.LogDebug(e, "UDP {Local}: {Error}", Local, e.SocketErrorCode);
            }
        }
    }

    private SocketException? SendOnce(ReadOnlySpan<byte> message, IPEndPoint remote)
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

    /// <returns>False when there was no ICMP report.</returns>
    private bool ReportUnreachable()
    {
        var any = false;
        while (UdpErrorQueue.TryTake(_socket, out var target, out var error))
        {
            any = true;
            if (target is not null) _unreachable(target, new SocketException((int)error));
        }

        return any;
    }
}
