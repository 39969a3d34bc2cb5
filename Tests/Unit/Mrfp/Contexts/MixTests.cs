using ImsConference.Engine.Codecs;
using ImsConference.Mrfp.Contexts;
using NUnit.Framework;

namespace ImsConference.Tests.Unit.Mrfp.Contexts;

/// <summary>Who hears whom, judged by tones.</summary>
public sealed class MixTests
{
    private const double Loud = -25; // a tone of 8000 is -12 dBFS
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
    public async Task Each_of_three_hears_the_two_others_and_not_itself()
    {
        var peers = await JoinAsync(440, 1000, 1700);
        _bench.Run(2);

        foreach (var me in peers)
        {
            foreach (var other in peers)
                Assert.That(
                    me.LevelDb(other.ToneHz), other == me ? Is.LessThan(Gone) : Is.GreaterThan(Loud), $"{other.ToneHz} Hz as {me.ToneHz} Hz hears it");
        }
    }

    [Test]
    public async Task Contributors_are_named_by_their_ssrc_and_never_the_listener()
    {
        var peers = await JoinAsync(440, 1000, 0);
        _bench.Run(1);

        Assert.Multiple(() =>
        {
            Assert.That(peers[0].Packets[^1].Contributors, Is.EqualTo(new[] { peers[1].Sender.Ssrc }));
            Assert.That(peers[1].Packets[^1].Contributors, Is.EqualTo(new[] { peers[0].Sender.Ssrc }));
            Assert.That(peers[2].Packets[^1].Contributors, Is.EquivalentTo(new[] { peers[0].Sender.Ssrc, peers[1].Sender.Ssrc }));
        });
    }

    [Test]
    public async Task More_than_fifteen_talkers_are_all_heard_though_a_packet_names_fifteen()
    {
        _bench.Dispose();
        _bench = new MediaBench(media: new MediaOptions { Speakers = 20 });
        await _bench.AddContextAsync("c1");
        var peers = await JoinAsync([.. Enumerable.Range(0, 20).Select(i => 400.0 + 100 * i)]);
        _bench.Run(1.5);

        Assert.That(peers[0].Packets[^1].Contributors, Has.Count.EqualTo(15).And.Not.Contains(peers[0].Sender.Ssrc));
        Assert.That(peers[0].LevelDb(peers[19].ToneHz), Is.GreaterThan(-40), "limited, but there");
    }

    [Test]
    public async Task Of_many_who_talk_the_loudest_are_heard()
    {
        var peers = await JoinAsync([.. Enumerable.Range(0, 12).Select(i => 400.0 + 200 * i)]);
        for (var i = 0; i < peers.Length; i++) peers[i].Amplitude = i < 8 ? 2000 : 600;
        _bench.Run(2);

        for (var i = 1; i < peers.Length; i++)
            Assert.That(peers[0].LevelDb(peers[i].ToneHz), i < 8 ? Is.GreaterThan(-30) : Is.LessThan(Gone), $"talker {i}");
        Assert.That(peers[11].Packets[^1].Contributors, Is.EquivalentTo(peers[..8].Select(peer => peer.Sender.Ssrc)));
    }

    [Test]
    public async Task Sequence_and_timestamps_run_on_without_a_break()
    {
        var peers = await JoinAsync(440, 1000);
        _bench.Run(2);

        var packets = peers[0].Packets;
        Assert.That(packets, Has.Count.InRange(97, 101));
        Assert.That(packets[0].Marker, Is.True);
        foreach (var (one, next) in packets.Zip(packets.Skip(1)))
        {
            Assert.That((ushort)(next.Sequence - one.Sequence), Is.EqualTo(1));
            Assert.That(next.Timestamp - one.Timestamp, Is.EqualTo(160));
            Assert.That(next.Marker, Is.False);
        }
    }

