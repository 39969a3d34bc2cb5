using ImsConference.Engine.Rtp;
using NUnit.Framework;

namespace ImsConference.Tests.Unit.Engine;

public sealed class TelephoneEventTests
{
    private readonly List<TelephoneEventReport> _reports = [];
    private TelephoneEventReceiver _receiver = null!;
    private long _nowUs;

    [SetUp]
    public void Start()
    {
        _receiver = new TelephoneEventReceiver(8000);
        _reports.Clear();
        _nowUs = 0;
    }

    [Test]
    public void Payload_is_that_of_section_2_3()
    {
        var bytes = new byte[4];
        new TelephoneEvent(11, true, 10, 1600).Write(bytes);
        Assert.That(Convert.ToHexString(bytes), Is.EqualTo("0B8A0640"));
        Assert.That(TelephoneEvent.TryRead(bytes, out var read), Is.True);
        Assert.That(read, Is.EqualTo(new TelephoneEvent(11, true, 10, 1600)));
        Assert.That(TelephoneEvent.TryRead(bytes.AsSpan(0, 3), out _), Is.False);
    }

    [Test]
    public void Digits_and_codes_belong_together()
    {
        foreach (var digit in "0123456789*#ABCD")
            Assert.That(TelephoneEvent.TryGetCode(digit, out var code) && TelephoneEvent.TryGetDigit(code, out var back) && back == digit, Is.True);
        Assert.That(TelephoneEvent.TryGetCode('E', out _), Is.False);
        Assert.That(TelephoneEvent.TryGetDigit(16, out _), Is.False);
    }

    [Test]
    public void An_event_with_its_three_ends_is_one_report()
    {
        Press(5, timestamp: 1000, duration: 800);
        Assert.That(_reports, Is.EqualTo(new[] { new TelephoneEventReport(5, 1000, 800) }));
        Assert.That(_receiver.IsActive, Is.False);
    }

    [Test]
    public void The_same_digit_twice_is_two_reports()
    {
        Press(5, timestamp: 1000, duration: 800);
        Press(5, timestamp: 3000, duration: 640);
        Assert.That(_reports.Select(r => r.Duration), Is.EqualTo(new[] { 800, 640 }));
    }

    [Test]
    public void Lost_ends_are_made_up_for_by_the_next_event()
    {
        Give(1, 1000, 480, isEnd: false);
        Press(2, timestamp: 4000, duration: 800);
        Assert.That(_reports, Is.EqualTo(new TelephoneEventReport[] { new(1, 1000, 480), new(2, 4000, 800) }));
    }

    [Test]
    public void Lost_ends_are_made_up_for_by_silence()
    {
        Give(1, 1000, 480, isEnd: false);
        Pass(180);
        Assert.That(_reports, Is.Empty);
        Pass(40);
        Assert.That(_reports, Is.EqualTo(new[] { new TelephoneEventReport(1, 1000, 480) }));
        Give(1, 1000, 800, isEnd: true);
        Assert.That(_reports, Has.Count.EqualTo(1), "a straggler of a reported event");
    }

    [Test]
    public void A_lone_end_packet_is_an_event()
    {
        Give(1, 1000, 480, isEnd: false);
        Give(2, 4000, 800, isEnd: true);
        Assert.That(_reports, Has.Count.EqualTo(1), "that of the first; the second waits for the tick");
        Pass(20);
        Assert.That(_reports, Is.EqualTo(new TelephoneEventReport[] { new(1, 1000, 480), new(2, 4000, 800) }));
        Give(2, 4000, 800, isEnd: true);
        Pass(20);
        Assert.That(_reports, Has.Count.EqualTo(2));
    }

    [Test]
    public void Reordered_packets_do_not_begin_an_old_event_again()
    {
        Press(1, timestamp: 1000, duration: 800);
        Give(2, 4000, 160, isEnd: false);
        Give(1, 1000, 640, isEnd: false);
        Give(2, 4000, 320, isEnd: true);
        Assert.That(_reports.Select(r => r.Code), Is.EqualTo(new[] { 1, 2 }));
    }

