using System.Net;
using ImsConference.Engine.Rtp;
using ImsConference.Mrfp.Contexts;
using NUnit.Framework;

namespace ImsConference.Tests.Unit.Mrfp.Contexts;

/// <summary>One participant's stream: where its packets come from, when it falls silent, its digits, its RTCP.</summary>
public sealed class StreamTests
{
    private const double Loud = -25;
    private const double Gone = -50;

    private MediaBench _bench = null!;

    [SetUp]
    public Task Begin()
    {
        _bench = new MediaBench();
        return _bench.AddContextAsync("c1");
    }

    [TearDown]
    public void End() => _bench.Dispose();

    [Test]
    public async Task The_negotiated_source_is_latched_by_its_first_packet_and_connected()
    {
        var peer = await _bench.JoinAsync("c1", "a", 440);
        _bench.Run(0.1);

        var latched = Events(MediaEventKind.Latched);
        Assert.That(latched, Has.Count.EqualTo(1));
        Assert.That(latched[0].Source, Is.EqualTo(peer.Rtp.Local));
        Assert.That(latched[0], Has.Property("TerminationId").EqualTo("a").And.Property("ContextId").EqualTo("c1").And.Property("StreamId").EqualTo(1));
        Assert.That((await _bench.AuditAsync("c1", "a")).Audio.Latched, Is.EqualTo(peer.Rtp.Local));
    }

    [Test]
    public async Task The_SSRC_that_sends_is_told_once_and_again_when_it_is_another()
    {
        var peer = await _bench.JoinAsync("c1", "a", 440);
        Assert.That((await _bench.AuditAsync("c1", "a")).Audio.PeerSsrc, Is.Zero);
        _bench.Run(1);
        var first = peer.Sender.Ssrc;
        Assert.That(Events(MediaEventKind.SourceChanged).Select(it => (it.TerminationId, it.Ssrc)), Is.EqualTo(new[] { ("a", first) }));

        peer.Sender.ChangeSsrc(first + 1);
        _bench.Run(1);
        var second = peer.Sender.Ssrc;
        Assert.That(Events(MediaEventKind.SourceChanged).Select(it => it.Ssrc), Is.EqualTo(new[] { first, second }));
        Assert.That((await _bench.AuditAsync("c1", "a")).Audio.PeerSsrc, Is.EqualTo(second).And.Not.EqualTo(first));
    }

    [Test]
    public async Task A_stranger_cannot_take_a_latched_stream()
    {
        var peer = await _bench.JoinAsync("c1", "a", 440);
        var listener = await _bench.JoinAsync("c1", "b", 0);
        _bench.Run(1);
        var stranger = new FakePeer(_bench, 1700) { To = peer.To };
        _bench.Peers.Add(stranger);
        _bench.Run(2);

        Assert.Multiple(() =>
        {
            Assert.That(listener.LevelDb(1700), Is.LessThan(Gone));
            Assert.That(listener.LevelDb(440), Is.GreaterThan(Loud));
            Assert.That(stranger.Packets, Is.Empty);
        });
    }

    [Test]
    public async Task Behind_a_nat_the_real_source_is_learnt_and_answered()
    {
        var peer = await _bench.JoinAsync("c1", "a", 440, it => it with
        {
            RemoteRtp = PeerAddress.From(IPEndPoint.Parse("10.0.0.7:4000")),
            RemoteRtcp = PeerAddress.From(IPEndPoint.Parse("10.0.0.7:4001")),
        });
        await _bench.JoinAsync("c1", "b", 1000);
        _bench.Run(1);

        Assert.That(Events(MediaEventKind.Latched).First(it => it.TerminationId == "a").Source, Is.EqualTo(peer.Rtp.Local));
        Assert.That(peer.LevelDb(1000), Is.GreaterThan(Loud));
    }

