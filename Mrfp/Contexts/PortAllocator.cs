using System.Net;
using System.Net.Sockets;
using ImsConference.Engine.Ports;
using ImsConference.Engine.Rtp;
using Microsoft.Extensions.Options;

namespace ImsConference.Mrfp.Contexts;

/// <summary>Hands out bound pairs of ports of a range: each in turn, so that a released one rests longest (RFC 3550 §11).</summary>
/// <remarks>
/// Who else on the host uses a port is found out by binding it. Called from any thread, never from a tick:
/// opening and closing sockets takes the kernel longer than mixing does.
/// </remarks>
public sealed class PortAllocator
{
    private readonly Lock _gate = new();
    private readonly Queue<int> _free = new();
    private readonly Queue<Resting> _resting = new();
    private readonly TimeProvider _time;
    private readonly TimeSpan _quarantine;
    private readonly IPAddress _address;
    private readonly Func<IPEndPoint, IPacketPort> _bind;
    private readonly Func<IPEndPoint, IBulkPort>? _bindShared;

    /// <param name="options">The range.</param>
    /// <param name="time">Measures the quarantine.</param>
    /// <param name="bind">Binds one port, or throws <see cref="SocketException"/> when it is taken.</param>
    /// <param name="bindShared">The same for one that many streams share; null where there are none.</param>
    public PortAllocator(
        IOptions<RtpOptions> options, TimeProvider time, Func<IPEndPoint, IPacketPort> bind, Func<IPEndPoint, IBulkPort>? bindShared = null)
    {
        _bindShared = bindShared;
        var rtp = options.Value;
        _time = time;
        _bind = bind;
        _address = IPAddress.Parse(rtp.Address);
        _quarantine = TimeSpan.FromSeconds(rtp.QuarantineSeconds);
        for (var port = rtp.FirstPort; port < rtp.LastPort; port += 2) _free.Enqueue(port);
        Pairs = _free.Count;
    }

    /// <summary>There are ports that many streams can share.</summary>
    public bool MayShare => _bindShared is not null;

    /// <summary>Pairs in the range.</summary>
    public int Pairs { get; }

    /// <summary>Pairs handed out and not yet returned.</summary>
    public int TakenPairs { get; private set; }

    /// <summary>Pairs that could be handed out now, unless somebody else on the host uses them.</summary>
    public int FreePairs
    {
        get
        {
            lock (_gate)
            {
                EndQuarantines();
                return _free.Count;
            }
        }
    }

    /// <returns>Null when every pair is in use, in quarantine, or taken by somebody else.</returns>
    /// <exception cref="SocketException">No socket can be opened at all, for example because the process has too many files.</exception>
    public PortPair? TryTake() => TryTake(_bind) is var (rtp, rtcp) ? new PortPair(rtp, rtcp) : null;

    /// <summary>Takes a pair that many streams share; it is never returned.</summary>
    /// <returns>Even port and odd one; null as with <see cref="TryTake()"/>.</returns>
    /// <exception cref="SocketException">No socket can be opened at all.</exception>
    public (IBulkPort Rtp, IBulkPort Rtcp)? TryTakeShared() => _bindShared is null ? null : TryTake(_bindShared);

    /// <summary>Closes both ports and puts them in quarantine.</summary>
    public void Return(PortPair pair)
    {
        var port = pair.RtpPort;
        pair.Rtp.Dispose();
        pair.Rtcp.Dispose();
        lock (_gate)
        {
            TakenPairs--;
            _resting.Enqueue(new Resting(port, _time.GetTimestamp()));
        }
    }

    private (T Rtp, T Rtcp)? TryTake<T>(Func<IPEndPoint, T> bind) where T : class, IDisposable
    {
        lock (_gate)
        {
            EndQuarantines();
            for (var left = _free.Count; left > 0; left--)
            {
                var port = _free.Dequeue();
                if (TryBind(port, bind) is { } pair)
                {
                    TakenPairs++;
                    return pair;
                }

                _free.Enqueue(port);
            }

            return null;
        }
    }

    private (T Rtp, T Rtcp)? TryBind<T>(int port, Func<IPEndPoint, T> bind) where T : class, IDisposable
    {
        T? rtp = null;
        try
        {
            rtp = bind(new IPEndPoint(_address, port));
            return (rtp, bind(new IPEndPoint(_address, port + 1)));
        }
        catch (SocketException fault)
        {
            rtp?.Dispose();
            if (fault.SocketErrorCode is SocketError.AddressAlreadyInUse or SocketError.AccessDenied) return null;
            _free.Enqueue(port);
            throw;
        }
    }

    private void EndQuarantines()
    {
        while (_resting.TryPeek(out var oldest) && _time.GetElapsedTime(oldest.Since) >= _quarantine)
            _free.Enqueue(_resting.Dequeue().Port);
    }

    private readonly record struct Resting(int Port, long Since);
}
