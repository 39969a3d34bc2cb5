using ImsConference.Engine.Rtp;
using NUnit.Framework;

namespace ImsConference.Tests.Unit.Engine;

/// <summary>Two ends that talk, with 30 ms between them and clocks of their own.</summary>
public sealed class RtcpSessionTests
{
    private const long DelayUs = 30_000;

    private readonly byte[] _buffer = new byte[1200];
    private End _left = null!;
    private End _right = null!;

    [SetUp]
    public void Connect()
    {
        _left = new End(1);
        _right = new End(2);
    }

    [Test]
    public void Each_learns_the_round_trip_and_its_peers_losses()
    {
        Run(seconds: 30, lostOneIn: 4);
        Assert.That(_left.Session.RoundTripMs, Is.EqualTo(60).Within(0.1));
        Assert.That(_right.Session.RoundTripMs, Is.EqualTo(60).Within(0.1));
        Assert.That(_left.Session.PeerReport.FractionLost, Is.EqualTo(64).Within(2), "one in four of 256");
        Assert.That(_left.Session.PeerReport.CumulativeLost, Is.InRange(250, 380), "of 1500, at the peer's last report");
        Assert.That(_left.Session.PeerReport.Ssrc, Is.EqualTo(_left.Sender.Ssrc));
        Assert.That(_right.Session.MalformedPackets, Is.Zero);
    }

    [Test]
    public void A_sender_writes_sr_and_cname_and_a_listener_rr()
    {
        Run(seconds: 10, lostOneIn: int.MaxValue);
        Assert.That(TypesOf(_left.LastReport), Is.EqualTo(new[] { RtcpType.SenderReport, RtcpType.SourceDescription }));
        var quiet = new End(3);
        Assert.That(quiet.Session.TryWriteReport(_buffer, 4_000_000, out var length), Is.True);
        Assert.That(TypesOf(_buffer[..length]), Is.EqualTo(new[] { RtcpType.ReceiverReport, RtcpType.SourceDescription }));
    }

    [Test]
    public void A_bye_ends_the_source_until_it_is_heard_again()
    {
        Run(seconds: 2, lostOneIn: int.MaxValue);
        var length = _left.Session.WriteBye(_buffer, 2_000_000, "done"u8);
        Assert.That(TypesOf(_buffer[..length])[^1], Is.EqualTo(RtcpType.Bye));
        Assert.That(_right.Session.Receive(_buffer.AsSpan(0, length), 2_030_000), Is.True);
        Assert.That(_right.Session.PeerLeft, Is.True);
        Run(seconds: 1, lostOneIn: int.MaxValue);
        Assert.That(_right.Session.PeerLeft, Is.False);
    }

    [Test]
    public void A_mixer_forwards_names_and_departures_of_those_it_mixes()
    {
        Run(seconds: 10, lostOneIn: int.MaxValue);
        Assert.That(_left.Session.PeerCname.SequenceEqual("end2@test"u8), Is.True);
        var length = new RtcpSession(new RtpSender(9, 1, 1), new SourceTracker(8000), "mixer@test", RtcpBandwidth.OfSession(80), 0, new Random(1), 0)
            .DescribePeer(_buffer, 0);
        Assert.That(length, Is.Zero, "nobody there");

        length = _left.Session.DescribePeer(_buffer, _left.Session.WriteContributorBye(_buffer, 10_000_000, 0xC0FFEE));
        Assert.That(TypesOf(_buffer[..length]), Is.EqualTo(
            new[] { RtcpType.SenderReport, RtcpType.SourceDescription, RtcpType.Bye, RtcpType.SourceDescription }));
        Assert.That(_left.Session.DescribePeer(_buffer.AsSpan(0, length + 5), length), Is.EqualTo(length), "no room");
    }

    [Test]
    public void Whoever_never_sent_needs_no_bye() => Assert.That(_left.Session.WriteBye(_buffer, 0), Is.Zero);

