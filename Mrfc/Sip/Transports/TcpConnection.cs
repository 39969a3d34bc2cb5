using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Threading.Channels;
using ImsConference.Sip.Messages;

namespace ImsConference.Sip.Transports;

/// <summary>One stream to a peer, plain or under TLS, accepted or opened: reads messages off it and writes what waits, in order.</summary>
/// <remarks>Its owner calls <see cref="Send"/> and <see cref="Close"/> on the loop; what it hears it hands up through <see cref="Taken"/>, one
/// batch at a time, and reads on when that is done: a loop that is busy slows its peers down.</remarks>
/// <param name="id">Of this stream alone.</param>
/// <param name="hop">Peer and listening address; of a stream that is to be opened under TLS, also what its peer has to prove.</param>
/// <param name="accepted">The peer opened it; null: it is to be opened.</param>
/// <param name="tls">What secures it; null: nothing.</param>
/// <param name="options">Bounds.</param>
[SuppressMessage("Design", "CA1001", Justification = "A source without timer of its own holds nothing; the end of RunAsync is the end of it.")]
internal sealed class TcpConnection(long id, Hop hop, Socket? accepted, TlsContext? tls, TransportOptions options)
{
    private const int EntryBytes = 64;   // what an entry of the queue takes beside its bytes: a flood of pings must not fill the memory with answers
    private static readonly byte[] Pong = "\r\n"u8.ToArray();
    private static readonly TimeSpan Linger = TimeSpan.FromSeconds(1);

    private readonly Channel<Outgoing> _queue = Channel.CreateUnbounded<Outgoing>(new UnboundedChannelOptions { SingleReader = true });
    private readonly CancellationTokenSource _stop = new();
    private readonly StreamFramer _framer = new(MessageLimits.Default);
    private int _queuedBytes;
    private long _lastMoved = Stopwatch.GetTimestamp();
    private volatile SipDomains? _proved;
    private volatile bool _isSecuring = tls is not null;
    private volatile Exception? _end; // why it has ended; null: it has not
    private bool _wasRefused;

    public long Id { get; } = id;

    /// <summary>Peer, listening address, and this stream; under TLS also what the peer has proved, or has still to prove.</summary>
    public Hop Hop => hop with { Connection = Id, Peer = _proved ?? hop.Peer };

    /// <summary>Handles what came; the stream reads on when it is done. A broken stream brings its fault and is closed afterwards.</summary>
    public required Func<TcpConnection, IReadOnlyList<ReadOnlyMemory<byte>>, ParseFault?, Task> Taken { get; init; }

    /// <summary>Told, from any thread, of each message that surely did not arrive.</summary>
    public required Action<LostMessage> Lost { get; init; }

    /// <summary>Told, from any thread, that TLS did not come to be, and why.</summary>
    public required Action<Hop, Exception> HandshakeFailed { get; init; }

    public bool IsClosing => _stop.IsCancellationRequested;

    /// <summary>A peer has opened it and not finished its handshake.</summary>
    public bool IsUnproved => _isSecuring && accepted is not null;

    /// <summary>How long nothing was received or sent.</summary>
    public TimeSpan Idle => Stopwatch.GetElapsedTime(Volatile.Read(ref _lastMoved));

    /// <summary>Whether it may carry what is meant for the peer of a hop: over TLS the certificate has to stand for it. Where the hop asks
    /// for no more than an address, the stream that came from there serves, for UEs have no certificates.</summary>
    public bool LeadsTo(Hop wanted) =>
        wanted.Peer is null || Hop.Peer?.Meet(wanted.Peer) == true || (accepted is not null && wanted.Peer.Include($"{hop.Remote.Address}"));

    /// <summary>Queues a message.</summary>
    /// <param name="message">What goes out.</param>
    /// <param name="forSize">It goes by TCP only for its size.</param>
    /// <param name="failed">Kept with it for <see cref="Lost"/>.</param>
    /// <returns>False when the peer reads too slowly, or has closed. What comes when the stream has just ended is lost like what waited for it:
    /// a refusal of this host takes less time than a message needs to be queued.</returns>
    public bool Send(SipMessage message, bool forSize, Action<Exception>? failed)
    {
        Volatile.Write(ref _lastMoved, Stopwatch.GetTimestamp());
        var next = new Outgoing(message, message.Bytes, forSize, failed);
        if (Queue(next)) return true;
        if (_end is not { } end) return false;
        Lose(next, _wasRefused, end);
        return true;
    }

    public void Close() => _stop.Cancel();

    /// <summary>Closes when what is queued is written, or after a second.</summary>
    public void Finish()
    {
        _queue.Writer.TryComplete();
        _stop.CancelAfter(Linger);
    }