    [Test]
    public async Task Another_remote_address_is_latched_anew()
    {
        var peer = await _bench.JoinAsync("c1", "a", 440);
        var other = await _bench.JoinAsync("c1", "b", 1000);
        _bench.Run(1);
        peer.Rtp = _bench.Network.Bind(_bench.PeerAddress());
        peer.Forget();
        await _bench.ModifyAsync("c1", "a", peer, it => it with { RemoteRtp = peer.Rtp.Local });
        _bench.Run(1);

        Assert.Multiple(() =>
        {
            Assert.That(Events(MediaEventKind.Latched).Last().Source, Is.EqualTo(peer.Rtp.Local));
            Assert.That(peer.LevelDb(1000), Is.GreaterThan(Loud), "sent to the new address");
            Assert.That(other.LevelDb(440), Is.GreaterThan(Loud), "heard from the new address");
        });
    }

    [Test]
    public async Task Silence_is_reported_once_and_so_is_its_end()
    {
        var peer = await _bench.JoinAsync("c1", "a", 440, it => it with { RtpTimeoutMs = 3000 });
        _bench.Run(1);
        peer.Talks = false;
        _bench.Run(2.9);
        Assert.That(Events(MediaEventKind.RtpTimeout), Is.Empty);
        _bench.Run(5);
        Assert.That(Events(MediaEventKind.RtpTimeout).Single().DurationMs, Is.EqualTo(3000).Within(40));

        peer.Talks = true;
        _bench.Run(1);
        Assert.That(Events(MediaEventKind.RtpResumed), Has.Count.EqualTo(1));
        Assert.That(Events(MediaEventKind.RtpTimeout), Has.Count.EqualTo(1));
    }

    [Test]
    public async Task A_participant_on_hold_may_be_silent()
    {
        var peer = await _bench.JoinAsync("c1", "a", 440, it => it with { RtpTimeoutMs = 1000, Direction = StreamDirection.Send });
        peer.Talks = false;
        _bench.Run(4);
        Assert.That(Events(MediaEventKind.RtpTimeout), Is.Empty);

        await _bench.ModifyAsync("c1", "a", peer, it => it with { Direction = StreamDirection.Both });
        _bench.Run(1.5);
        Assert.That(Events(MediaEventKind.RtpTimeout), Has.Count.EqualTo(1), "from the resumption on it counts");
    }

    [Test]
    public async Task A_digit_is_reported_once_with_its_length_and_not_heard()
    {
        var peer = await _bench.JoinAsync("c1", "a", 0);
        _bench.Run(0.5);
        peer.Talks = false;
        Dial(peer, code: 11, milliseconds: 160);
        _bench.Run(0.5);

        var digit = Events(MediaEventKind.Dtmf).Single();
        Assert.That((digit.Code, digit.DurationMs), Is.EqualTo(((byte)11, 160)));
    }

    [Test]
    public async Task Digits_nobody_asked_for_are_not_reported()
    {
        var peer = await _bench.JoinAsync("c1", "a", 0, it => it with { DetectDtmf = false });
        _bench.Run(0.5);
        Dial(peer, code: 5, milliseconds: 100);
        _bench.Run(0.5);
        Assert.That(Events(MediaEventKind.Dtmf), Is.Empty);
    }

    [Test]
    public async Task Junk_is_counted_and_changes_nothing()
    {
        var peer = await _bench.JoinAsync("c1", "a", 440);
        var listener = await _bench.JoinAsync("c1", "b", 0);
        _bench.Run(1);
        var before = (await _bench.AuditAsync("c1", "a")).Audio.Statistics;
        var random = new Random(7);
        for (var i = 0; i < 20; i++)
        {
            var junk = new byte[random.Next(0, 60)];
            random.NextBytes(junk);
            if (junk.Length > 1) (junk[0], junk[1]) = ((byte)(junk[0] & 0x3F), 72); // never version 2
            peer.Rtp.TrySend(junk, peer.To);
        }

        peer.Send(99, new byte[160], 0); // not negotiated
        _bench.Run(1);

        var after = (await _bench.AuditAsync("c1", "a")).Audio.Statistics;
        Assert.That(after.PacketsDiscarded - before.PacketsDiscarded, Is.EqualTo(21));
        Assert.That(listener.LevelDb(440), Is.GreaterThan(Loud));
    }

