using System.Net;
using System.Net.Sockets;
using ImsConference.Sip.Loop;
using ImsConference.Sip.Messages;

namespace ImsConference.Sip.Transports;

/// <summary>The open streams: found again by their id, or by the peer they lead to (RFC 3261 §18.1.1, §18.2.2).</summary>
/// <remarks>The table belongs to the loop.</remarks>
/// <param name="loop">The table's owner.</param>
/// <param name="tls">What secures streams of TLS; null: there are none.</param>
/// <param name="options">Bounds.</param>
internal sealed class TcpConnections(SignallingLoop loop, TlsContext? tls, TransportOptions options) : IAsyncDisposable
{
    private readonly Dictionary<long, TcpConnection> _byId = [];
    private readonly Dictionary<(TransportProtocol Protocol, IPEndPoint Remote, IPAddress Local), TcpConnection> _byPeer = [];
    private readonly Dictionary<TcpConnection, Task> _running = [];
    private long _lastId;
    private bool _isClosed;

    /// <summary>A message, or what broke the stream. On the loop.</summary>
    public required Action<ReadOnlyMemory<byte>, Hop, ParseFault?> Take { get; init; }

    /// <summary>On the loop.</summary>
    public required Action<LostMessage> Lost { get; init; }

    /// <summary>TLS did not come to be on a stream, and why. On the loop.</summary>
    public required Action<Hop, Exception> HandshakeFailed { get; init; }

    public int Count => _byId.Count;

    /// <summary>The stream that a hop names, or another one to the same peer.</summary>
    public TcpConnection? Find(Hop hop)
    {
        if (hop.Connection != 0 && _byId.TryGetValue(hop.Connection, out var named) && !named.IsClosing) return named;
        return _byPeer.TryGetValue(KeyOf(hop), out var known) && !known.IsClosing && known.LeadsTo(hop) ? known : null;
    }

    /// <returns>Null when there are too many.</returns>
    public TcpConnection? Open(Hop hop) => HasRoom() ? Add(hop, null) : null;

    /// <summary>Takes in a stream that a peer opened. Called on the thread pool.</summary>
    public void Accept(TransportProtocol protocol, Socket socket, IPEndPoint local) => loop.Post(() =>
    {
        if (socket.RemoteEndPoint is not IPEndPoint remote || !HasRoom())
        {
            socket.Dispose();
            return;
        }

        if (HopResolver.IsWildcard(local.Address)) local = new IPEndPoint(((IPEndPoint)socket.LocalEndPoint!).Address, local.Port);
        Add(new Hop(protocol, remote, local), socket);
    });

    public async ValueTask DisposeAsync()
    {
        var running = await loop.InvokeAsync(() =>
        {
            _isClosed = true;
            foreach (var connection in _byId.Values) connection.Finish();
            return Task.FromResult(_running.Values.ToArray());
        });
        await Task.WhenAll(running);
    }

    private static (TransportProtocol, IPEndPoint, IPAddress) KeyOf(Hop hop) => (hop.Protocol, hop.Remote, hop.Local.Address);

    /// <summary>Makes room at the limit: who hoards streams keeps nobody out, and who uses its own keeps it. Who has not finished its handshake goes first.</summary>
    private bool HasRoom()
    {
        if (_isClosed) return false;
        if (_byId.Count < options.MaxConnections) return true;
        var spare = _byId.Values.Where(c => c.IsUnproved).MaxBy(c => c.Idle) ?? _byId.Values.Where(c => c.Idle >= options.SpareAfter).MaxBy(c => c.Idle);
        if (spare is null) return false;
        spare.Close();
        Forget(spare);
        return true;
    }

    private TcpConnection Add(Hop hop, Socket? socket)
    {
        var connection = new TcpConnection(++_lastId, hop, socket, hop.Protocol == TransportProtocol.Tls ? tls : null, options)
        {
            Taken = OnTaken,
            Lost = lost => loop.Post(() => Lost(lost)),
            HandshakeFailed = (with, why) => loop.Post(() => HandshakeFailed(with, why)),
        };
        _byId.Add(connection.Id, connection);
        _byPeer[KeyOf(hop)] = connection;
        _running.Add(connection, Task.Run(async () =>
        {
            await connection.RunAsync();
            loop.Post(() => Remove(connection));
        }));
        return connection;
    }

    private void Remove(TcpConnection connection)
    {
        Forget(connection);
        _running.Remove(connection);
    }

    private void Forget(TcpConnection connection)
    {
        _byId.Remove(connection.Id);
        var peer = KeyOf(connection.Hop);
        if (_byPeer.TryGetValue(peer, out var known) && known == connection) _byPeer.Remove(peer);
    }

    private Task OnTaken(TcpConnection connection, IReadOnlyList<ReadOnlyMemory<byte>> messages, ParseFault? broken)
    {
        // A turn each, as datagrams have: an exception that escapes one is the loop's to log, and the stream lives on.
        for (var i = 0; i < messages.Count; i++)
        {
            var (message, fault) = (messages[i], i == messages.Count - 1 ? broken : null);
            loop.Post(() => Take(message, connection.Hop, fault));
        }

        return loop.InvokeAsync(() => Task.CompletedTask);   // the mailbox keeps order: this one's turn comes when they are done
    }
}