    /// <summary>The stream's whole life: ends when either side closes, on an error, or when it was idle too long. Never faults.</summary>
    public async Task RunAsync()
    {
        Exception end = new IOException("connection closed");
        var socket = accepted;
        Stream? stream = null;
        try
        {
            socket ??= await ConnectAsync();
            socket.NoDelay = true;
            stream = await SecureAsync(new NetworkStream(socket));
            var writing = WriteAsync(stream);
            var reading = ReadAsync(stream);
            if (await Task.WhenAny(reading, writing) == reading && reading.IsCompletedSuccessfully) await DrainAsync(writing);
            await _stop.CancelAsync();
            await Task.WhenAll(reading, writing);
        }
        catch (Exception e) when (e is SocketException or IOException or AuthenticationException or OperationCanceledException or ObjectDisposedException)
        {
            end = e;
        }
        finally
        {
            _wasRefused = socket is null;
            _end = end;
            await _stop.CancelAsync();
            if (stream is not null) await FarewellAsync(stream);
            socket?.Dispose();
            _queue.Writer.TryComplete();
            while (_queue.Reader.TryRead(out var left))
            {
                Lose(left, _wasRefused, end);
            }
        }
    }

    // What is queued when the peer has said its last, such as the answer to what broke the stream, still goes out.
    private Task DrainAsync(Task writing)
    {
        Finish();
        return writing;
    }

    private async Task<Socket> ConnectAsync()
    {
        var socket = new Socket(Hop.Remote.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            if (!Hop.Local.Address.Equals(IPAddress.Any) && !Hop.Local.Address.Equals(IPAddress.IPv6Any))
                socket.Bind(new IPEndPoint(Hop.Local.Address, 0));
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
            limit.CancelAfter(Hop.ForSize ? options.ConnectLimitForSize : options.ConnectLimit);
            await socket.ConnectAsync(Hop.Remote, limit.Token);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private async Task<Stream> SecureAsync(Stream plain)
    {
        if (tls is null) return plain;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
        limit.CancelAfter(options.HandshakeLimit);
        try
        {
            (var secured, _proved) = accepted is null
                ? await tls.ConnectAsync(plain, hop.Peer ?? SipDomains.Of($"{hop.Remote.Address}"), limit.Token)
                : await tls.AcceptAsync(plain, limit.Token);
            _isSecuring = false;
            return secured;
        }
        catch (Exception e) when (e is AuthenticationException or IOException or OperationCanceledException)
        {
            var why = e is OperationCanceledException ? new IOException(IsClosing ? "closed meanwhile" : "not finished in time") : e;
            HandshakeFailed(Hop, why);
            throw why;
        }
    }

    // TLS tells its peer that nothing was cut off (RFC 8446 §6.1), if the peer still listens.
    private static async Task FarewellAsync(Stream stream)
    {
        if (stream is SslStream secured) await ShutdownAsync(secured).WaitAsync(Linger).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await stream.DisposeAsync();

        // Of a stream that broke, the call itself throws.
        static async Task ShutdownAsync(SslStream stream) => await stream.ShutdownAsync();
    }

    private async Task ReadAsync(Stream stream)
    {
        while (true)
        {
            using var idle = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
            idle.CancelAfter(options.IdleLimit);
            var count = await stream.ReadAsync(_framer.Space(), idle.Token);
            if (count == 0) return;
            Volatile.Write(ref _lastMoved, Stopwatch.GetTimestamp());
            _framer.Added(count);
            if (!await TakeWholeAsync()) return;
        }
    }

    private bool Queue(in Outgoing next) =>
        !IsClosing && Interlocked.Add(ref _queuedBytes, next.QueuedBytes) <= options.MaxQueuedBytes && _queue.Writer.TryWrite(next);

    /// <returns>False when the stream is broken, or its peer sends pings and does not read the answers.</returns>
    private async Task<bool> TakeWholeAsync()
    {
        List<ReadOnlyMemory<byte>> whole = [];
        while (true)
        {
            switch (_framer.Next(out var message))
            {
                case StreamFrame.Message:
                    whole.Add(message);
                    break;
                case StreamFrame.Ping when !Queue(new Outgoing(null, Pong, false, null)):
                    return false;
                case StreamFrame.Ping or StreamFrame.Pong:
                    break;
                case StreamFrame.Incomplete:
                    if (whole.Count > 0) await Taken(this, whole, null);
                    return true;
                default:
                    await Taken(this, [.. whole, message], _framer.Fault);
                    return false;
            }
        }
    }

    private async Task WriteAsync(Stream stream)
    {
        await foreach (var next in _queue.Reader.ReadAllAsync(_stop.Token))
        {
            try
            {
                await stream.WriteAsync(next.Bytes, _stop.Token);
            }
            catch (Exception e) when (e is IOException or OperationCanceledException)
            {
                Lose(next, wasRefused: false, e);
                throw;
            }
            finally
            {
                Interlocked.Add(ref _queuedBytes, -next.QueuedBytes);
            }
        }
    }

    private void Lose(in Outgoing left, bool wasRefused, Exception why)
    {
        if (left.Message is not null) Lost(new LostMessage(left.Message, Hop, left.ForSize, wasRefused, left.Failed, why));
    }

    private readonly record struct Outgoing(SipMessage? Message, ReadOnlyMemory<byte> Bytes, bool ForSize, Action<Exception>? Failed)
    {
        public int QueuedBytes => Bytes.Length + EntryBytes;
    }
}
