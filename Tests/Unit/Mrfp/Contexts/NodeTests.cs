using System.Net.Sockets;
using ImsConference.Mrfp.Contexts;
using NUnit.Framework;

namespace ImsConference.Tests.Unit.Mrfp.Contexts;

/// <summary>Commands: repeated, clashing, refused, moved.</summary>
public sealed class NodeTests
{
    [Test]
    public async Task A_repeated_command_finds_what_the_first_made()
    {
        using var bench = new MediaBench();
        await bench.AddContextAsync("c1");
        var settings = new FakePeer(bench, 0).Settings;
        var first = await bench.AddAsync("c1", "t1", settings);
        var again = await bench.AddAsync("c1", "t1", settings);
        await bench.AddContextAsync("c1");

        Assert.Multiple(() =>
        {
            Assert.That(again.Audio.LocalRtp, Is.EqualTo(first.Audio.LocalRtp));
            Assert.That(again.Audio.Ssrc, Is.EqualTo(first.Audio.Ssrc));
            Assert.That(bench.Ports.TakenPairs, Is.EqualTo(1));
            Assert.That(bench.Node.Load, Has.Property("Contexts").EqualTo(1).And.Property("Terminations").EqualTo(1));
        });
    }

    [Test]
    public async Task The_same_command_twice_at_once_makes_one_termination()
    {
        using var bench = new MediaBench();
        await bench.AddContextAsync("c1");
        var settings = new FakePeer(bench, 0).Settings;
        var both = new[] { 0, 1 }.Select(_ => bench.Node.AddTerminationAsync("c1", "t1", settings, "same", CancellationToken.None)).ToArray();
        var states = await bench.Do(Task.WhenAll(both));

        Assert.That(states[1].Audio.LocalRtp, Is.EqualTo(states[0].Audio.LocalRtp));
        Assert.That(bench.Ports.TakenPairs, Is.EqualTo(1));
        Assert.That(bench.Node.Load.Terminations, Is.EqualTo(1));
    }

    [Test]
    public async Task An_id_with_other_contents_clashes()
    {
        using var bench = new MediaBench();
        await bench.AddContextAsync("c1");
        await bench.AddContextAsync("c2");
        var settings = new FakePeer(bench, 0).Settings;
        await bench.AddAsync("c1", "t1", settings);

        await Refused(bench, MediaFault.Clash, () => bench.AddContextAsync("c1", owner: "another"));
        await Refused(bench, MediaFault.Clash, () => bench.AddAsync("c1", "t1", settings with { PtimeMs = 40 }));
        await Refused(bench, MediaFault.Clash, () => bench.AddAsync("c2", "t1", settings));
        Assert.That(bench.Ports.TakenPairs, Is.EqualTo(1), "what was refused holds no port");
    }

    [Test]
    public async Task What_is_not_there_is_not_found_and_taking_it_away_is_no_error()
    {
        using var bench = new MediaBench();
        await bench.AddContextAsync("c1");
        var settings = new FakePeer(bench, 0).Settings;

        await Refused(bench, MediaFault.NotFound, () => bench.AddAsync("nowhere", "t1", settings));
        await Refused(bench, MediaFault.NotFound, () => bench.AuditAsync("c1", "nobody"));
        await Refused(bench, MediaFault.NotFound, () => bench.Do(bench.Node.ModifyTerminationAsync("c1", "nobody", settings, default)));
        await Refused(bench, MediaFault.NotFound, () => bench.Do(bench.Node.MoveTerminationAsync("nobody", "c1", "c1", default)));
        Assert.That(await bench.Do(bench.Node.SubtractTerminationAsync("c1", "nobody", default)), Is.Null);
        Assert.That(await bench.Do(bench.Node.SubtractTerminationAsync("nowhere", "nobody", default)), Is.Null);
        Assert.That(await bench.Do(bench.Node.SubtractContextAsync("nowhere")), Is.Null);
    }

