using ImsConference.Engine.Codecs;
using ImsConference.Engine.Rtp;

namespace ImsConference.Tests.Unit.Engine;

/// <summary>A packet on its way.</summary>
/// <param name="SentMs">When its last sample was spoken, on the receiver's clock.</param>
/// <param name="ArrivalMs">When it comes; infinite when it is lost.</param>
internal sealed record Packet(double SentMs, double ArrivalMs, ushort Sequence, uint Timestamp, byte[] Payload, bool Marker = false, byte Type = 0, uint Ssrc = 1);

/// <summary>A source, a network with a will of its own, and a receiver on its 20 ms tick: all from a seed, without a clock.</summary>
internal sealed class JitterRun : IDisposable
{
    private const double Hz = 440;
    private const double TickPhaseMs = 7.3;

    private readonly AudioReceiver _receiver;

    public JitterRun(JitterOptions? options = null)
    {
        _receiver = new AudioReceiver(new CodecLibrary(), options ?? new JitterOptions());
        _receiver.Negotiate(Payloads);
    }

    /// <summary>A receiver of other payload types.</summary>
    public JitterRun(PayloadMap payloads)
    {
        _receiver = new AudioReceiver(new CodecLibrary(), new JitterOptions());
        _receiver.Negotiate(payloads);
    }

    /// <summary>Both laws of G.711, comfort noise 13, telephone-events 101.</summary>
    public static PayloadMap Payloads { get; } = new([
        (0, PayloadMeaning.Of(AudioFormat.Pcmu)), (8, PayloadMeaning.Of(AudioFormat.Pcma)),
        (13, new PayloadMeaning(PayloadKind.ComfortNoise, 8000)), (101, new PayloadMeaning(PayloadKind.TelephoneEvent, 8000))]);

    public AudioReceiver Receiver => _receiver;

    /// <summary>All that was heard.</summary>
    public List<short> Heard { get; } = [];

    public List<FrameKind> Kinds { get; } = [];

    /// <summary>Of each tick: how long the newest audio has waited in the buffer, ms.</summary>
    public List<int> BufferedMs { get; } = [];

    /// <summary>Makes a tone's packets.</summary>
    /// <param name="seconds">How long it sounds.</param>
    /// <param name="delayMs">The network: from packet number to delay, infinite when it is lost.</param>
    /// <param name="ptimeMs">Length of a packet.</param>
    /// <param name="ppm">How much the source's clock is too fast.</param>
    /// <param name="first">Of sequence numbers and timestamps.</param>
    /// <param name="timestamp">Likewise.</param>
    public static List<Packet> Tone(
        double seconds, Func<int, double> delayMs, int ptimeMs = 20, double ppm = 0, ushort first = 1000, uint timestamp = 50_000)
    {
        var packets = new List<Packet>();
        var samples = ptimeMs * 8;
        for (var n = 0; n * ptimeMs < seconds * 1000; n++)
        {
            var pcm = new short[samples];
            for (var i = 0; i < samples; i++) pcm[i] = TestSignal.Tone((long)n * samples + i, Hz);
            var sent = (n + 1) * ptimeMs / (1 + ppm * 1e-6);
            packets.Add(new Packet(sent, sent + delayMs(n), (ushort)(first + n), timestamp + (uint)(n * samples), TestSignal.Encode(pcm), n == 0));
        }

        return packets;
    }

    /// <summary>Plays the packets in the order of their arrival, and a little beyond.</summary>
    /// <param name="packets">In any order.</param>
    /// <param name="lateMs">From the number of a tick to how late it comes; null: none does.</param>
    public JitterRun Play(IEnumerable<Packet> packets, Func<int, double>? lateMs = null)
    {
        var queue = new Queue<Packet>(packets.Where(p => !double.IsInfinity(p.ArrivalMs)).OrderBy(p => p.ArrivalMs));
        var endMs = queue.Max(p => p.ArrivalMs) + 20;
        var most = new short[48 * 20];
        for (var tick = 0; TickPhaseMs + tick * 20 < endMs; tick++)
        {
            var late = lateMs?.Invoke(tick) ?? 0;
            var nowMs = TickPhaseMs + tick * 20 + late;
            _receiver.IsLate = late > 1;
            while (queue.TryPeek(out var packet) && packet.ArrivalMs <= nowMs) Receive(queue.Dequeue(), nowMs);
            var frame = most.AsSpan(0, _receiver.FrameSamples);
            Kinds.Add(_receiver.Pull(frame));
            Heard.AddRange(frame);
            BufferedMs.Add(_receiver.BufferedMs);
        }

        return this;
    }

    /// <summary>Share of frames with real speech, from a tick on.</summary>
    public double HeardShare(int fromTick = 10) => Kinds.Skip(fromTick).Average(k => k == FrameKind.Heard ? 1.0 : 0);

    public int LoudestClick(int fromTick = 0, int ticks = int.MaxValue) =>
        TestSignal.LoudestClick(Heard.Skip(fromTick * 160).Take((int)Math.Min(ticks * 160L, int.MaxValue)).ToArray(), Hz);

    /// <summary>As on the wire.</summary>
    public static byte[] Bytes(Packet packet)
    {
        var bytes = new byte[RtpHeader.FixedSize + packet.Payload.Length];
        RtpHeader.Write(bytes, new RtpFields(packet.Marker, packet.Type, packet.Sequence, packet.Timestamp, packet.Ssrc), default);
        packet.Payload.CopyTo(bytes, RtpHeader.FixedSize);
        return bytes;
    }

    public void Dispose() => _receiver.Dispose();

    public ReceiveVerdict Receive(Packet packet, double nowMs)
    {
        var bytes = Bytes(packet);
        return RtpHeader.TryParse(bytes, out var header, out var payload)
            ? _receiver.Receive(header, payload, (long)(nowMs * 1000))
            : throw new InvalidOperationException("own packet is malformed");
    }
}