    [Test]
    public void Segments_of_a_long_event_are_joined()
    {
        Give(3, 1000, 0xFFFF, isEnd: false);
        Give(3, 1000 + 0xFFFF, 400, isEnd: false);
        Give(3, 1000 + 0xFFFF, 800, isEnd: true);
        Assert.That(_reports, Is.EqualTo(new[] { new TelephoneEventReport(3, 1000, 0xFFFF + 800) }));
    }

    [Test]
    public void Timestamps_wrap()
    {
        Press(1, timestamp: 0xFFFF_FF00, duration: 800);
        Press(2, timestamp: 0x0000_0800, duration: 800);
        Assert.That(_reports.Select(r => r.Code), Is.EqualTo(new[] { 1, 2 }));
    }

    [Test]
    public void Whatever_is_lost_or_repeated_each_event_is_reported_at_most_once_and_in_order([Random(20)] int seed)
    {
        var random = new Random(seed);
        var heard = new List<uint>();
        for (uint press = 0; press < 50; press++)
        {
            var timestamp = press * 4000;
            for (ushort duration = 160; duration <= 800; duration += 160)
                for (var repeat = duration == 800 ? 3 : 1; repeat > 0; repeat--)
                {
                    Pass(20);
                    if (random.Next(2) == 0) continue;
                    if (!heard.Contains(timestamp)) heard.Add(timestamp);
                    Give((byte)(press % 12), timestamp, duration, duration == 800);
                }

            Pass(300);
        }

        Assert.That(_reports.Select(r => r.Timestamp), Is.EqualTo(heard), $"seed {seed}");
    }

    [Test]
    public void Noise_only_fails([Random(3)] int seed)
    {
        var random = new Random(seed);
        var payload = new byte[8];
        for (var i = 0; i < 20_000; i++)
        {
            random.NextBytes(payload);
            _receiver.Receive(payload.AsSpan(0, random.Next(9)), (uint)random.NextInt64(1L << 32), i * 1000, out _);
            _receiver.Poll(i * 1000, out _);
        }
    }

    [Test]
    public void What_is_sent_is_received_and_the_stream_goes_on_beside_it()
    {
        var sender = new RtpSender(1, 65_534, 0xFFFF_FF00);
        var events = new TelephoneEventSender(sender);
        var packet = new byte[16];
        sender.Send(new byte[200], 0, new byte[160], 160);
        events.Start(7, 800);
        var began = sender.Timestamp;
        var ends = 0;
        ushort sequence = 65_535;
        for (var tick = 0; events.IsActive; tick++)
        {
            Assert.That(events.Send(packet, 101, 160), Is.EqualTo(16));
            Assert.That(RtpHeader.TryParse(packet, out var header, out var payload), Is.True);
            Assert.That((header.Marker, header.Sequence, header.Timestamp), Is.EqualTo((tick == 0, sequence++, began)));
            TelephoneEvent.TryRead(payload, out var update);
            Assert.That(update.Duration, Is.EqualTo(Math.Min(800, 160 * (tick + 1))));
            if (update.IsEnd) ends++;
            if (_receiver.Receive(payload, header.Timestamp, 0, out var report)) _reports.Add(report);
        }

        Assert.That(ends, Is.EqualTo(3));
        Assert.That(_reports, Is.EqualTo(new[] { new TelephoneEventReport(7, began, 800) }));
        Assert.That(sender.Timestamp - began, Is.EqualTo(7 * 160), "media time has gone on");
    }

    private void Press(byte code, uint timestamp, ushort duration)
    {
        for (ushort sent = 160; sent < duration; sent += 160) Give(code, timestamp, sent, isEnd: false);
        for (var i = 0; i < 3; i++) Give(code, timestamp, duration, isEnd: true);
    }

    private void Give(byte code, uint timestamp, ushort duration, bool isEnd)
    {
        Span<byte> payload = stackalloc byte[4];
        new TelephoneEvent(code, isEnd, 10, duration).Write(payload);
        if (_receiver.Receive(payload, timestamp, _nowUs, out var report)) _reports.Add(report);
    }

    private void Pass(int milliseconds)
    {
        _nowUs += milliseconds * 1000;
        if (_receiver.Poll(_nowUs, out var report)) _reports.Add(report);
    }
}
