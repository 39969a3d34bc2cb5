using ImsConference.Engine.Codecs;
using ImsConference.Engine.Rtp;
using ImsConference.Mrfp.Contexts;
using ImsConference.Tests.Unit.Engine;
using NUnit.Framework;

namespace ImsConference.Tests.Unit.Mrfp.Contexts;

/// <summary>Steady mixing allocates nothing, whatever the network does: the collector has nothing to do in the media path.</summary>
public sealed class AllocationTests
{
    private const double ToneHz = 440;

    [Test]
    public async Task Ten_minutes_of_G711_and_G722_with_reports_and_bursts_allocate_nothing()
    {
        using var bench = new MediaBench();
        AudioFormat[] formats = [AudioFormat.Pcmu, AudioFormat.Pcma, AudioFormat.G722];
        await MixAsync(bench, formats);
        TakeTurns(bench, seconds: 20);

        Assert.That(bench.AllocatedBy(TenMinutes), Is.Zero);
        var state = await bench.AuditAsync("c1", "p0");
        Assert.That(state.Audio.Statistics.PacketsReceived, Is.GreaterThan(29_000));

        void TenMinutes()
        {
            for (var minute = 0; minute < 10; minute++)
            {
                TakeTurns(bench, seconds: 55);
                bench.RunInBursts(5, burstMs: 60 + 20 * minute);
            }
        }
    }

    [Test]
    public async Task Every_codec_side_by_side_allocates_nothing()
    {
        using var bench = new MediaBench(media: new MediaOptions { OpusComplexity = 0, OpusComplexityWhenBusy = 0 });
        await MixAsync(bench, CodecSound.Formats);
        TakeTurns(bench, seconds: 14);

        Assert.That(bench.AllocatedBy(Talk), Is.Zero);

        void Talk()
        {
            TakeTurns(bench, seconds: 24);
            bench.RunInBursts(4, burstMs: 100);
        }
    }

    [Test]
    public void What_a_burst_borrowed_is_given_back()
    {
        var memory = new BurstMemory(1);
        using var receiver = new AudioReceiver(CodecSound.Library, new JitterOptions(), memory);
        receiver.Negotiate(new PayloadMap([((byte)0, PayloadMeaning.Of(AudioFormat.Pcmu))]));
        var sender = RtpSender.CreateRandom();
        var frame = new short[160];
        Hear(packets: 1);
        Assert.That(memory.Free, Is.EqualTo(1));
        Hear(packets: 10);
        Assert.That(memory.Free, Is.Zero);
        for (var i = 0; i < 11; i++) receiver.Pull(frame);
        Hear(packets: 1);
        Assert.That(memory.Free, Is.EqualTo(1));

        void Hear(int packets)
        {
            var packet = new byte[200];
            for (var i = 0; i < packets; i++)
            {
                var length = sender.Send(packet, 0, new byte[160], 160);
                Assert.That(RtpHeader.TryParse(packet.AsSpan(0, length), out var header, out var payload));
                receiver.Receive(header, payload, 0);
            }
        }
    }

    private static async Task MixAsync(MediaBench bench, IReadOnlyList<AudioFormat> formats)
    {
        await bench.AddContextAsync("c1");
        foreach (var format in formats)
        {
            var peer = await bench.JoinAsync(
                "c1", $"p{bench.CodecPeers.Count}", format, format, it => it with { MixerLevelsId = 3, PtimeMs = 20 + 20 * (bench.CodecPeers.Count % 2) });
            peer.Keeps = false;
        }
    }

    // Everybody speaks for a while, and two of them together.
    private static void TakeTurns(MediaBench bench, int seconds)
    {
        for (var second = 0; second < seconds; second++)
        {
            for (var i = 0; i < bench.CodecPeers.Count; i++)
                bench.CodecPeers[i].ToneHz = (second + i) % bench.CodecPeers.Count <= second % 2 ? ToneHz + 100 * i : 0;
            bench.Run(1);
        }
    }
}
