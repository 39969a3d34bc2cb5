using ImsConference.Engine.Rtp;
using ImsConference.Mrfp.Contexts;
using NUnit.Framework;

namespace ImsConference.Tests.Unit.Mrfp.Contexts;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class SharedPortsTests : IDisposable
{
    private readonly MediaBench _bench = new(workers: 2);

    public void Dispose() => _bench.Dispose();

    [Test]
    public async Task Those_who_share_a_port_hear_each_other_and_those_who_do_not()
    {
        await _bench.AddContextAsync("c");
        var anna = await _bench.JoinAsync("c", "anna", 440, Shared);
        var bert = await _bench.JoinAsync("c", "bert", 1000, Shared);
        var carl = await _bench.JoinAsync("c", "carl", 1800);
        Assert.That(bert.To, Is.EqualTo(anna.To));
        Assert.That(carl.To, Is.Not.EqualTo(anna.To));

        _bench.Run(2);
        foreach (var (peer, others) in new[] { (anna, new[] { bert, carl }), (bert, [anna, carl]), (carl, [anna, bert]) })
        {
            foreach (var other in others) Assert.That(peer.LevelDb(other.ToneHz), Is.GreaterThan(-20));
            Assert.That(peer.LevelDb(peer.ToneHz), Is.LessThan(-50));
        }

        Assert.That((await _bench.AuditAsync("c", "anna")).Audio.Statistics.PacketsReceived, Is.GreaterThan(90));
    }

    [Test]
    public async Task A_remote_address_belongs_to_one_stream_of_the_port()
    {
        await _bench.AddContextAsync("c");
        var anna = await _bench.JoinAsync("c", "anna", 440, Shared);
        var bert = await _bench.JoinAsync("c", "bert", 1000, Shared);
        Assert.That(
            async () => await _bench.AddAsync("c", "twin", anna.Settings),
            Throws.InstanceOf<MediaException>().With.Property(nameof(MediaException.Fault)).EqualTo(MediaFault.Forbidden));
        Assert.That(
            async () => await _bench.ModifyAsync("c", "bert", bert, it => it with { RemoteRtp = anna.Rtp.Local }),
            Throws.InstanceOf<MediaException>().With.Property(nameof(MediaException.Fault)).EqualTo(MediaFault.Forbidden));
        _bench.Run(1);
        Assert.That(anna.LevelDb(1000), Is.GreaterThan(-20), "bert is where he was");

        await _bench.Do(_bench.Node.SubtractTerminationAsync("c", "anna", CancellationToken.None));
        _bench.Peers.Remove(anna);
        Assert.That((await _bench.AddAsync("c", "twin", anna.Settings)).Id, Is.EqualTo("twin"), "once she has left");
    }

    /// <remarks>She goes on with SSRC, sequence numbers and keys; what the others hear of her does not break off.</remarks>
    [Test]
    public async Task Whoever_moves_to_a_taken_address_gets_ports_of_its_own()
    {
        await _bench.AddContextAsync("c");
        var anna = await _bench.JoinAsync("c", "anna", 440, Shared);
        var bert = await _bench.JoinAsync("c", "bert", 1000, Shared);
        _bench.Run(1);
        var shared = anna.To;
        var taken = _bench.Ports.TakenPairs;
        var heardBefore = anna.Packets[^1];

        // Both behind one address now: anna's packets come from where bert's do.
        var state = await _bench.ModifyAsync("c", "anna", anna, it => it with { RemoteRtp = bert.Rtp.Local, SharesPort = false });
        Assert.That(state.Audio.LocalRtp, Is.Not.EqualTo(shared));
        Assert.That((int)state.Audio.LocalRtcp.Port, Is.EqualTo(state.Audio.LocalRtp.Port + 1));
        Assert.That(_bench.Ports.TakenPairs, Is.EqualTo(taken + 1));

        // It was a port of the gateway's for an instant only; the MRFP learns where she really is.
        anna.Meet(state);
        bert.Forget();
        _bench.Run(2);
        Assert.That(bert.LevelDb(440), Is.GreaterThan(-20));
        Assert.That(anna.LevelDb(1000), Is.GreaterThan(-20));
        Assert.That(anna.Packets[^1].Ssrc, Is.EqualTo(heardBefore.Ssrc));
        Assert.That((await _bench.AuditAsync("c", "anna")).Audio.Statistics.PacketsReceived, Is.GreaterThan(140), "they are counted on");

        await _bench.ModifyAsync("c", "anna", anna, Shared);
        Assert.That((await _bench.AuditAsync("c", "anna")).Audio.LocalRtp, Is.EqualTo(state.Audio.LocalRtp), "there is no way back");
        var moved = await _bench.AddAsync("c", "carl", anna.Settings with { RemoteRtp = anna.Rtp.Local, RemoteRtcp = default, SharesPort = true });
        Assert.That(moved.Audio.LocalRtp, Is.EqualTo(shared), "her old place at the shared port is free");

        await _bench.Do(_bench.Node.SubtractContextAsync("c"));
        Assert.That(_bench.Ports.TakenPairs, Is.EqualTo(taken));
    }

