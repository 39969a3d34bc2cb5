using NUnit.Framework;

namespace ImsConference.Tests.Unit.Mrfp.Contexts;

/// <summary>The tick: it allocates nothing, is spread over the frame, and catches up without a burst.</summary>
public sealed class TickTests
{
    [Test]
    public async Task Media_allocates_nothing()
    {
        using var bench = new MediaBench();
        foreach (var context in new[] { "c1", "c2" })
        {
            await bench.AddContextAsync(context);
            for (var i = 0; i < 5; i++)
            {
                var peer = await bench.JoinAsync(context, $"{context}-{i}", i < 3 ? 400 + 200 * i : 0, it => i == 4 ? it with { RtcpMux = true, PtimeMs = 30 } : it);
                peer.Keeps = false;
            }
        }

        bench.Run(12); // all is latched, connected, jitted, and RTCP has been sent
        Assert.That(bench.AllocatedBy(() => bench.Run(10)), Is.Zero);
    }

    [Test]
    public async Task Contexts_tick_at_different_moments()
    {
        using var bench = new MediaBench();
        var moments = new List<DateTimeOffset>();
        for (var i = 0; i < 20; i++)
        {
            await bench.AddContextAsync($"c{i}");
            await bench.JoinAsync($"c{i}", $"t{i}", 0);
        }

        bench.Run(1);
        bench.Network.Passes = (from, _) =>
        {
            if (from.Port is >= 10_000 and < 30_000) moments.Add(bench.Time.GetUtcNow());
            return true;
        };
        bench.Run(0.02);
        Assert.That(moments, Has.Count.EqualTo(20));
        Assert.That(moments, Is.Unique);
    }

    [Test]
    public async Task A_short_stall_is_made_up_for_without_a_burst()
    {
        using var bench = new MediaBench();
        await bench.AddContextAsync("c1");
        var listener = await bench.JoinAsync("c1", "a", 0);
        bench.Run(1);
        listener.Forget();
        bench.Time.Advance(TimeSpan.FromMilliseconds(70)); // nobody turns the worker
        bench.Run(0.02);
        Assert.That(listener.Packets, Has.Count.LessThanOrEqualTo(3), "two at twice the pace, and the one that was due");
        bench.Run(0.91);

        Assert.That(listener.Packets, Has.Count.EqualTo(50).Within(1), "none is lost");
        Assert.That(listener.Packets[^1].Timestamp - listener.Packets[0].Timestamp, Is.EqualTo(160 * (listener.Packets.Count - 1)));
        Assert.That(bench.Workers[0].Load.Overruns, Is.GreaterThan(0));
    }

    [Test]
    public async Task After_a_long_stall_time_jumps_with_the_timestamps()
    {
        using var bench = new MediaBench();
        await bench.AddContextAsync("c1");
        var listener = await bench.JoinAsync("c1", "a", 0);
        bench.Run(1);
        bench.Time.Advance(TimeSpan.FromSeconds(3));
        bench.Run(0.1);

        var (last, next) = listener.Packets.Zip(listener.Packets.Skip(1)).MaxBy(pair => pair.Second.Timestamp - pair.First.Timestamp);
        Assert.That((ushort)(next.Sequence - last.Sequence), Is.EqualTo(1));
        Assert.That((int)(next.Timestamp - last.Timestamp), Is.EqualTo(24_000).Within(320));
        Assert.That(next.Marker, Is.True);
        Assert.That(bench.Workers[0].Load.Overruns, Is.GreaterThanOrEqualTo(149));
    }
}
