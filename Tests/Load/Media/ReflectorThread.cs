using System.Diagnostics;
using ImsConference.Engine.Ports;
using ImsConference.Engine.Rtp;

namespace ImsConference.Tests.Load.Media;

/// <summary>Does to its ports what a media thread does to those of its contexts, every 20 ms, in 20 parts; and nothing with what comes.</summary>
/// <param name="pairs">Of a participant each.</param>
/// <param name="shared">What many participants share, looked at every millisecond.</param>
internal sealed class ReflectorThread(ReflectorPair[] pairs, IBulkPort[] shared) : IDisposable
{
    private const int StepUs = 1_000;
    private const int Steps = 20;
    private const int AsMediaThreads = -10;

    private readonly byte[] _packet = new byte[2048];
    private readonly PacketWatch _watch = new();
    private readonly PreciseWait _wait = new();
    private Thread? _thread;
    private volatile bool _isStopping;

    public void Start()
    {
        _thread = new Thread(Run) { Name = "reflector" };
        _thread.Start();
    }

    public void Dispose()
    {
        _isStopping = true;
        _wait.Wake();
        _thread?.Join();
        _wait.Dispose();
        foreach (var pair in pairs) _watch.Remove(pair.Rtcp);
        _watch.Dispose();
        foreach (var pair in pairs) pair.Dispose();
        foreach (var port in shared) port.Dispose();
    }

    private void Run()
    {
        _ = ThreadNiceness.TrySet(AsMediaThreads);
        PreciseWait.MakePunctual();
        foreach (var pair in pairs) _watch.Watch(pair.Rtcp);
        var start = Stopwatch.GetTimestamp();
        for (var step = 0L; !_isStopping; step++)
        {
            var lateUs = (long)Stopwatch.GetElapsedTime(start).TotalMicroseconds - step * StepUs;
            if (lateUs < 0) _wait.Wait(-lateUs);
            _watch.Look();
            foreach (var port in shared) Reflect(port);
            var part = (int)(step % Steps);
            for (var i = part * pairs.Length / Steps; i < (part + 1) * pairs.Length / Steps; i++)
            {
                Reflect(pairs[i].Rtp);
                if (pairs[i].Rtcp.MayHoldPackets) Reflect(pairs[i].Rtcp);
            }
        }
    }

    private void Reflect(IPacketPort port)
    {
        while (port.TryReceive(_packet, out var length, out var from))
        {
            port.Connect(from);
            port.TrySend(_packet.AsSpan(0, length), from);
        }
    }

    private static void Reflect(IBulkPort port)
    {
        int count;
        do
        {
            count = port.Receive();
            for (var i = 0; i < count; i++) port.Send(port.Packet(i), port.From(i));
        }
        while (count == port.Capacity);
        port.Flush();
    }
}