    [Test]
    public async Task Formats_and_payload_types_may_differ_by_direction()
    {
        var alaw = await _bench.JoinAsync("c1", "a", 440, it => it with { SendPayloadType = 96, SendFormat = AudioFormat.Pcmu });
        (alaw.Law, alaw.PayloadType) = (G711Law.A, 8);
        var listener = await _bench.JoinAsync("c1", "b", 1000, it => it with { SendPayloadType = 8, SendFormat = AudioFormat.Pcma });
        _bench.Run(1.5);

        Assert.Multiple(() =>
        {
            Assert.That(alaw.Packets[^1].PayloadType, Is.EqualTo(96));
            Assert.That(alaw.LevelDb(1000), Is.GreaterThan(Loud));
            Assert.That(listener.Packets[^1].PayloadType, Is.EqualTo(8));
            Assert.That(listener.LevelDb(440), Is.GreaterThan(Loud));
        });
    }

    [TestCase(10, 80)]
    [TestCase(20, 160)]
    [TestCase(30, 240)]
    [TestCase(60, 480)]
    [TestCase(240, 1920)]
    public async Task Packets_are_as_long_as_asked(int ptimeMs, int samples)
    {
        var peer = await _bench.JoinAsync("c1", "a", 0, it => it with { PtimeMs = ptimeMs });
        await _bench.JoinAsync("c1", "b", 1000);
        _bench.Run(2);

        Assert.That(peer.Packets, Has.Count.InRange(2000 / ptimeMs - 4, 2000 / ptimeMs));
        Assert.That(peer.Packets.Select(packet => packet.Octets), Is.All.EqualTo(samples));
        foreach (var (one, next) in peer.Packets.Zip(peer.Packets.Skip(1))) Assert.That(next.Timestamp - one.Timestamp, Is.EqualTo(samples));
        Assert.That(peer.LevelDb(1000), Is.GreaterThan(Loud));
    }

    [TestCase(StreamDirection.Both, true, true)]
    [TestCase(StreamDirection.Send, true, false)]
    [TestCase(StreamDirection.Receive, false, true)]
    [TestCase(StreamDirection.Inactive, false, false)]
    public async Task Direction_says_who_hears(StreamDirection direction, bool hears, bool isHeard)
    {
        var held = await _bench.JoinAsync("c1", "a", 440, it => it with { Direction = direction });
        var other = await _bench.JoinAsync("c1", "b", 1000);
        _bench.Run(1.5);

        Assert.That(held.LevelDb(1000), hears ? Is.GreaterThan(Loud) : Is.LessThan(Gone));
        Assert.That(held.Packets, hears ? Is.Not.Empty : Is.Empty);
        Assert.That(other.LevelDb(440), isHeard ? Is.GreaterThan(Loud) : Is.LessThan(Gone));
    }

    [Test]
    public async Task Hold_and_resume_keep_the_time_line()
    {
        var peer = await _bench.JoinAsync("c1", "a", 440);
        var other = await _bench.JoinAsync("c1", "b", 1000);
        _bench.Run(1);
        await _bench.ModifyAsync("c1", "a", peer, it => it with { Direction = StreamDirection.Inactive });
        _bench.Run(1);
        var last = peer.Packets[^1];
        Assert.That(other.LevelDb(440), Is.LessThan(Gone), "held");

        await _bench.ModifyAsync("c1", "a", peer, it => it with { Direction = StreamDirection.Both });
        _bench.Run(1);

        var next = peer.Packets.SkipWhile(packet => packet != last).ElementAt(1);
        Assert.Multiple(() =>
        {
            Assert.That(other.LevelDb(440), Is.GreaterThan(Loud), "heard again");
            Assert.That((ushort)(next.Sequence - last.Sequence), Is.EqualTo(1));
            Assert.That((int)(next.Timestamp - last.Timestamp), Is.EqualTo(8000).Within(320), "a second has passed");
            Assert.That(next.Marker, Is.True);
        });
    }