    [Test]
    public async Task Ports_run_out_with_a_clear_answer_and_come_back_after_quarantine()
    {
        using var bench = new MediaBench(rtp: new RtpOptions { FirstPort = 20_000, LastPort = 20_003, QuarantineSeconds = 5 });
        await bench.AddContextAsync("c1");
        await bench.AddContextAsync("c2");
        await bench.JoinAsync("c1", "a", 0);
        await bench.JoinAsync("c1", "b", 0);
        await Refused(bench, MediaFault.Exhausted, () => bench.JoinAsync("c2", "c", 0));

        await bench.Do(bench.Node.SubtractTerminationAsync("c1", "a", default));
        await Refused(bench, MediaFault.Exhausted, () => bench.JoinAsync("c2", "c", 0));
        bench.Run(5);
        var state = await bench.AddAsync("c2", "d", new FakePeer(bench, 0).Settings);
        Assert.That(state.Audio.LocalRtp.Port, Is.EqualTo(20_000));
        Assert.That(state.Audio.LocalRtcp.Port, Is.EqualTo(20_001));
    }

    [Test]
    public async Task A_host_without_sockets_left_is_exhausted_and_nothing_leaks()
    {
        using var bench = new MediaBench();
        await bench.AddContextAsync("c1");
        var settings = new FakePeer(bench, 0).Settings;
        bench.Network.Binds = local => local.Port % 2 == 0 ? null : SocketError.TooManyOpenSockets;
        await Refused(bench, MediaFault.Exhausted, () => bench.AddAsync("c1", "t1", settings));
        bench.Network.Binds = _ => null;
        await bench.AddAsync("c1", "t1", settings);
        await bench.Do(bench.Node.SubtractContextAsync("c1"));
        Assert.That(bench.Network.BoundPorts, Is.EqualTo(2), "the peer's own");
    }

    [Test]
    public async Task A_reservation_holds_against_others()
    {
        using var bench = new MediaBench(media: new MediaOptions { MaxTerminations = 3, MaxContexts = 2 });
        await bench.AddContextAsync("c1", reserved: 2);
        await bench.AddContextAsync("c2");
        await bench.JoinAsync("c2", "a", 0);
        await Refused(bench, MediaFault.Exhausted, () => bench.JoinAsync("c2", "b", 0));
        await bench.JoinAsync("c1", "c", 0);
        await bench.JoinAsync("c1", "d", 0);
        await Refused(bench, MediaFault.Exhausted, () => bench.JoinAsync("c1", "e", 0));
        await Refused(bench, MediaFault.Exhausted, () => bench.AddContextAsync("c3"));

        await bench.Do(bench.Node.SubtractTerminationAsync("c1", "c", default));
        Assert.That(bench.Node.Load.SetAside, Is.EqualTo(1), "the place is the context's again");
        await bench.Do(bench.Node.SubtractContextAsync("c1"));
        Assert.That(bench.Node.Load, Has.Property("SetAside").EqualTo(0).And.Property("Terminations").EqualTo(1));
    }

    [Test]
    public async Task Draining_takes_no_new_context_and_lets_the_old_ones_go_on()
    {
        using var bench = new MediaBench();
        await bench.AddContextAsync("c1");
        bench.Node.Drain();
        await Refused(bench, MediaFault.Forbidden, () => bench.AddContextAsync("c2"));
        await bench.AddContextAsync("c1");
        await bench.JoinAsync("c1", "a", 0);
        Assert.That(bench.Node.Load.IsDraining, Is.True);
    }

    [Test]
    public async Task Contexts_are_spread_over_the_workers()
    {
        using var bench = new MediaBench(workers: 3);
        for (var i = 0; i < 9; i++) await bench.AddContextAsync($"c{i}");
        Assert.That(bench.Workers.Select(worker => worker.Weight), Is.All.EqualTo(3));
        await bench.JoinAsync("c0", "a", 0);
        await bench.JoinAsync("c1", "b", 0);
        await bench.AddContextAsync("new");
        Assert.That(bench.Workers.Select(worker => worker.Weight), Is.All.EqualTo(4), "a termination weighs as much as a context");
    }

