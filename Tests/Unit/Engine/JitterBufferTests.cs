using ImsConference.Engine.Rtp;
using NUnit.Framework;

namespace ImsConference.Tests.Unit.Engine;

/// <summary>The way in under what networks do. A tone shows each flaw: frames made up, delay, clicks (of a tone of 8000; coding noise makes 500).</summary>
public sealed class JitterBufferTests
{
    private const double Lost = double.PositiveInfinity;
    private const int NoClick = 1000;

    [TestCase(10)]
    [TestCase(20)]
    [TestCase(30)]
    [TestCase(40)]
    [TestCase(60)]
    public void A_perfect_network_costs_little_delay_at_any_packet_time(int ptimeMs)
    {
        var run = new JitterRun().Play(JitterRun.Tone(20, _ => 5, ptimeMs));
        Assert.That(run.Receiver.FramesConcealed, Is.LessThanOrEqualTo(1));
        Assert.That(run.HeardShare(), Is.EqualTo(1).Within(0.002));
        Assert.That(run.BufferedMs.Skip(800).Max(), Is.LessThanOrEqualTo(ptimeMs + 20), "shrunk to the least the packets allow");
        Assert.That(run.LoudestClick(20), Is.LessThan(NoClick));
    }

    [Test]
    public void Ten_percent_loss_is_concealed_and_counted([Random(5)] int seed)
    {
        var random = new Random(seed);
        var packets = JitterRun.Tone(60, _ => random.Next(10) == 0 ? Lost : 5);
        var lost = packets.Count(p => double.IsInfinity(p.ArrivalMs));
        var run = new JitterRun().Play(packets);
        Assert.That(run.Receiver.FramesConcealed, Is.InRange(lost - 5, lost * 2.1), $"seed {seed}: each falls into one or two frames");
        Assert.That(run.Receiver.PacketsLate, Is.Zero, $"seed {seed}");
        Assert.That(run.Receiver.Source.CumulativeLost, Is.EqualTo(lost).Within(5), $"seed {seed}: but those at the ends");
        Assert.That(run.BufferedMs.Skip(100).Max(), Is.LessThanOrEqualTo(60), $"seed {seed}: loss is not delay");
        Assert.That(run.LoudestClick(20), Is.LessThan(3000), $"seed {seed}");
    }

    [Test]
    public void Reordered_packets_are_played_in_order_once_the_delay_has_grown([Random(5)] int seed)
    {
        var random = new Random(seed);
        var run = new JitterRun().Play(JitterRun.Tone(60, _ => random.Next(20) == 0 ? 45 : 5));
        Assert.That(run.Receiver.FramesConcealed, Is.LessThan(30), $"seed {seed}: of 3000, with 150 reordered");
        Assert.That(run.BufferedMs.Max(), Is.LessThanOrEqualTo(100), $"seed {seed}");
        Assert.That(run.Receiver.Source.CumulativeLost, Is.Zero, $"seed {seed}");
    }

    [Test]
    public void Random_jitter_is_absorbed([Random(5)] int seed)
    {
        var random = new Random(seed);
        var run = new JitterRun().Play(JitterRun.Tone(60, _ => 5 - 15 * Math.Log(1 - random.NextDouble()))); // exponential, 15 ms on average
        Assert.That(run.HeardShare(100), Is.GreaterThan(0.99), $"seed {seed}");
        Assert.That(run.Receiver.FramesConcealed, Is.LessThan(90), $"seed {seed}: of 3000");
        Assert.That(run.BufferedMs.Max(), Is.LessThanOrEqualTo(240), $"seed {seed}");
        Assert.That(run.Receiver.PacketsLate, Is.LessThan(15), $"seed {seed}");
    }

    [Test]
    public void Bursts_of_60_ms_teach_the_delay()
    {
        // Every second the network holds packets for 60 ms and then lets them go together.
        var run = new JitterRun().Play(JitterRun.Tone(30, n => n % 50 < 3 ? 5 + 60 - 20 * (n % 50) : 5));
        Assert.That(run.Receiver.FramesConcealed, Is.LessThanOrEqualTo(8));
        Assert.That(run.Kinds.Skip(150).Count(k => k != FrameKind.Heard), Is.Zero, "after three seconds nothing is missing");
        Assert.That(run.BufferedMs.Max(), Is.LessThanOrEqualTo(120));
    }