    [Test]
    public async Task Reports_tell_the_truth_and_bye_ends_them([Values] bool isMux)
    {
        var peer = await _bench.JoinAsync("c1", "a", 440, it => it with { RtcpMux = isMux });
        _bench.Run(20);
        peer.Turn(); // takes what the last tick sent
        var reports = peer.Compounds.ToArray();
        Assert.That(reports, Has.Length.InRange(2, 8), "every 5 s, halved at first, randomised");

        var (info, block) = LastSenderReport(peer);
        Assert.Multiple(() =>
        {
            Assert.That(info.Packets, Is.GreaterThan(400).And.LessThanOrEqualTo((uint)peer.Packets.Count));
            Assert.That(info.Octets, Is.EqualTo(160 * info.Packets));
            Assert.That(block.Ssrc, Is.EqualTo(peer.Sender.Ssrc));
            Assert.That(block.CumulativeLost, Is.Zero);
            Assert.That(block.FractionLost, Is.Zero);
        });

        await _bench.Do(_bench.Node.SubtractTerminationAsync("c1", "a", CancellationToken.None));
        peer.Turn();
        Assert.That(Types(peer.Compounds[^1]), Is.EqualTo(new[] { RtcpType.SenderReport, RtcpType.SourceDescription, RtcpType.Bye }));
        _bench.Run(10);
        Assert.That(peer.Compounds, Has.Count.EqualTo(reports.Length + 1));
    }

    [Test]
    public async Task No_bandwidth_for_rtcp_means_none_at_all()
    {
        var peer = await _bench.JoinAsync("c1", "a", 440, it => it with { RtcpBandwidth = RtcpBandwidth.None });
        _bench.Run(20);
        await _bench.Do(_bench.Node.SubtractTerminationAsync("c1", "a", CancellationToken.None));
        _bench.Run(0.1);
        Assert.That(peer.Compounds, Is.Empty);
    }

    [Test]
    public async Task The_peers_report_gives_round_trip_and_loss()
    {
        var peer = await _bench.JoinAsync("c1", "a", 440);
        _bench.Run(8);
        var (info, _) = LastSenderReport(peer);
        var ssrc = peer.Packets[0].Ssrc;
        var compound = new byte[200];
        var writer = new RtcpWriter(compound);
        writer.ReceiverReport(peer.Sender.Ssrc, [new ReportBlock(ssrc, 64, 12, 0, 0, NtpTime.Middle(info.Ntp), 0)]);
        peer.Rtcp.TrySend(compound.AsSpan(0, writer.Length), peer.RtcpTo);
        _bench.Run(0.1);

        var figures = (await _bench.AuditAsync("c1", "a")).Audio.Statistics;
        Assert.Multiple(() =>
        {
            Assert.That((figures.PeerFractionLost, figures.PeerPacketsLost), Is.EqualTo((64, 12)));
            Assert.That(figures.RoundTripMs, Is.GreaterThan(0).And.LessThan(10_000));
        });
    }

    [Test]
    public async Task The_names_and_departures_of_the_others_are_passed_on()
    {
        var listener = await _bench.JoinAsync("c1", "a", 0);
        var named = await _bench.JoinAsync("c1", "b", 440);
        var subtracted = await _bench.JoinAsync("c1", "c", 1000);
        _bench.Run(0.5);
        Send(named, "b@ue", isLeaving: false);
        _bench.Run(8);
        Assert.That(NameOf(named.Sender.Ssrc), Is.EqualTo("b@ue"));
        Assert.That(listener.Compounds.SelectMany(Byes), Is.Empty);

        named.Talks = false;
        Send(named, "b@ue", isLeaving: true);
        await _bench.Do(_bench.Node.SubtractTerminationAsync("c1", "c", CancellationToken.None));
        _bench.Run(0.1);
        Assert.That(listener.Compounds.SelectMany(Byes), Is.EqualTo(new[] { subtracted.Sender.Ssrc, named.Sender.Ssrc }));

        string NameOf(uint ssrc)
        {
            var names = new List<string>();
            foreach (var compound in listener.Compounds)
            {
                Assert.That(RtcpReader.TryOpen(compound, out var reader), Is.True);
                while (reader.MoveNext(out var packet))
                    if (packet.TryFindCname(ssrc, out var cname)) names.Add(System.Text.Encoding.UTF8.GetString(cname));
            }

            return names.Distinct().Single();
        }

        static void Send(FakePeer peer, string cname, bool isLeaving)
        {
            var compound = new byte[300];
            var writer = new RtcpWriter(compound);
            writer.ReceiverReport(peer.Sender.Ssrc, []);
            writer.SourceDescription(peer.Sender.Ssrc, System.Text.Encoding.UTF8.GetBytes(cname));
            if (isLeaving) writer.Bye(peer.Sender.Ssrc);
            peer.Rtcp.TrySend(compound.AsSpan(0, writer.Length), peer.RtcpTo);
        }

        static IEnumerable<uint> Byes(byte[] compound)
        {
            var byes = new List<uint>();
            Assert.That(RtcpReader.TryOpen(compound, out var reader), Is.True);
            while (reader.MoveNext(out var packet))
                if (packet.TryReadBye(out var ssrcs, out _)) byes.Add(System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(ssrcs));
            return byes;
        }
    }

