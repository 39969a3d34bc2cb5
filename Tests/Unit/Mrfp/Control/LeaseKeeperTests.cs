using ImsConference.Mrfp.Control;
using ImsConference.Protos.Mp;
using Microsoft.Extensions.Options;
using NUnit.Framework;

namespace ImsConference.Tests.Unit.Mrfp.Control;

[CancelAfter(10_000)]
public sealed class LeaseKeeperTests
{
    [Test]
    public async Task A_context_outlives_its_owner_by_the_lease(CancellationToken stop)
    {
        using var bench = new MediaBench();
        var hub = new EventHub(new StartId("s1"), bench.Time, Options.Create(new MpOptions()));
        using var keeper = new LeaseKeeper(bench.Node, hub, bench.Time, new RecordingLog<LeaseKeeper>());
        var reader = hub.ReadAsync("listens", new Capabilities(), stop).GetAsyncEnumerator(stop);
        await reader.MoveNextAsync();
        hub.Renew("silent");
        await bench.AddContextAsync("short", "silent", leaseSeconds: 10);
        await bench.AddContextAsync("long", "silent", leaseSeconds: 30);
        await bench.AddContextAsync("kept", "listens", leaseSeconds: 10);
        await bench.JoinAsync("short", "a", 440);
        var heard = await bench.JoinAsync("short", "b", 0);

        bench.Run(9.9);
        await SweepAsync();
        Assert.That(heard.LevelDb(440), Is.GreaterThan(-25), "it mixes on");
        Assert.That(Contexts(), Is.EqualTo(new[] { "kept", "long", "short" }));
        bench.Run(0.2);
        await SweepAsync();
        Assert.That(Contexts(), Is.EqualTo(new[] { "kept", "long" }));
        Assert.That(bench.Ports.TakenPairs, Is.Zero);
        Assert.That(heard.Compounds, Is.Not.Empty, "BYE");

        hub.Renew("silent");
        await reader.DisposeAsync();
        bench.Run(10.1);
        await SweepAsync();
        Assert.That(Contexts(), Is.EqualTo(new[] { "long" }));
        await using var late = hub.ReadAsync("listens", new Capabilities(), stop).GetAsyncEnumerator(stop);
        await late.MoveNextAsync();
        Assert.That(late.Current.Sequence, Is.EqualTo(1), "the reaping was an event, though nobody listened");

        string[] Contexts() => [.. bench.Node.Contexts.Select(it => it.Id).Order(StringComparer.Ordinal)];

        Task SweepAsync() => bench.Do(Swept());

        async Task<bool> Swept()
        {
            await keeper.SweepAsync();
            heard.Turn();
            return true;
        }
    }
}
