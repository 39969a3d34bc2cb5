using ImsConference.Engine.Codecs;
using ImsConference.Engine.Mixing;
using ImsConference.Engine.Rtp;
using NUnit.Framework;

namespace ImsConference.Tests.Unit.Engine;

/// <summary>A tick of a talker, from packet in to packet and report out, makes no garbage.</summary>
public sealed class AllocationTests
{
    private readonly RtpSender _talker = new(1, 1, 1);
    private readonly RtpSender _sender = new(2, 2, 2);
    private readonly AudioReceiver _receiver = new(new CodecLibrary(), new JitterOptions());
    private readonly SymmetricLatch _latch = new(new LatchRules());
    private readonly Limiter _limiter = new();
    private readonly VoiceActivity _activity = new();
    private readonly PeerAddress _peer = new(1, 4000);
    private readonly byte[] _packet = new byte[1200];
    private readonly byte[] _code = new byte[160];
    private readonly short[] _frame = new short[160];
    private readonly int[] _sum = new int[160];
    private readonly int[] _rest = new int[160];
    private readonly uint[] _contributors = [1];
    private RtcpSession _rtcp = null!;
    private TelephoneEventSender _events = null!;
    private long _nowUs;
    private int _reports;

    [Test]
    public void Nothing_is_allocated_per_packet_or_tick()
    {
        _rtcp = new RtcpSession(_sender, _receiver.Source, "mixer@test", RtcpBandwidth.OfSession(80), 0, new Random(1), 0);
        _events = new TelephoneEventSender(_talker);
        _receiver.Negotiate(JitterRun.Payloads);
        _latch.Negotiate(_peer);
        for (var i = 0; i < 1000; i++) Tick(i);
        Assert.That(Allocations.OfLeanest(Ticks), Is.Zero);
        Assert.That(_reports, Is.GreaterThan(5), "reports were among it");
        Assert.That(_receiver.FramesConcealed, Is.GreaterThan(100), "and losses");
    }

    private void Ticks()
    {
        for (var i = 0; i < 3000; i++) Tick(i);
    }

    [TearDown]
    public void LetGo() => _receiver.Dispose();

    private void Tick(int i)
    {
        _nowUs += 20_000;
        if (i % 500 == 0) _events.Start(5, 800);
        if (i % 13 == 0) _talker.Skip(160); // a pause
        else Arrive(_events.IsActive ? _events.Send(_packet, 101, 160) : _talker.Send(_packet, 0, _code, 160), isLost: i % 17 == 0);

        while (_receiver.TryTakeEvent(_nowUs, out _)) _reports += 0;
        _receiver.Pull(_frame);
        _activity.Update(LevelMeter.Measure(_frame));
        Array.Clear(_sum);
        MixKernel.Add(_sum, _frame);
        for (var n = 0; n < 160; n++) _sum[n] += (n + i) % 300 * 300;
        MixKernel.Subtract(_sum, _frame, _rest);
        _limiter.Apply(_rest, _frame);
        G711.Encode(G711Law.A, _frame, _code);
        _sender.Send(_packet, 8, _code, 160, _contributors);
        if (!_rtcp.TryWriteReport(_packet, _nowUs, out var length)) return;
        _reports++;
        _rtcp.Receive(_packet.AsSpan(0, length), _nowUs);
    }

    private void Arrive(int length, bool isLost)
    {
        if (isLost || !RtpHeader.TryParse(_packet.AsSpan(0, length), out var header, out var payload)) return;
        if (_latch.Offer(_peer, _nowUs) != LatchVerdict.Foreign) _receiver.Receive(header, payload, _nowUs);
    }
}