    [Test]
    public async Task Rtcp_of_strangers_is_ignored()
    {
        var peer = await _bench.JoinAsync("c1", "a", 440, it => it with { RtpTimeoutMs = 1000 });
        _bench.Run(0.5);
        peer.Talks = false;
        var stranger = _bench.Network.Bind(IPEndPoint.Parse("198.51.100.9:5000"));
        var compound = new byte[100];
        var writer = new RtcpWriter(compound);
        writer.ReceiverReport(1, []);
        for (var i = 0; i < 20; i++)
        {
            stranger.TrySend(compound.AsSpan(0, writer.Length), peer.RtcpTo);
            _bench.Run(0.1);
        }

        Assert.That(Events(MediaEventKind.RtpTimeout), Has.Count.EqualTo(1), "a stranger keeps nobody alive");
    }

    [Test]
    public async Task Our_own_ssrc_from_the_peer_makes_us_take_another_once()
    {
        var peer = await _bench.JoinAsync("c1", "a", 0);
        _bench.Run(0.5);
        var ours = peer.Packets[^1].Ssrc;
        peer.Sender.ChangeSsrc(ours);
        _bench.Run(1);

        var now = peer.Packets[^1].Ssrc;
        Assert.That(now, Is.Not.EqualTo(ours));
        Assert.That(peer.Packets.Select(packet => packet.Ssrc).Distinct().Count(), Is.EqualTo(2));
        Assert.That(peer.Compounds.Any(compound => Types(compound).Contains(RtcpType.Bye)), Is.True);
    }

    private static void Dial(FakePeer peer, byte code, int milliseconds)
    {
        Span<byte> payload = stackalloc byte[TelephoneEvent.Size];
        var start = peer.Sender.Timestamp;
        for (var elapsed = 20; elapsed <= milliseconds; elapsed += 20)
        {
            new TelephoneEvent(code, elapsed == milliseconds, 10, (ushort)(8 * elapsed)).Write(payload);
            peer.Send(101, payload, start, marker: elapsed == 20);
        }

        peer.Send(101, payload, start);
        peer.Send(101, payload, start);
    }

    private static (SenderInfo Info, ReportBlock Block) LastSenderReport(FakePeer peer)
    {
        Assert.That(RtcpReader.TryOpen(peer.Compounds[^1], out var reader), Is.True);
        Assert.That(reader.MoveNext(out var packet), Is.True);
        Assert.That(packet.TryReadSenderReport(out _, out var info, out var blocks), Is.True);
        return (info, blocks[0]);
    }

    private static List<RtcpType> Types(byte[] compound)
    {
        Assert.That(RtcpReader.TryOpen(compound, out var reader), Is.True);
        var types = new List<RtcpType>();
        while (reader.MoveNext(out var packet)) types.Add(packet.Type);
        return types;
    }

    private List<MediaEvent> Events(MediaEventKind kind) => _bench.Happened.Where(it => it.Kind == kind).ToList();
}