    [Test]
    public async Task Nothing_is_sent_before_the_remote_address_is_known()
    {
        var peer = await _bench.JoinAsync("c1", "a", 440, it => it with { RemoteRtp = default, RemoteRtcp = default });
        await _bench.JoinAsync("c1", "b", 1000);
        _bench.Run(1);
        Assert.That(peer.Packets, Is.Empty);

        await _bench.ModifyAsync("c1", "a", peer, it => it with { RemoteRtp = peer.Rtp.Local, RemoteRtcp = peer.Rtcp.Local });
        _bench.Run(1);
        Assert.That(peer.LevelDb(1000), Is.GreaterThan(Loud));
    }

    [Test]
    public async Task Who_is_isolated_neither_hears_nor_is_heard_nor_learns_who_is_there()
    {
        var outside = await _bench.JoinAsync("c1", "a", 440, it => it with { IsIsolated = true });
        var talker = await _bench.JoinAsync("c1", "b", 1000);
        var listener = await _bench.JoinAsync("c1", "c", 0);
        _bench.Run(1);
        Assert.Multiple(() =>
        {
            Assert.That(talker.LevelDb(440), Is.LessThan(Gone));
            Assert.That(listener.LevelDb(440), Is.LessThan(Gone));
            Assert.That(outside.LevelDb(1000), Is.LessThan(Gone));
            Assert.That(outside.Packets, Is.Not.Empty, "silence, that its call may live");
            Assert.That(outside.Packets.SelectMany(packet => packet.Contributors), Is.Empty);
        });

        await _bench.ModifyAsync("c1", "a", outside, it => it with { IsIsolated = false });
        _bench.Run(1);
        Assert.Multiple(() =>
        {
            Assert.That(talker.LevelDb(440), Is.GreaterThan(Loud));
            Assert.That(listener.LevelDb(440), Is.GreaterThan(Loud));
            Assert.That(outside.LevelDb(1000), Is.GreaterThan(Loud));
        });

        await _bench.ModifyAsync("c1", "a", outside, it => it with { IsIsolated = true });
        _bench.Run(1);
        Assert.That(listener.LevelDb(440), Is.LessThan(Gone));
        Assert.That(outside.LevelDb(1000), Is.LessThan(Gone));
    }

    [Test]
    public async Task Contexts_do_not_hear_each_other()
    {
        await _bench.AddContextAsync("c2");
        var here = await _bench.JoinAsync("c1", "a", 440);
        await _bench.JoinAsync("c1", "b", 600);
        await _bench.JoinAsync("c2", "c", 1000);
        _bench.Run(1);

        Assert.That(here.LevelDb(600), Is.GreaterThan(Loud));
        Assert.That(here.LevelDb(1000), Is.LessThan(Gone));
    }

    [Test]
    public async Task Lost_packets_are_concealed_and_counted()
    {
        var talker = await _bench.JoinAsync("c1", "a", 440);
        var listener = await _bench.JoinAsync("c1", "b", 0);
        var sent = 0;
        _bench.Network.Passes = (from, _) => from != talker.Rtp.Local || ++sent % 10 != 0;
        _bench.Run(4);

        var figures = (await _bench.AuditAsync("c1", "a")).Audio.Statistics;
        Assert.Multiple(() =>
        {
            Assert.That(figures.PacketsLost, Is.InRange(18, 20));
            Assert.That(figures.PacketsReceived, Is.InRange(178, 181));
            Assert.That(figures.FramesConcealed, Is.GreaterThanOrEqualTo(18));
            Assert.That(listener.LevelDb(440), Is.GreaterThan(Loud));
        });
    }

    private async Task<FakePeer[]> JoinAsync(params double[] tonesHz)
    {
        var peers = new List<FakePeer>();
        foreach (var tone in tonesHz) peers.Add(await _bench.JoinAsync("c1", $"t{tone}", tone));
        return [.. peers];
    }
}
