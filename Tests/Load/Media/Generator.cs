using System.Diagnostics;
using ImsConference.Engine.Ports;
using ImsConference.Engine.Rtp;

namespace ImsConference.Tests.Load.Media;

/// <summary>The thread that sends and receives for everybody: 50 packets a second each, evenly spread over the 20 ms.</summary>
internal sealed class Generator : IDisposable
{
    private const int StepUs = 1_000;
    private const int Steps = 20; // of a packet
    private const int ReportSteps = 5_000; // everybody reports by RTCP so often
    private const int RtcpBytes = 200;
    private const int BeforeThoseMeasured = -15; // a load that is late measures itself

    private readonly Crowd _crowd;
    private readonly PayloadLoop _loop;
    private readonly byte[] _sound;
    private readonly List<Participant>[] _bySteps = [.. Enumerable.Range(0, Steps).Select(_ => new List<Participant>())];
    private readonly Probe[] _probes;
    private readonly Thread _thread;
    private readonly PreciseWait _wait = new();
    private readonly Lock _gate = new();
    private PhaseFigures _figures = new();
    private LoadPhase _phase;
    private (LoadPhase Phase, TaskCompletionSource<PhaseFigures> Done)? _next;
    private volatile bool _isStopping;

    public Generator(Crowd crowd, PayloadLoop loop)
    {
        _crowd = crowd;
        _loop = loop;
        _sound = loop.Speech.MaxBy(payload => payload.Count(octet => crowd.Load.Codec.HasSound([octet])))!;
        var random = new Random(1);
        var order = crowd.Participants.ToArray();
        random.Shuffle(order);
        for (var i = 0; i < order.Length; i++) _bySteps[i % Steps].Add(order[i]);
        _probes = [.. Enumerable.Range(0, crowd.Load.Rooms).Select(_ => new Probe(random, crowd.Load.Size))];
        _thread = new Thread(Run) { Name = "load", IsBackground = true };
    }

    public void Start() => _thread.Start();

    /// <summary>Goes on to another phase.</summary>
    /// <returns>Figures of the one that ends.</returns>
    public Task<PhaseFigures> SwitchAsync(LoadPhase phase)
    {
        var done = new TaskCompletionSource<PhaseFigures>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate) _next = (phase, done);
        return done.Task;
    }

    public void Dispose()
    {
        _isStopping = true;
        if (_thread.IsAlive) _thread.Join();
        _wait.Dispose();
    }

    private static long UnixNs() => (TimeProvider.System.GetUtcNow().Ticks - DateTimeOffset.UnixEpoch.Ticks) * 100;

    private void Run()
    {
        _ = ThreadNiceness.TrySet(BeforeThoseMeasured);
        PreciseWait.MakePunctual();
        var start = Stopwatch.GetTimestamp();
        for (var step = 0L; !_isStopping; step++)
        {
            var lateUs = (long)Stopwatch.GetElapsedTime(start).TotalMicroseconds - step * StepUs;
            if (lateUs < 0) _wait.Wait(-lateUs);
            TakeOrder();
            _figures.OwnDelays.Add(Math.Max(0, lateUs));
            Send(step);
            Report(step);
            foreach (var socket in _crowd.Rtp) Receive(socket);
            foreach (var socket in step % Steps == 0 ? _crowd.Rtcp : [])
                while (socket.Receive() == LoadSocket.Batch) continue;
        }
    }

    private void TakeOrder()
    {
        lock (_gate)
        {
            if (_next is not { } next) return;
            _next = null;
            var ended = _figures;
            _figures = new PhaseFigures();
            _phase = next.Phase;
            foreach (var socket in _crowd.Rtp) socket.NoteArrivals(next.Phase != LoadPhase.Steady);
            foreach (var participant in _crowd.Participants) participant.LastArrivalNs = 0;
            foreach (var probe in _probes) probe.Reset();
            next.Done.SetResult(ended);
        }
    }

    private void Send(long step)
    {
        var nowNs = _phase == LoadPhase.Probing ? UnixNs() : 0;
        foreach (var participant in _bySteps[step % Steps])
        {
            var packet = participant.Rtp.Next;
            var length = participant.Sender.Send(packet, _crowd.Load.Codec.PayloadType, Payload(participant, step, nowNs), _crowd.Load.Codec.FrameUnits);
            participant.Rtp.Queue(length, participant.Address, participant.To);
            _figures.Sent++;
        }

        foreach (var socket in _crowd.Rtp) socket.Flush();
    }

    private byte[] Payload(Participant participant, long step, long nowNs)
    {
        var at = participant.Next++;
        var isTalking = _phase == LoadPhase.Probing
            ? _probes[participant.Room].Sounds(participant.Seat, step, nowNs)
            : participant.Seat < _crowd.Load.Talkers;
        if (!isTalking) return _loop.Noise[at % _loop.Noise.Length];
        return _phase == LoadPhase.Probing ? _sound : _loop.Speech[at % _loop.Speech.Length];
    }

    private void Report(long step)
    {
        var all = _crowd.Participants;
        var (from, to) = (step % ReportSteps * all.Length / ReportSteps, (step % ReportSteps + 1) * all.Length / ReportSteps);
        for (var i = from; i < to; i++)
        {
            var writer = new RtcpWriter(all[i].Rtcp.Next[..RtcpBytes]);
            var sender = all[i].Sender;
            writer.SenderReport(sender.Ssrc, new SenderInfo(0, sender.Timestamp, sender.Packets, sender.Octets), default);
            writer.SourceDescription(sender.Ssrc, "load@home1.net"u8);
            all[i].Rtcp.Queue(writer.Length, all[i].Address, all[i].RtcpTo);
        }

        if (from == to) return;
        foreach (var socket in _crowd.Rtcp) socket.Flush();
    }

    private void Receive(LoadSocket socket)
    {
        int count;
        do
        {
            count = socket.Receive();
            for (var i = 0; i < count; i++) Take(socket, i);
        }
        while (count == LoadSocket.Batch);
    }

    private void Take(LoadSocket socket, int index)
    {
        var (destination, arrivalNs) = socket.About(index);
        if (_crowd.At(destination) is not { } listener || !RtpHeader.TryParse(socket.Packet(index), out var header, out var payload)) return;

        _figures.Received++;
        if (listener.LastSequence >= 0) _figures.Lost += Math.Max(0, (short)(header.Sequence - listener.LastSequence) - 1);
        listener.LastSequence = header.Sequence;
        if (arrivalNs == 0) return;

        if (listener.LastArrivalNs != 0) _figures.Gaps.Add((arrivalNs - listener.LastArrivalNs) / 1000.0);
        listener.LastArrivalNs = arrivalNs;
        if (!_crowd.Load.Codec.ShowsSound || !_crowd.Load.Codec.HasSound(payload)) return;

        _figures.Sounding++;
        var probe = _probes[listener.Room];
        if (_phase != LoadPhase.Probing || listener.HeardProbe == probe.Number) return;
        listener.HeardProbe = probe.Number;
        _figures.Delays.Add((arrivalNs - probe.SentNs) / 1000.0);
    }
}
