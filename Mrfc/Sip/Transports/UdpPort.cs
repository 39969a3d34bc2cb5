using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;

namespace ImsConference.Sip.Transports;

/// <summary>A UDP listening address: one receive loop that ends only with the port, and sends that do not wait.</summary>
internal sealed class UdpPort : IAsyncDisposable
{
    private const int LargestDatagram = 65_535;
    private const int LongestSendMs = 1;
    private const int MostStaleFaults = 3;

    private readonly Socket _socket;
    private readonly Action<UdpPort, byte[], IPEndPoint> _received;
    private readonly Action<IPEndPoint, SocketException> _unreachable;
    private readonly ILogger _log;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private (SocketAddress? Address, IPEndPoint EndPoint) _lastSource;
    private volatile bool _isClosing;

    /// <param name="local">Address and port; port 0 takes a free one.</param>
    /// <param name="options">Buffer sizes.</param>
    /// <param name="received">Called on the port's thread with bytes of its own.</param>
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
            SendTimeout = LongestSendMs,
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
        _lastSource = (null, Local);
        new Thread(Receive) { Name = $"SIP {Local.Port}", IsBackground = true }.Start();
    }

    public IPEndPoint Local { get; }

    /// <returns>Null when the kernel took it; what it said otherwise. A full buffer is a loss like any other on the way.</returns>
    public SocketException? Send(ReadOnlySpan<byte> message, IPEndPoint remote)
    {
        var fault = SendOnce(message, remote);
        for (var again = 0; fault is not null && again < MostStaleFaults; again++)
        {
            ReportUnreachable();
            fault = SendOnce(message, remote); // the fault may be that of an earlier datagram, to another peer, which the kernel tells once
        }

        return fault;
    }

    public async ValueTask DisposeAsync()
    {
        _isClosing = true;
        _socket.Dispose();   // wakes the thread
        await _ended.Task;
    }

    /// <summary>On a thread of its own, which the kernel wakes for each datagram: by way of the thread pool it would take three wake-ups.</summary>
    private void Receive()
    {
        var buffer = new byte[LargestDatagram];
        var source = new SocketAddress(_socket.AddressFamily);
        while (!_isClosing)
        {
            try
            {
                var length = _socket.ReceiveFrom(buffer, SocketFlags.None, source);
                if (!_isClosing) _received(this, buffer[..length], EndPointOf(source));
            }
            catch (ObjectDisposedException) when (_isClosing)
            {
                break;
            }
            catch (SocketException e)
            {
                if (!_isClosing && !ReportUnreachable()) _log.LogDebug(e, "UDP {Local}: {Error}", Local, e.SocketErrorCode);
            }
        }

        _ended.SetResult();
    }

    /// <summary>Most messages come from the peer that sent the last one: the CSCF.</summary>
    private IPEndPoint EndPointOf(SocketAddress source)
    {
        if (source.Equals(_lastSource.Address)) return _lastSource.EndPoint;

        var copy = new SocketAddress(source.Family, source.Size);
        source.Buffer.Span[..source.Size].CopyTo(copy.Buffer.Span);
        _lastSource = (copy, (IPEndPoint)Local.Create(source));
        return _lastSource.EndPoint;
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
            return e.SocketErrorCode is SocketError.WouldBlock or SocketError.TimedOut or SocketError.NoBufferSpaceAvailable ? null : e;
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
