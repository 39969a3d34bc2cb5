using System.Net;
using ImsConference.Engine.Codecs;
using ImsConference.Engine.Rtp;
using ImsConference.Mrfp.Contexts;
using NUnit.Framework;

namespace ImsConference.Tests.Unit.Mrfp.Contexts;

/// <summary>Random commands, right and wrong ones, never leave anything behind.</summary>
public sealed class RandomLifeTests
{
    private const int Operations = 1000;

    [Test]
    public async Task Nothing_is_left_behind([Range(1, 8)] int seed)
    {
        var random = new Random(seed);
        using var bench = new MediaBench(
            workers: 2,
            new RtpOptions { FirstPort = 20_000, LastPort = 20_079, QuarantineSeconds = 1 },
            new MediaOptions { MaxContexts = 8, MaxTerminations = 30 });
        for (var i = 0; i < Operations; i++)
        {
            try
            {
                await StepAsync(bench, random);
            }
            catch (MediaException)
            {
                // A refusal is one of the answers; what counts is what it leaves.
            }

            Check(bench, seed, i);
        }

        foreach (var context in bench.Node.Contexts.ToArray()) await bench.Do(bench.Node.SubtractContextAsync(context.Id));
        var load = bench.Node.Load;
        Assert.Multiple(() =>
        {
            Assert.That((load.Contexts, load.Terminations, load.SetAside), Is.EqualTo((0, 0, 0)), $"seed {seed}");
            Assert.That(bench.Ports.TakenPairs, Is.Zero, $"seed {seed}");
            Assert.That(bench.Network.BoundPorts, Is.Zero, $"seed {seed}");
            Assert.That(bench.Workers.Sum(worker => worker.Weight), Is.Zero, $"seed {seed}");
            Assert.That(load.Faults, Is.Zero, $"seed {seed}");
        });
    }

    private static async Task StepAsync(MediaBench bench, Random random)
    {
        var context = $"c{random.Next(10)}";
        var other = $"c{random.Next(10)}";
        var termination = $"t{random.Next(40)}";
        var settings = Settings(random);
        switch (random.Next(10))
        {
            case 0:
                await bench.AddContextAsync(context, reserved: random.Next(4));
                break;
            case 1 when random.Next(3) == 0:
                await bench.Do(bench.Node.SubtractContextAsync(context));
                break;
            case 2:
                await bench.Do(bench.Node.SubtractTerminationAsync(context, termination, default));
                break;
            case 3:
                await bench.Do(bench.Node.ModifyTerminationAsync(context, termination, settings, default));
                break;
            case 4:
                await bench.Do(bench.Node.MoveTerminationAsync(termination, context, other, default));
                break;
            case 5: // at once, in whatever order the workers take them
                await bench.Do(Task.WhenAll(
                    Quietly(bench.Node.MoveTerminationAsync(termination, context, other, default)),
                    Quietly(bench.Node.SubtractContextAsync(other)),
                    Quietly(bench.Node.AddTerminationAsync(other, termination, settings, settings, default))));
                break;
            case 6:
                bench.Run(TimeSpan.FromMilliseconds(random.Next(60)));
                break;
            default:
                await bench.AddAsync(context, termination, settings);
                break;
        }
    }

    private static async Task<bool> Quietly(Task command)
    {
        try
        {
            await command;
            return true;
        }
        catch (MediaException)
        {
            return false;
        }
    }

    private static AudioSettings Settings(Random random) => new()
    {
        StreamId = random.Next(8) == 0 ? 2 : 1,
        Direction = (StreamDirection)random.Next(4),
        RemoteRtp = PeerAddress.From(new IPEndPoint(IPAddress.Loopback, random.Next(30_000, 30_100))),
        SendFormat = AudioFormat.Pcmu,
        ReceivePayloads = new PayloadMap([(0, PayloadMeaning.Of(AudioFormat.Pcmu))]),
        RtcpMux = random.Next(2) == 0,
    };

    private static void Check(MediaBench bench, int seed, int step)
    {
        var load = bench.Node.Load;
        Assert.That(bench.Ports.TakenPairs, Is.EqualTo(load.Terminations), $"seed {seed}, step {step}");
        Assert.That(bench.Network.BoundPorts, Is.EqualTo(2 * load.Terminations), $"seed {seed}, step {step}");
    }
}