    [Test]
    public async Task Without_a_port_left_the_stream_stays_where_it_is()
    {
        using var bench = new MediaBench(rtp: new RtpOptions { FirstPort = 20_000, LastPort = 20_003 });
        await bench.AddContextAsync("c");
        var anna = await bench.JoinAsync("c", "anna", 440, Shared);
        await bench.JoinAsync("c", "bert", 1000);
        Assert.That(
            async () => await bench.ModifyAsync("c", "anna", anna, it => it with { SharesPort = false }),
            Throws.InstanceOf<MediaException>().With.Property(nameof(MediaException.Fault)).EqualTo(MediaFault.Exhausted));
        bench.Run(1);
        Assert.That(anna.LevelDb(1000), Is.GreaterThan(-20));
        Assert.That((await bench.AuditAsync("c", "anna")).Audio.LocalRtp, Is.EqualTo(anna.To));
    }

    [Test]
    public async Task Keys_and_counters_of_SRTP_go_along()
    {
        await _bench.AddContextAsync("c");
        var (toPeer, fromPeer) = (Key(1), Key(2));
        var keys = new SrtpKeys(SrtpSuite.AesCm128HmacSha1Tag80, [.. toPeer], [.. fromPeer]);
        var anna = await _bench.JoinAsync("c", "anna", 440, it => Shared(it) with { Srtp = keys });
        await _bench.JoinAsync("c", "bert", 1000, Shared);
        using var seal = anna.Seal = SrtpSession.ForSending(keys.Suite, fromPeer);
        using var unseal = anna.Unseal = SrtpSession.ForReceiving(keys.Suite, toPeer);
        _bench.Run(1);
        anna.Meet(await _bench.ModifyAsync("c", "anna", anna, it => it with { SharesPort = false }));
        _bench.Run(1);
        Assert.That(anna.LevelDb(1000), Is.GreaterThan(-20));
        var figures = (await _bench.AuditAsync("c", "anna")).Audio.Statistics;
        Assert.That((figures.SrtpForged, figures.SrtpReplayed), Is.EqualTo((0L, 0L)));
        Assert.That(figures.PacketsReceived, Is.GreaterThan(90));
    }

    [Test]
    public async Task Nothing_is_left_of_the_streams_that_have_gone()
    {
        for (var round = 0; round < 3; round++)
        {
            await _bench.AddContextAsync("c");
            var anna = await _bench.JoinAsync("c", "anna", 440, Shared);
            await _bench.JoinAsync("c", "bert", 1000, it => Shared(it) with { RtcpMux = true });
            _bench.Run(0.2);
            await _bench.Do(_bench.Node.SubtractContextAsync("c"));
            _bench.Run(0.2);
            Assert.That(_bench.Node.Load.Terminations, Is.Zero);
            Assert.That(_bench.Node.Load.Workers.Sum(worker => worker.UnknownPackets), Is.GreaterThan(0), "who talks on is from nowhere known");
            _bench.Peers.Clear();
            Assert.That(anna.To.Port, Is.LessThan(10_008));
        }

        Assert.That(_bench.Ports.TakenPairs, Is.LessThanOrEqualTo(2), "one pair for each worker, kept");
    }

    [Test]
    public async Task A_stream_cannot_leave_the_worker_whose_port_it_shares()
    {
        foreach (var id in new[] { "a", "b", "c" }) await _bench.AddContextAsync(id);
        await _bench.JoinAsync("a", "anna", 440, Shared);
        Assert.That(
            async () => await _bench.Do(_bench.Node.MoveTerminationAsync("anna", "a", "b", CancellationToken.None)),
            Throws.InstanceOf<MediaException>().With.Property(nameof(MediaException.Fault)).EqualTo(MediaFault.Forbidden));
        var moved = await _bench.Do(_bench.Node.MoveTerminationAsync("anna", "a", "c", CancellationToken.None));
        Assert.That(moved.Id, Is.EqualTo("anna"), "to another context of the same worker it can");
    }

    private static byte[] Key(byte seed) => [.. Enumerable.Range(0, 30).Select(i => (byte)(seed * 37 + i))];

    private static AudioSettings Shared(AudioSettings settings) => settings with { SharesPort = true };
}
