using System.Diagnostics;
using ImsConference.Engine.Ports;
using ImsConference.Engine.Rtp;

namespace ImsConference.Tests.Load.Media;

/// <summary>Does to its ports what a media thread does to those of its contexts, every 20 ms, in 20 parts; and nothing with what comes.</summary>
internal sealed class ReflectorThread : IDisposable
{
    private const int StepUs = 1_000;
    private const int Steps = 20;
    private const int AsMediaThreads = -10;

    private readonly ReflectorPair[] _pairs;
    private readonly byte[] _packet = new byte[2048];
    private readonly PacketWatch _watch = new();
    private readonly PreciseWait _wait = new();
    private readonly Thread _thread;
    private volatile bool _isStopping;

    public ReflectorThread(ReflectorPair[] pairs)
    {
        _pairs = pairs;
        _thread = new Thread(Run) { Name = "reflector" };
    }

    public void Start() => _thread.Start();

    public void Dispose()
    {
        _isStopping = true;
        _wait.Wake();
        _thread.Join();
        _wait.Dispose();
        foreach (var pair in _pairs) _watch.Remove(pair.Rtcp);
        _watch.Dispose();
        foreach (var pair in _pairs) pair.Dispose();
    }

    private void Run()
    {
        _ = ThreadNiceness.TrySet(AsMediaThreads);
        PreciseWait.MakePunctual();
        foreach (var pair in _pairs) _watch.Watch(pair.Rtcp);
        var start = Stopwatch.GetTimestamp();
        for (var step = 0L; !_isStopping; step++)
        {
            var lateUs = (long)Stopwatch.GetElapsedTime(start).TotalMicroseconds - step * StepUs;
            if (lateUs < 0) _wait.Wait(-lateUs);
            _watch.Look();
            var part = (int)(step % Steps);
            for (var i = part * _pairs.Length / Steps; i < (part + 1) * _pairs.Length / Steps; i++)
            {
                Reflect(_pairs[i].Rtp);
                if (_pairs[i].Rtcp.MayHoldPackets) Reflect(_pairs[i].Rtcp);
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
}
