using ImsConference.Mrfp.Contexts;
using ImsConference.Tests.Unit.Engine;
using NUnit.Framework;

namespace ImsConference.Tests.Unit.Mrfp.Contexts;

/// <summary>A day of one conference: its members come, speak, go on with another codec, and leave; nothing grows.</summary>
public sealed class LongLifeTests
{
    private const int StepMinutes = 4;
    private const int Steps = 24 * 60 / StepMinutes;
    private const int MostMembers = 8;

    [Test]
    public async Task Nothing_grows_in_a_day_of_joins_and_leaves([Random(1)] int seed)
    {
        var random = new Random(seed);
        using var bench = new MediaBench(rtp: new RtpOptions { FirstPort = 20_000, LastPort = 20_099, QuarantineSeconds = 1 });
        await bench.AddContextAsync("c1");
        var members = new List<(string Id, CodecPeer Peer)>();
        var settled = 0L;
        var most = 0;
        for (var step = 0; step < Steps; step++)
        {
            await ChangeAsync(bench, members, random, step);
            bench.Run(0.06);
            bench.Time.Advance(TimeSpan.FromMinutes(StepMinutes));
            bench.Turn();
            most = Math.Max(most, bench.Node.Find("c1").Encoders);
            if (step == Steps / 4) settled = await EmptyBytesAsync(bench, members);
        }

        var grown = await EmptyBytesAsync(bench, members) - settled;
        Assert.That(most, Is.LessThanOrEqualTo(2 * MostMembers), $"seed {seed}: an own and a shared one each");
        Assert.That(grown, Is.LessThan(200_000), $"seed {seed}: bytes");
        Assert.That(bench.Node.Find("c1").Encoders, Is.Zero, $"seed {seed}: encoders without listeners");
        Assert.That(bench.Node.Load.Faults, Is.Zero);
    }

    // With nobody in it: each member brings its own memory.
    private static async Task<long> EmptyBytesAsync(MediaBench bench, List<(string Id, CodecPeer Peer)> members)
    {
        foreach (var (id, _) in members.ToArray()) await LeaveAsync(bench, members, id);
        return GC.GetTotalMemory(forceFullCollection: true);
    }

    private static async Task ChangeAsync(MediaBench bench, List<(string Id, CodecPeer Peer)> members, Random random, int step)
    {
        var format = CodecSound.Formats[random.Next(CodecSound.Formats.Count)];
        if (members.Count > 0) members[random.Next(members.Count)].Peer.ToneHz = random.Next(2) * 440;
        switch (random.Next(3))
        {
            case 0 when members.Count < MostMembers:
                members.Add(($"t{step}", await bench.JoinAsync("c1", $"t{step}", format, format)));
                members[^1].Peer.Keeps = false;
                break;
            case 1 when members.Count > 0:
                await LeaveAsync(bench, members, members[random.Next(members.Count)].Id);
                break;
            case 2 when members.Count > 0:
                var (id, peer) = members[random.Next(members.Count)];
                peer.Settings = peer.Settings with { SendFormat = format, PtimeMs = 20 * random.Next(1, 4) };
                await bench.Do(bench.Node.ModifyTerminationAsync("c1", id, peer.Settings, CancellationToken.None));
                break;
        }
    }

    private static async Task LeaveAsync(MediaBench bench, List<(string Id, CodecPeer Peer)> members, string id)
    {
        var leaving = members.Find(member => member.Id == id);
        members.Remove(leaving);
        bench.CodecPeers.Remove(leaving.Peer);
        await bench.Do(bench.Node.SubtractTerminationAsync("c1", id, CancellationToken.None));
        leaving.Peer.Dispose();
    }
}