    [Test]
    public void The_delay_shrinks_again_without_clicks_when_the_network_calms_down()
    {
        var run = new JitterRun().Play(JitterRun.Tone(40, n => n < 500 && n % 50 < 5 ? 5 + 100 - 20 * (n % 50) : 5));
        Assert.That(run.BufferedMs[490], Is.GreaterThan(60));
        Assert.That(run.BufferedMs[^50], Is.LessThanOrEqualTo(40));
        Assert.That(run.LoudestClick(550), Is.LessThan(NoClick), "each cut follows the wave");
        Assert.That(run.Kinds.Skip(550), Is.All.EqualTo(FrameKind.Heard));
    }

    [Test]
    public void Without_jitter_the_first_packet_is_heard_on_the_tick_that_finds_it()
    {
        var run = new JitterRun().Play(JitterRun.Tone(10, _ => 5));
        Assert.That(run.Kinds[0], Is.EqualTo(FrameKind.Silent));
        Assert.That(run.Kinds.Skip(2), Is.All.EqualTo(FrameKind.Heard), "sent at 20, there at 25, heard at 27.3");
        Assert.That(run.BufferedMs.Max(), Is.Zero, "and nothing waits");
    }

    [TestCase(0.0)]
    [TestCase(0.5)]
    [TestCase(1.0)]
    [TestCase(2.0)]
    public void Packets_on_the_edge_of_the_tick_make_it_slip_but_a_few_times(double beforeMs)
    {
        // A busy machine: both sides are late by up to a few milliseconds, now and then by many.
        var random = new Random(17);
        var run = new JitterRun().Play(JitterRun.Tone(300, _ => 7.3 - beforeMs + 2 * random.NextDouble() * random.NextDouble() + (random.Next(1000) == 0 ? 8 : 0)));
        Assert.That(run.Receiver.FramesConcealed, Is.LessThanOrEqualTo(6), "of 15 000: each slip makes it more patient");
        Assert.That(run.BufferedMs.Max(), Is.LessThanOrEqualTo(40));
    }

    [TestCase(200)]
    [TestCase(-200)]
    [TestCase(50)]
    [TestCase(-50)]
    public void Clock_drift_is_followed_for_as_long_as_one_likes(double ppm)
    {
        var run = new JitterRun().Play(JitterRun.Tone(3600, _ => 5, ppm: ppm));
        Assert.That(run.BufferedMs.Max(), Is.LessThanOrEqualTo(60), "720 ms of drift do not pile up");
        Assert.That(run.Receiver.FramesConcealed, Is.LessThanOrEqualTo(2), "of 180 000: the first slip only");
        Assert.That(run.Receiver.PacketsLate, Is.Zero);
        Assert.That(run.LoudestClick(20), Is.LessThan(NoClick));
    }

    [Test]
    public void Late_ticks_teach_no_delay()
    {
        var run = new JitterRun().Play(JitterRun.Tone(60, _ => 5), lateMs: tick => tick % 200 == 100 ? 19 : 0);
        Assert.That(run.BufferedMs.Where((_, tick) => tick % 200 != 100), Is.All.Zero, "what was found early is no slow clock");
        Assert.That(run.Receiver.FramesConcealed, Is.Zero);
    }

    [Test]
    public void Wraps_change_nothing([Random(3)] int seed)
    {
        short[] Heard(ushort first, uint timestamp)
        {
            var random = new Random(seed);
            return [.. new JitterRun().Play(JitterRun.Tone(
                10, _ => random.Next(10) == 0 ? Lost : random.Next(60), first: first, timestamp: timestamp)).Heard];
        }

        Assert.That(Heard(65_300, 0xFFFF_F000), Is.EqualTo(Heard(1000, 50_000)), $"seed {seed}");
    }

    [Test]
    public void Duplicates_are_counted_and_not_heard()
    {
        var packets = JitterRun.Tone(5, _ => 5);
        var twice = new JitterRun().Play(packets.Concat(packets.Select(p => p with { ArrivalMs = p.ArrivalMs + 33 })));
        Assert.That(twice.Heard.Take(35_000), Is.EqualTo(new JitterRun().Play(packets).Heard.Take(35_000)));
        Assert.That(twice.Receiver.PacketsDiscarded, Is.EqualTo(packets.Count));
        Assert.That(twice.Receiver.PacketsLate, Is.Zero);
    }

