using ImsConference.Engine.Codecs;
using ImsConference.Engine.Rtp;
using NUnit.Framework;

namespace ImsConference.Tests.Unit.Engine;

/// <summary>The way in with each codec, under what networks do; judged by the tone that comes out.</summary>
[TestFixtureSource(typeof(CodecTone), nameof(CodecTone.Formats))]
public sealed class CodecReceiveTests(AudioFormat format)
{
    private const double Lost = double.PositiveInfinity;

    // A step of the full swing would be 16 000; a steady tone leaves less than 600 in any of the codecs.
    private const int NoClick = 1000;
    private const int SoftSeam = 3000;

    [Test]
    public void A_tone_comes_out_at_its_level_without_delay()
    {
        using var run = Play(CodecTone.Packets(format, 5, _ => 5));
        Assert.That(run.Receiver.FramesConcealed, Is.Zero);
        Assert.That(run.BufferedMs.Max(), Is.Zero);
        Assert.That(run.Receiver.SampleRateHz, Is.EqualTo(format.SampleRateHz));
        Assert.That(Level(run), Is.EqualTo(1).Within(0.12), "1 dB");
        Assert.That(Click(run, 60), Is.LessThan(NoClick));
    }

    [Test]
    public void Ten_percent_loss_is_concealed([Values(1, 2)] int seed)
    {
        var random = new Random(seed);
        var packets = CodecTone.Packets(format, 20, n => n > 50 && random.Next(10) == 0 ? Lost : 5);
        using var run = Play(packets);
        var lost = packets.Count(packet => double.IsInfinity(packet.ArrivalMs));
        Assert.That(run.Receiver.FramesConcealed, Is.InRange(lost - 5, 2 * lost), $"seed {seed}");
        Assert.That(run.BufferedMs.Max(), Is.LessThanOrEqualTo(60), $"seed {seed}");
        Assert.That(Click(run, 60), Is.LessThan(SoftSeam), $"seed {seed}");
    }

    [Test]
    public void Bursts_of_60_ms_and_reordering_teach_the_delay()
    {
        using var run = Play(CodecTone.Packets(format, 20, n => n % 50 < 3 ? 65 - 20 * (n % 50) : n % 31 == 0 ? 45 : 5));
        Assert.That(run.Kinds.Skip(200), Is.All.EqualTo(FrameKind.Heard), "after four seconds nothing is missing");
        Assert.That(run.BufferedMs.Max(), Is.LessThanOrEqualTo(120));
        Assert.That(Click(run, 200), Is.LessThan(NoClick));
    }

    [Test]
    public void Drift_of_200_ppm_is_followed([Values(-200, 200)] int ppm)
    {
        using var run = Play(CodecTone.Packets(format, 140, _ => 5, ppm));
        Assert.That(run.Receiver.FramesConcealed, Is.LessThanOrEqualTo(2), "the first slip only");
        Assert.That(run.BufferedMs.Max(), Is.LessThanOrEqualTo(60));
        Assert.That(Click(run, 60), Is.LessThan(SoftSeam));
    }

    [Test]
    public void A_new_source_and_a_jump_of_its_time_are_followed_softly()
    {
        var packets = CodecTone.Packets(format, 6, _ => 5);
        for (var n = 100; n < packets.Count; n++)
            packets[n] = packets[n] with { Ssrc = 2, Sequence = (ushort)(40_000 + n), Timestamp = packets[n].Timestamp + 123_456_789 };
        for (var n = 200; n < packets.Count; n++) packets[n] = packets[n] with { Timestamp = packets[n].Timestamp + 3_333_333 };
        using var run = Play(packets);
        Assert.That(run.Kinds.Skip(60).Count(kind => kind != FrameKind.Heard), Is.LessThanOrEqualTo(4));
        Assert.That(run.Kinds.Skip(210), Is.All.EqualTo(FrameKind.Heard));
        Assert.That(Click(run, 60), Is.LessThan(SoftSeam));
    }

    [Test]
    public void A_pause_of_the_source_is_silence_and_not_loss()
    {
        var packets = CodecTone.Packets(format, 6, _ => 5).Where((_, n) => n / 50 % 2 == 0).ToList();
        for (var i = 0; i < packets.Count; i++) packets[i] = packets[i] with { Sequence = (ushort)(1000 + i), Marker = i % 50 == 0 };
        using var run = Play(packets);
        Assert.That(run.Receiver.Source.CumulativeLost, Is.Zero);
        Assert.That(run.Kinds.Count(kind => kind == FrameKind.Heard), Is.EqualTo(150).Within(6));
        Assert.That(run.Kinds.Skip(70).Take(20), Is.All.EqualTo(FrameKind.Silent));
    }