    [Test]
    public async Task A_move_keeps_ports_ssrc_and_sequence([Values(1, 2)] int workers)
    {
        using var bench = new MediaBench(workers);
        await bench.AddContextAsync("c1");
        await bench.AddContextAsync("c2");
        var mover = await bench.JoinAsync("c1", "m", 440);
        var left = await bench.JoinAsync("c1", "a", 1000);
        var joined = await bench.JoinAsync("c2", "b", 1700);
        bench.Run(1);
        var last = mover.Packets[^1];
        var before = await bench.AuditAsync("c1", "m");

        var after = await bench.Do(bench.Node.MoveTerminationAsync("m", "c1", "c2", default));
        var again = await bench.Do(bench.Node.MoveTerminationAsync("m", "c1", "c2", default));
        bench.Run(1.5);

        var next = mover.Packets.SkipWhile(packet => packet != last).ElementAt(1);
        Assert.Multiple(() =>
        {
            Assert.That(after.Audio.LocalRtp, Is.EqualTo(before.Audio.LocalRtp));
            Assert.That(again.Audio.Ssrc, Is.EqualTo(before.Audio.Ssrc));
            Assert.That((next.Ssrc, (ushort)(next.Sequence - last.Sequence), next.Timestamp - last.Timestamp), Is.EqualTo((last.Ssrc, (ushort)1, 160u)));
            Assert.That(mover.LevelDb(1700), Is.GreaterThan(-25));
            Assert.That(mover.LevelDb(1000), Is.LessThan(-50));
            Assert.That(joined.LevelDb(440), Is.GreaterThan(-25));
            Assert.That(left.LevelDb(440), Is.LessThan(-50));
        });
        await Refused(bench, MediaFault.Forbidden, () => bench.Do(bench.Node.SubtractTerminationAsync("c1", "m", default)));
        await bench.Do(bench.Node.SubtractContextAsync("c2"));
        Assert.That(bench.Ports.TakenPairs, Is.EqualTo(1));
    }

    [Test]
    public async Task A_command_cancelled_before_its_turn_leaves_nothing_behind()
    {
        using var bench = new MediaBench();
        await bench.AddContextAsync("c1");
        var settings = new FakePeer(bench, 0).Settings;
        using var stop = new CancellationTokenSource();
        var adding = bench.Node.AddTerminationAsync("c1", "t1", settings, "x", stop.Token);
        await stop.CancelAsync();
        Assert.That(async () => await bench.Do(adding), Throws.InstanceOf<OperationCanceledException>());
        Assert.That(bench.Ports.TakenPairs, Is.Zero);
        Assert.That(bench.Node.Load.Terminations, Is.Zero);
    }

    [Test]
    public async Task A_stopped_worker_refuses_and_leaves_nothing_behind()
    {
        using var bench = new MediaBench();
        await bench.AddContextAsync("c1");
        bench.Workers[0].Dispose();
        Assert.That(
            async () => await bench.Node.AddTerminationAsync("c1", "t1", new FakePeer(bench, 0).Settings, "x", default),
            Throws.InstanceOf<WorkerStoppedException>());
        Assert.That(bench.Ports.TakenPairs, Is.Zero);
    }

    private static async Task Refused<T>(MediaBench bench, MediaFault fault, Func<Task<T>> command)
    {
        var terminations = bench.Node.Load.Terminations;
        try
        {
            await command();
            Assert.Fail($"not refused as {fault}");
        }
        catch (MediaException refused)
        {
            Assert.That(refused.Fault, Is.EqualTo(fault), refused.Message);
        }

        Assert.That(bench.Node.Load.Terminations, Is.EqualTo(terminations));
    }
}