    [Test]
    public void A_pause_of_the_source_is_silence_and_not_loss()
    {
        var packets = JitterRun.Tone(6, _ => 5);
        var paused = packets.Where((_, n) => n / 50 % 2 == 0).ToList(); // every other second, timestamps go on
        for (var i = 0; i < paused.Count; i++) paused[i] = paused[i] with { Sequence = (ushort)(1000 + i) };
        var run = new JitterRun().Play(paused);
        Assert.That(run.Receiver.FramesConcealed, Is.LessThanOrEqualTo(3 * 4), "only the fade, until it is sure");
        Assert.That(run.Receiver.Source.CumulativeLost, Is.Zero);
        Assert.That(run.Kinds.Count(k => k == FrameKind.Heard), Is.EqualTo(150).Within(5));
        Assert.That(run.LoudestClick(20), Is.LessThan(NoClick));
    }

    [Test]
    public void Comfort_noise_announces_the_silence()
    {
        var packets = JitterRun.Tone(4, _ => 5);
        var paused = packets.Where((_, n) => n is < 50 or >= 100).ToList();
        paused.Insert(50, packets[50] with { Type = 13, Payload = [60] });
        for (var i = 0; i < paused.Count; i++) paused[i] = paused[i] with { Sequence = (ushort)(1000 + i) };
        var run = new JitterRun().Play(paused);
        Assert.That(run.Receiver.FramesConcealed, Is.LessThanOrEqualTo(1));
        Assert.That(run.Kinds.Skip(55).Take(40), Is.All.EqualTo(FrameKind.Noise));
    }

    [Test]
    public void Telephone_events_are_reported_and_leave_no_loss_in_the_speech()
    {
        var packets = JitterRun.Tone(4, _ => 5);
        for (var n = 100; n < 110; n++)
            packets[n] = packets[n] with { Type = 101, Timestamp = packets[100].Timestamp, Payload = [5, (byte)(n > 106 ? 0x8A : 0x0A), 4, 0x60] };
        var run = new JitterRun().Play(packets);
        Assert.That(run.Receiver.TryTakeEvent(4_000_000, out var report), Is.True);
        Assert.That(report, Is.EqualTo(new TelephoneEventReport(5, packets[100].Timestamp, 0x460)));
        Assert.That(run.Receiver.TryTakeEvent(4_000_000, out _), Is.False);
        Assert.That(run.Receiver.FramesConcealed, Is.LessThanOrEqualTo(1));
        Assert.That(run.Receiver.Source.JitterMs, Is.LessThan(3), "events say nothing on jitter");
    }

    [TestCase(100_000_000u, Description = "forward")]
    [TestCase(unchecked((uint)-100_000_000), Description = "backward")]
    [TestCase(8000u * 3)]
    [TestCase(unchecked((uint)(-8000 * 3)))]
    [TestCase(8000u)]
    [TestCase(unchecked((uint)-8000), Description = "as a source whose timestamps stand still in silence")]
    public void A_jump_of_the_timestamps_costs_little(uint jump)
    {
        var packets = JitterRun.Tone(8, _ => 5);
        for (var n = 200; n < packets.Count; n++) packets[n] = packets[n] with { Timestamp = packets[n].Timestamp + jump };
        var run = new JitterRun().Play(packets);
        Assert.That(run.Kinds.Skip(10).Count(k => k != FrameKind.Heard), Is.LessThanOrEqualTo(8), "60 ms to believe it, and the initial delay");
        Assert.That(run.Kinds.Skip(220), Is.All.EqualTo(FrameKind.Heard));
        Assert.That(run.LoudestClick(20), Is.LessThan(3000));
    }

    [Test]
    public void Another_source_is_followed()
    {
        var packets = JitterRun.Tone(4, _ => 5);
        for (var n = 100; n < packets.Count; n++)
            packets[n] = packets[n] with { Ssrc = 2, Sequence = (ushort)(40_000 + n), Timestamp = (uint)(9_000_000 + 160 * n) };
        var run = new JitterRun().Play(packets);
        Assert.That(run.Kinds.Skip(10).Count(k => k != FrameKind.Heard), Is.LessThanOrEqualTo(4));
        Assert.That(run.Receiver.Source.Ssrc, Is.EqualTo(2));
        Assert.That(run.LoudestClick(20), Is.LessThan(3000));
    }

