using ImsConference.Engine.Rtp;
using NUnit.Framework;

namespace ImsConference.Tests.Unit.Engine;

public sealed class SourceTrackerTests
{
    private readonly byte[] _packet = new byte[12];
    private SourceTracker _source = null!;

    [SetUp]
    public void Start() => _source = new SourceTracker(8000);

    [Test]
    public void Two_packets_in_sequence_make_a_source_valid()
    {
        Assert.That(Receive(10), Is.EqualTo(SourceVerdict.Probation));
        Assert.That(Receive(12), Is.EqualTo(SourceVerdict.Probation), "not in sequence");
        Assert.That(_source.IsValid, Is.False);
        Assert.That(Receive(13), Is.EqualTo(SourceVerdict.NewSource));
        Assert.That(Receive(14), Is.EqualTo(SourceVerdict.Accepted));
        Assert.That(_source.Received, Is.EqualTo(2));
    }

    [Test]
    public void Sequence_wraps_into_the_next_cycle()
    {
        for (var sequence = 65_530; sequence < 65_540; sequence++) Receive((ushort)sequence);
        Assert.That(_source.ExtendedHighestSequence, Is.EqualTo(0x1_0003));
        Assert.That(_source.CumulativeLost, Is.Zero);
        Assert.That(Receive(65_535), Is.EqualTo(SourceVerdict.Accepted), "a straggler from before the wrap");
        Assert.That(_source.ExtendedHighestSequence, Is.EqualTo(0x1_0003));
    }

    [Test]
    public void A_jump_is_believed_when_the_next_packet_confirms_it()
    {
        Begin(100);
        Assert.That(Receive(20_000), Is.EqualTo(SourceVerdict.Rejected));
        Assert.That(Receive(102), Is.EqualTo(SourceVerdict.Accepted));
        Assert.That(Receive(30_000), Is.EqualTo(SourceVerdict.Rejected));
        Assert.That(Receive(30_001), Is.EqualTo(SourceVerdict.Restarted));
        Assert.That(_source.ExtendedHighestSequence, Is.EqualTo(30_001));
        Assert.That(_source.CumulativeLost, Is.Zero);
    }

    [Test]
    public void Another_source_takes_over_only_when_the_present_one_is_silent()
    {
        Begin(100);
        for (ushort i = 0; i < 20; i++)
        {
            Assert.That(Receive((ushort)(500 + i), ssrc: 2), Is.EqualTo(SourceVerdict.Rejected));
            Assert.That(Receive((ushort)(102 + i)), Is.EqualTo(SourceVerdict.Accepted));
        }

        Assert.That(Receive(600, ssrc: 2), Is.EqualTo(SourceVerdict.Rejected));
        Assert.That(Receive(601, ssrc: 2), Is.EqualTo(SourceVerdict.NewSource));
        Assert.That(_source.Ssrc, Is.EqualTo(2));
        Assert.That(_source.Received, Is.EqualTo(1));
    }

    [Test]
    public void After_a_bye_the_next_source_is_on_probation()
    {
        Begin(100);
        _source.Forget();
        Assert.That(Receive(102), Is.EqualTo(SourceVerdict.Probation));
        Assert.That(_source.Report(0).CumulativeLost, Is.Zero);
    }

    [Test]
    public void An_interval_without_packets_reports_no_loss()
    {
        Begin(100);
        Receive(105);
        Assert.That(_source.Report(0).FractionLost, Is.EqualTo(3 * 256 / 5), "101, 105 of 101..105");
        Assert.That(_source.Report(0), Has.Property(nameof(ReportBlock.FractionLost)).Zero.And.Property(nameof(ReportBlock.CumulativeLost)).EqualTo(3));
    }

    [Test]
    public void Duplicates_make_the_loss_negative()
    {
        Begin(100);
        for (var i = 0; i < 5; i++) Receive(101);
        var report = _source.Report(0);
        Assert.That(report.CumulativeLost, Is.EqualTo(-5));
        Assert.That(report.FractionLost, Is.Zero);
    }

    [Test]
    public void Loss_is_clamped_to_24_bits()
    {
        Begin(0);
        ushort sequence = 1;
        for (var i = 0; i < 0x80_0000 / 2900 + 10; i++) Receive(sequence += 2950);
        Assert.That(_source.CumulativeLost, Is.EqualTo(0x7F_FFFF));
    }

    [Test]
    public void Report_answers_the_last_sender_report()
    {
        Begin(100);
        Assert.That(_source.Report(1_000_000).DelaySinceLastSenderReport, Is.Zero);
        _source.ReceiveSenderReport(0x1234_5678_9ABC_DEF0, 1_000_000);
        var report = _source.Report(3_500_000);
        Assert.That(report.LastSenderReport, Is.EqualTo(0x5678_9ABC));
        Assert.That(report.DelaySinceLastSenderReport, Is.EqualTo(0x2_8000), "2.5 s");
    }

    [Test]
    public void Figures_are_those_of_a_slow_count([Random(10)] int seed)
    {
        var random = new Random(seed);
        var first = random.Next(65_536);
        var timestamp = (uint)random.NextInt64(1L << 32);
        Receive((ushort)(first - 1), timestamp - 160, 0);

        var highest = (long)first;
        long count = 0, expectedBefore = 0, countBefore = 0;
        double jitter = 0;
        double? transitBefore = null;
        for (var n = 0L; n < 70_000; n++)
        {
            if (n > 0 && random.Next(10) == 0) continue; // lost
            var arrivalUs = n * 20_000 + random.Next(15_000);
            Receive((ushort)(first + n), timestamp + (uint)(160 * n), arrivalUs);
            count++;
            highest = first + n;
            var transit = Math.Floor(arrivalUs * 8 / 1000.0) - 160 * n;
            if (transitBefore is { } before) jitter += (Math.Abs(transit - before) - jitter) / 16;
            transitBefore = transit;
            if (n % 5000 != 4999) continue;

            var expected = highest - first + 1;
            var report = _source.Report(arrivalUs);
            var lostInInterval = expected - expectedBefore - (count - countBefore);
            Assert.That(report.CumulativeLost, Is.EqualTo(expected - count), $"seed {seed}, packet {n}");
            Assert.That(report.FractionLost, Is.EqualTo(lostInInterval * 256 / (expected - expectedBefore)), $"seed {seed}, packet {n}");
            Assert.That(report.ExtendedHighestSequence, Is.EqualTo(highest), $"seed {seed}, packet {n}");
            Assert.That(report.Jitter, Is.EqualTo(jitter).Within(1.5), $"seed {seed}, packet {n}: integer arithmetic rounds");
            (expectedBefore, countBefore) = (expected, count);
        }
    }

    private void Begin(ushort sequence)
    {
        Receive(sequence);
        Receive((ushort)(sequence + 1));
    }

    private SourceVerdict Receive(ushort sequence, uint timestamp = 0, long arrivalUs = 0, uint ssrc = 1)
    {
        RtpHeader.Write(_packet, new RtpFields(false, 0, sequence, timestamp, ssrc), default);
        Assert.That(RtpHeader.TryParse(_packet, out var header, out _), Is.True);
        return _source.Receive(header, arrivalUs);
    }
}