    [Test]
    public void A_collision_is_left_with_a_bye_of_the_old_ssrc()
    {
        Run(seconds: 2, lostOneIn: int.MaxValue);
        var old = _left.Sender.Ssrc;
        var length = _left.Session.WriteCollision(_buffer, 2_000_000, 0xF00D);
        _right.Session.Receive(_buffer.AsSpan(0, length), 2_030_000);
        Assert.That(_right.Source.Ssrc, Is.EqualTo(old));
        Assert.That(_right.Session.PeerLeft, Is.True);
        Assert.That((_left.Sender.Ssrc, _left.Sender.Packets), Is.EqualTo((0xF00Du, 0u)));
    }

    [Test]
    public void Reports_on_others_and_noise_change_nothing()
    {
        Run(seconds: 2, lostOneIn: int.MaxValue);
        var writer = new RtcpWriter(_buffer);
        writer.ReceiverReport(99, [new ReportBlock(77, 255, 5, 5, 5, 5, 5)]);
        writer.Bye(77);
        var before = _left.Session.PeerReport;
        Assert.That(_left.Session.Receive(_buffer.AsSpan(0, writer.Length), 1), Is.True);
        Assert.That(_left.Session.PeerReport, Is.EqualTo(before));
        Assert.That(_left.Session.PeerLeft, Is.False);
        Assert.That(_left.Session.Receive(_buffer.AsSpan(0, writer.Length - 1), 1), Is.False);
        Assert.That(_left.Session.MalformedPackets, Is.EqualTo(1));
    }

    private static List<RtcpType> TypesOf(byte[] compound)
    {
        var types = new List<RtcpType>();
        Assert.That(RtcpReader.TryOpen(compound, out var reader), Is.True);
        while (reader.MoveNext(out var packet)) types.Add(packet.Type);
        return types;
    }

    private void Run(int seconds, int lostOneIn)
    {
        var underway = new Queue<(long AtUs, End To, byte[] Packet)>();
        var from = _left.NowUs;
        for (var nowUs = from; nowUs < from + seconds * 1_000_000L; nowUs += 10_000)
        {
            while (underway.TryPeek(out var first) && first.AtUs <= nowUs)
            {
                underway.Dequeue();
                first.To.Receive(first.Packet, nowUs);
            }

            foreach (var (me, peer) in new[] { (_left, _right), (_right, _left) })
                foreach (var packet in me.Tick(nowUs, isTalking: nowUs / 10_000 % 2 == 0))
                    if (PacketKinds.Of(packet) == PacketKind.Rtcp || me.Sender.Packets % lostOneIn != 0) underway.Enqueue((nowUs + DelayUs, peer, packet));
        }
    }

    private sealed class End
    {
        private readonly byte[] _buffer = new byte[1200];

        public End(uint ssrc)
        {
            Sender = new RtpSender(ssrc, 65_000, 0);
            var origin = NtpTime.From(DateTimeOffset.UnixEpoch.AddDays(20_000 + ssrc));
            Session = new RtcpSession(Sender, Source, $"end{ssrc}@test", RtcpBandwidth.OfSession(80), origin, new Random((int)ssrc), 0);
        }

        public RtpSender Sender { get; }
        public SourceTracker Source { get; } = new(8000);
        public RtcpSession Session { get; }
        public byte[] LastReport { get; private set; } = [];
        public long NowUs { get; private set; }

        public IEnumerable<byte[]> Tick(long nowUs, bool isTalking)
        {
            NowUs = nowUs + 10_000;
            if (isTalking) yield return _buffer[..Sender.Send(_buffer, 0, new byte[160], 160)];
            if (!Session.TryWriteReport(_buffer, nowUs, out var length)) yield break;
            LastReport = _buffer[..length];
            yield return LastReport;
        }

        public void Receive(byte[] packet, long nowUs)
        {
            if (PacketKinds.Of(packet) == PacketKind.Rtcp) Session.Receive(packet, nowUs);
            else if (RtpHeader.TryParse(packet, out var header, out _)) Source.Receive(header, nowUs);
        }
    }
}
