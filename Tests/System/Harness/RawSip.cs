using System.Net;
using System.Net.Sockets;
using System.Text;

namespace ImsConference.Tests.EndToEnd.Harness;

/// <summary>Sends SIP as written, byte by byte, by UDP, and returns what comes back as text.</summary>
public sealed class RawSip : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
    private readonly byte[] _datagram = new byte[65_535];

    /// <param name="target">Where it sends to, and the only one that it hears.</param>
    /// <param name="local">Where it sends from; null: a free port of 127.0.0.1.</param>
    public RawSip(IPEndPoint target, IPEndPoint? local = null)
    {
        _socket.Bind(local ?? new IPEndPoint(IPAddress.Loopback, 0));
        _socket.Connect(target);
        Local = (IPEndPoint)_socket.LocalEndPoint!;
    }

    /// <summary>Where it sends from: for Via and Contact.</summary>
    public IPEndPoint Local { get; }

    /// <param name="text">A whole message; its line ends may be LF.</param>
    public void Send(string text) =>
        _socket.Send(Encoding.UTF8.GetBytes(text.ReplaceLineEndings("\r\n")));

    /// <summary>The next message that is no 100.</summary>
    public async Task<string> ReceiveAsync(CancellationToken stop)
    {
        while (true)
        {
            var count = await _socket.ReceiveAsync(_datagram, stop);
            var text = Encoding.UTF8.GetString(_datagram, 0, count);
            if (!text.StartsWith("SIP/2.0 100 ", StringComparison.Ordinal)) return text;
        }
    }

    public void Dispose() => _socket.Dispose();
}