    [Test]
    public void A_restart_of_the_sequence_is_followed()
    {
        var packets = JitterRun.Tone(4, _ => 5);
        for (var n = 100; n < packets.Count; n++) packets[n] = packets[n] with { Sequence = (ushort)(30_000 + n), Timestamp = (uint)(9_000_000 + 160 * n) };
        var run = new JitterRun().Play(packets);
        Assert.That(run.Kinds.Skip(10).Count(k => k != FrameKind.Heard), Is.LessThanOrEqualTo(4));
    }

    [Test]
    public void A_stall_of_half_a_second_is_over_when_it_is_over()
    {
        var run = new JitterRun().Play(JitterRun.Tone(20, n => n is >= 200 and < 225 ? 5 + 500 - 20 * (n - 200) : 5));
        Assert.That(run.Kinds.Skip(230).Take(200).Count(k => k != FrameKind.Heard), Is.Zero);
        Assert.That(run.BufferedMs.Max(), Is.LessThanOrEqualTo(260), "bounded");
        Assert.That(run.BufferedMs[^10], Is.LessThanOrEqualTo(60), "and taken back");
    }

    [Test]
    public void A_route_that_is_slower_for_good_is_accepted()
    {
        var run = new JitterRun().Play(JitterRun.Tone(10, n => n < 200 ? 5 : 405));
        Assert.That(run.Kinds.Skip(240), Is.All.EqualTo(FrameKind.Heard));
        Assert.That(run.BufferedMs.Skip(240).Max(), Is.LessThanOrEqualTo(60));
    }

    [Test]
    public void A_lone_straggler_costs_at_most_a_frame()
    {
        var run = new JitterRun().Play(JitterRun.Tone(10, n => n == 200 ? 205 : 5));
        Assert.That(run.Receiver.PacketsLate, Is.EqualTo(1));
        Assert.That(run.BufferedMs.Skip(205).Take(50).Max(), Is.LessThanOrEqualTo(run.BufferedMs[190] + 20));
    }

    [Test]
    public void Both_laws_may_alternate()
    {
        var packets = JitterRun.Tone(2, _ => 5);
        for (var n = 0; n < packets.Count; n += 2)
        {
            var pcm = new short[160];
            for (var i = 0; i < 160; i++) pcm[i] = TestSignal.Tone(n * 160 + i, 440);
            var code = new byte[160];
            ImsConference.Engine.Codecs.G711.Encode(ImsConference.Engine.Codecs.G711Law.A, pcm, code);
            packets[n] = packets[n] with { Type = 8, Payload = code };
        }

        Assert.That(new JitterRun().Play(packets).LoudestClick(10), Is.LessThan(NoClick));
    }

    [Test]
    public void An_unknown_payload_type_is_dropped_and_counted()
    {
        var run = new JitterRun();
        var packet = JitterRun.Tone(1, _ => 5)[0] with { Type = 96 };
        Assert.That(run.Receive(packet, 0), Is.EqualTo(ReceiveVerdict.UnknownPayload));
        Assert.That(run.Receiver.PacketsDiscarded, Is.EqualTo(1));
    }

    [Test]
    public void Whatever_comes_the_buffer_stays_bounded_and_plays_again([Random(10)] int seed)
    {
        var random = new Random(seed);
        var run = new JitterRun();
        var frame = new short[160];
        for (var round = 0; round < 20_000; round++)
        {
            var payload = new byte[random.Next(4) == 0 ? random.Next(2200) : 160];
            run.Receive(
                new Packet(0, 0, (ushort)(random.Next(3) == 0 ? random.Next(65_536) : round), (uint)(random.Next(3) == 0 ? random.NextInt64(1L << 32) : round * 160L),
                    payload, random.Next(9) == 0, random.Next(9) == 0 ? (byte)13 : (byte)0, (uint)(random.Next(50) == 0 ? 2 : 1)),
                round * 20);
            if (random.Next(20) > 0) run.Receiver.Pull(frame);
            Assert.That(run.Receiver.BufferedMs, Is.InRange(0, 1300), $"seed {seed}, round {round}");
        }

        for (var tick = 0; tick < 100; tick++) run.Receiver.Pull(frame);
        run.Play(JitterRun.Tone(3, _ => 5, first: 7, timestamp: 77));
        Assert.That(run.Kinds.Skip(20), Is.All.EqualTo(FrameKind.Heard), $"seed {seed}");
    }
}
