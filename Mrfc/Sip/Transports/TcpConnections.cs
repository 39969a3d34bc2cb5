using System.Net;
using System.Net.Sockets;
using ImsConference.Sip.Loop;
using ImsConference.Sip.Messages;

namespace ImsConference.Sip.Transports;

/// <summary>The open streams: found again by their id, or by the peer they lead to (RFC 3261 §18.1.1, §18.2.2).</summary>
/// <remarks>The table belongs to the loop.</remarks>
internal sealed class TcpConnections(SignallingLoop loop, TransportOptions options) : IAsyncDisposable
{
    private readonly Dictionary<long, TcpConnection> _byId = [];
    private readonly Dictionary<(IPEndPoint Remote, IPAddress Local), TcpConnection> _byPeer = [];
    private readonly Dictionary<TcpConnection, Task> _running = [];
    private long _lastId;
    private bool _isClosed;

    /// <summary>A message, or what broke the stream. On the loop.</summary>
    public required Action<ReadOnlyMemory<byte>, Hop, ParseFault?> Take { get; init; }

    /// <summary>On the loop.</summary>
    public required Action<LostMessage> Lost { get; init; }

    public int Count => _byId.Count;

    /// <summary>The stream that a hop names, or another one to the same peer.</summary>
    public TcpConnection? Find(Hop hop)
    {
        if (hop.Connection != 0 && _byId.TryGetValue(hop.Connection, out var named) && !named.IsClosing) return named;
        return _byPeer.TryGetValue((hop.Remote, hop.Local.Address), out var known) && !known.IsClosing ? known : null;
    }

    /// <returns>Null when there are too many.</returns>
    public TcpConnection? Open(Hop hop) => HasRoom() ? Add(hop, null) : null;

    /// <summary>Takes in a stream that a peer opened. Called on the thread pool.</summary>
    public void Accept(Socket socket, IPEndPoint local) => loop.Post(() =>
    {
        if (socket.RemoteEndPoint is not IPEndPoint remote || !HasRoom())
        {
            socket.Dispose();
            return;
        }

        if (HopResolver.IsWildcard(local.Address)) local = new IPEndPoint(((IPEndPoint)socket.LocalEndPoint!).Address, local.Port);
        Add(new Hop(TransportProtocol.Tcp, remote, local), socket);
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

    /// <summary>Makes room at the limit: who hoards streams keeps nobody out, and who uses its own keeps it.</summary>
    private bool HasRoom()
    {
        if (_isClosed) return false;
        if (_byId.Count < options.MaxConnections) return true;
        if (_byId.Values.MaxBy(c => c.Idle) is not { } idlest || idlest.Idle < options.SpareAfter) return false;
        idlest.Close();
        Forget(idlest);
        return true;
    }

    private TcpConnection Add(Hop hop, Socket? socket)
    {
        var connection = new TcpConnection(++_lastId, hop, options) { Taken = OnTaken, Lost = lost => loop.Post(() => Lost(lost)) };
        _byId.Add(connection.Id, connection);
        _byPeer[(hop.Remote, hop.Local.Address)] = connection;
        _running.Add(connection, Task.Run(async () =>
        {
            await connection.RunAsync(socket);
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
        var peer = (connection.Hop.Remote, connection.Hop.Local.Address);
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
