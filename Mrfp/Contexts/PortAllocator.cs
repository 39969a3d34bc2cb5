using System.Net;
using System.Net.Sockets;
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

    /// <param name="options">The range.</param>
    /// <param name="time">Measures the quarantine.</param>
    /// <param name="bind">Binds one port, or throws <see cref="SocketException"/> when it is taken.</param>
    public PortAllocator(IOptions<RtpOptions> options, TimeProvider time, Func<IPEndPoint, IPacketPort> bind)
    {
        var rtp = options.Value;
        _time = time;
        _bind = bind;
        _address = IPAddress.Parse(rtp.Address);
        _quarantine = TimeSpan.FromSeconds(rtp.QuarantineSeconds);
        for (var port = rtp.FirstPort; port < rtp.LastPort; port += 2) _free.Enqueue(port);
        Pairs = _free.Count;
    }

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
    public PortPair? TryTake()
    {
        lock (_gate)
        {
            EndQuarantines();
            for (var left = _free.Count; left > 0; left--)
            {
                var port = _free.Dequeue();
                if (TryBind(port) is { } pair)
                {
                    TakenPairs++;
                    return pair;
                }

                _free.Enqueue(port);
            }

            return null;
        }
    }

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

    private PortPair? TryBind(int port)
    {
        IPacketPort? rtp = null;
        try
        {
            rtp = _bind(new IPEndPoint(_address, port));
            return new PortPair(rtp, _bind(new IPEndPoint(_address, port + 1)));
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
