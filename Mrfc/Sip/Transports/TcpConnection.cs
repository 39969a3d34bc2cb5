using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;
using ImsConference.Sip.Messages;

namespace ImsConference.Sip.Transports;

/// <summary>One stream to a peer, accepted or opened: reads messages off it and writes what waits, in order.</summary>
/// <remarks>Its owner calls <see cref="Send"/> and <see cref="Close"/> on the loop; what it hears it hands up through <see cref="Taken"/>, one
/// batch at a time, and reads on when that is done: a loop that is busy slows its peers down.</remarks>
[SuppressMessage("Design", "CA1001", Justification = "A source without timer of its own holds nothing; the end of RunAsync is the end of it.")]
internal sealed class TcpConnection(long id, Hop hop, TransportOptions options)
{
    private const int EntryBytes = 64;   // what an entry of the queue takes beside its bytes: a flood of pings must not fill the memory with answers
    private static readonly byte[] Pong = "\r\n"u8.ToArray();
    private static readonly TimeSpan Linger = TimeSpan.FromSeconds(1);

    private readonly Channel<Outgoing> _queue = Channel.CreateUnbounded<Outgoing>(new UnboundedChannelOptions { SingleReader = true });
    private readonly CancellationTokenSource _stop = new();
    private readonly StreamFramer _framer = new(MessageLimits.Default);
    private int _queuedBytes;
    private long _lastMoved = Stopwatch.GetTimestamp();

    public long Id { get; } = id;

    /// <summary>Peer, listening address, and this stream.</summary>
    public Hop Hop { get; } = hop with { Connection = id };

    /// <summary>Handles what came; the stream reads on when it is done. A broken stream brings its fault and is closed afterwards.</summary>
    public required Func<TcpConnection, IReadOnlyList<ReadOnlyMemory<byte>>, ParseFault?, Task> Taken { get; init; }

    /// <summary>Told, from any thread, of each message that surely did not arrive.</summary>
    public required Action<LostMessage> Lost { get; init; }

    public bool IsClosing => _stop.IsCancellationRequested;

    /// <summary>How long nothing was received or sent.</summary>
    public TimeSpan Idle => Stopwatch.GetElapsedTime(Volatile.Read(ref _lastMoved));

    /// <summary>Queues a message.</summary>
    /// <param name="message">What goes out.</param>
    /// <param name="forSize">It goes by TCP only for its size.</param>
    /// <param name="failed">Kept with it for <see cref="Lost"/>.</param>
    /// <returns>False when the peer reads too slowly, or the stream is closing.</returns>
    public bool Send(SipMessage message, bool forSize, Action<Exception>? failed)
    {
        Volatile.Write(ref _lastMoved, Stopwatch.GetTimestamp());
        return Queue(new Outgoing(message, message.Bytes, forSize, failed));
    }

    public void Close() => _stop.Cancel();

    /// <summary>Closes when what is queued is written, or after a second.</summary>
    public void Finish()
    {
        _queue.Writer.TryComplete();
        _stop.CancelAfter(Linger);
    }

    /// <summary>The stream's whole life: ends when either side closes, on an error, or when it was idle too long. Never faults.</summary>
    /// <param name="socket">Accepted; null: connect first.</param>
    public async Task RunAsync(Socket? socket)
    {
        Exception end = new IOException("connection closed");
        var wasOpen = socket is not null;
        try
        {
            socket ??= await ConnectAsync();
            wasOpen = true;
            socket.NoDelay = true;
            var writing = WriteAsync(socket);
            var reading = ReadAsync(socket);
            if (await Task.WhenAny(reading, writing) == reading && reading.IsCompletedSuccessfully) await DrainAsync(writing);
            await _stop.CancelAsync();
            await Task.WhenAll(reading, writing);
        }
        catch (Exception e) when (e is SocketException or IOException or OperationCanceledException or ObjectDisposedException)
        {
            end = e;
        }
        finally
        {
            await _stop.CancelAsync();
            socket?.Dispose();
            _queue.Writer.TryComplete();
            while (_queue.Reader.TryRead(out var left))
            {
                Lose(left, wasRefused: !wasOpen, end);
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

    private async Task ReadAsync(Socket socket)
    {
        while (true)
        {
            using var idle = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
            idle.CancelAfter(options.IdleLimit);
            var count = await socket.ReceiveAsync(_framer.Space(), SocketFlags.None, idle.Token);
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

    private async Task WriteAsync(Socket socket)
    {
        await foreach (var next in _queue.Reader.ReadAllAsync(_stop.Token))
        {
            try
            {
                for (var rest = next.Bytes; !rest.IsEmpty;) rest = rest[await socket.SendAsync(rest, SocketFlags.None, _stop.Token)..];
            }
            catch (Exception e) when (e is SocketException or OperationCanceledException)
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