    [Test]
    public void Whoever_is_skipped_is_heard_again_at_once()
    {
        using var run = new JitterRun(Map());
        var packets = CodecTone.Packets(format, 4, _ => 0);
        var frame = new short[format.FrameSamples];
        var heard = new List<short>();
        for (var n = 0; n < packets.Count; n++)
        {
            run.Receive(packets[n], n * 20);
            if (n is >= 60 and < 140)
            {
                run.Receiver.Skip();
                continue;
            }

            Assert.That(run.Receiver.Pull(frame), Is.EqualTo(FrameKind.Heard), $"frame {n}");
            if (n > 160) heard.AddRange(frame);
        }

        Assert.That(run.Receiver.BufferedMs, Is.Zero, "its time went on");
        Assert.That(TestSignal.Rms(heard.ToArray()) / (8000 / Math.Sqrt(2)), Is.EqualTo(1).Within(0.12));
    }

    [Test]
    public void Nothing_is_allocated_under_loss_and_drift()
    {
        using var run = new JitterRun(Map());
        var random = new Random(5);
        const int FramesAPass = 600;
        var packets = CodecTone.Packets(format, 48, n => n > 100 && random.Next(10) == 0 ? Lost : 5);
        var frame = new short[format.FrameSamples];
        var bytes = packets.ConvertAll(JitterRun.Bytes);
        var next = 0;
        Assert.That(Allocations.OfLeanest(HearOn), Is.Zero);

        void HearOn()
        {
            for (var end = next + FramesAPass; next < end; next++)
            {
                if (!double.IsInfinity(packets[next].ArrivalMs)) Give(run.Receiver, bytes[next], next);
                run.Receiver.TryPeek(out _);
                run.Receiver.Pull(frame);
            }
        }
    }

    [Test]
    public void Garbage_is_taken_for_what_it_is([Values(1, 2, 3)] int seed)
    {
        var random = new Random(seed);
        using var run = new JitterRun(Map());
        var good = CodecTone.Packets(format, 2, _ => 0);
        var most = new short[960];
        for (var round = 0; round < 2000; round++)
        {
            var packet = good[round % good.Count];
            var payload = (byte[])packet.Payload.Clone();
            switch (random.Next(4))
            {
                case 0:
                    payload = new byte[random.Next(1500)];
                    random.NextBytes(payload);
                    break;
                case 1:
                    payload[random.Next(payload.Length)] ^= (byte)(1 << random.Next(8));
                    break;
                case 2:
                    payload = payload[..random.Next(payload.Length)];
                    break;
            }

            run.Receive(packet with { Sequence = (ushort)round, Timestamp = (uint)(round * format.FrameTicks), Payload = payload }, round * 20);
            run.Receiver.TryPeek(out _);
            run.Receiver.Pull(most.AsSpan(0, run.Receiver.FrameSamples));
            Assert.That(run.Receiver.BufferedMs, Is.InRange(0, 700), $"seed {seed}, round {round}");
        }
    }

    private static void Give(AudioReceiver receiver, byte[] packet, int n)
    {
        if (RtpHeader.TryParse(packet, out var header, out var payload)) receiver.Receive(header, payload, n * 20_000L);
    }

    private PayloadMap Map() => new([(CodecTone.PayloadType, PayloadMeaning.Of(format))]);

    private JitterRun Play(List<Packet> packets) => new JitterRun(Map()).Play(packets);

    private int Click(JitterRun run, int fromTick) =>
        TestSignal.LoudestClick(Band(run.Heard.Skip(fromTick * format.FrameSamples).ToArray()), CodecTone.Hz, 8000);

    // At 8 kHz, whatever the rate: so the measure of a click is one for all.
    private short[] Band(short[] heard)
    {
        var every = format.SampleRateHz / 8000;
        return [.. Enumerable.Range(0, heard.Length / every).Select(i => (short)heard.AsSpan(i * every, every).ToArray().Average(sample => sample))];
    }

    private double Level(JitterRun run) =>
        TestSignal.Rms(run.Heard.Skip(60 * format.FrameSamples).ToArray()) / (8000 / Math.Sqrt(2));
}
