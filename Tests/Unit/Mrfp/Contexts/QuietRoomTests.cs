using ImsConference.Tests.Ue.Hearing;
using ImsConference.Tests.Unit.Engine;
using NUnit.Framework;

namespace ImsConference.Tests.Unit.Mrfp.Contexts;

/// <summary>A conference in which nobody speaks sounds like the room of whoever spoke last, where its source describes that.</summary>
public sealed class QuietRoomTests
{
    private const byte Noise = 13;
    private const double Gone = -80; // dBFS of everything together

    private MediaBench _bench = null!;
    private FakePeer _anna = null!;
    private FakePeer _bert = null!;
    private FakePeer _carl = null!;

    [SetUp]
    public async Task Begin()
    {
        _bench = new MediaBench();
        await _bench.AddContextAsync("c");
        _anna = await _bench.JoinAsync("c", "anna", 440, it => it with { ReceivePayloads = JitterRun.Payloads });
        _bert = await _bench.JoinAsync("c", "bert", 1000, it => it with { ReceivePayloads = JitterRun.Payloads });
        _carl = await _bench.JoinAsync("c", "carl", 0);
        _bert.Talks = false;
        _bench.Run(1);
    }

    [TearDown]
    public void End() => _bench.Dispose();

    [Test]
    public async Task Who_listens_hears_the_noise_of_the_room_and_whose_it_is_hears_nothing()
    {
        FallSilent(_anna, 50);
        _bench.Run(1.5);
        foreach (var listener in new[] { _bert, _carl })
        {
            Assert.That(listener.TotalDb(), Is.EqualTo(-47).Within(1), "−50 dBov");
            Assert.That(listener.Packets[^1].Contributors, Is.EqualTo(new[] { _anna.Sender.Ssrc }));
        }

        Assert.That(_anna.TotalDb(), Is.LessThan(Gone), "nobody hears itself");
        Assert.That((await _bench.AuditAsync("c", "anna")).Audio.IsInMix, Is.False, "noise is no speech");
    }

    [Test]
    public void Another_who_speaks_takes_the_place_of_the_noise()
    {
        FallSilent(_anna, 50);
        _bench.Run(1.5);
        _bert.Talks = true;
        _bench.Run(1);
        Assert.That(_carl.Packets[^1].Contributors, Is.EqualTo(new[] { _bert.Sender.Ssrc }));
        Assert.That(_anna.Packets[^1].Contributors, Is.EqualTo(new[] { _bert.Sender.Ssrc }));
        Assert.That(_bert.TotalDb(), Is.LessThan(Gone), "anna's noise has gone");

        FallSilent(_bert, 60);
        _bench.Run(1.5);
        Assert.That(_carl.TotalDb(), Is.EqualTo(-57).Within(1), "it is bert's room now, and no other's");
        Assert.That(_anna.TotalDb(), Is.EqualTo(-57).Within(1));
    }

    [Test]
    public void Between_speech_and_noise_there_is_no_click()
    {
        FallSilent(_anna, 50);
        _bench.Run(1);
        _anna.Talks = true;
        _bench.Run(1);
        Assert.That(_carl.LoudestClick(440, 2.5), Is.LessThan(1000));
    }

    [Test]
    public async Task A_mute_silences_the_noise()
    {
        FallSilent(_anna, 40);
        _bench.Run(1);
        await _bench.ModifyAsync("c", "anna", _anna, it => it with { IsMuted = true });
        _bench.Run(1);
        Assert.That(_carl.TotalDb(), Is.LessThan(Gone));
        await _bench.ModifyAsync("c", "anna", _anna, it => it with { IsMuted = false });
        _bench.Run(1);
        Assert.That(_carl.TotalDb(), Is.LessThan(Gone), "until she speaks again");
    }

    [Test]
    public void Loud_noise_alone_makes_no_speaker()
    {
        FallSilent(_anna, 50);
        FallSilent(_bert, 31);
        _bench.Run(1.5);
        Assert.That(_carl.Packets[^1].Contributors, Is.EqualTo(new[] { _anna.Sender.Ssrc }), "bert has never spoken");
        Assert.That(_carl.TotalDb(), Is.EqualTo(-47).Within(1));
    }

    [Test]
    public void Nothing_is_allocated_in_a_quiet_room()
    {
        FallSilent(_anna, 50);
        _bench.Run(1);
        foreach (var peer in _bench.Peers) peer.Keeps = false;
        Assert.That(_bench.AllocatedBy(() => _bench.Run(1)), Is.Zero);
    }

    /// <remarks>Her encoder leaves out what is silent, and describes it.</remarks>
    [TestCase("AMR", 8000, "")]
    [TestCase("AMR-WB", 16_000, "octet-align=1")]
    [TestCase("opus", 48_000, "usedtx=1;maxplaybackrate=16000")]
    public async Task The_room_of_a_codec_with_silences_of_its_own_is_heard_as_well(string encoding, int clockRateHz, string fmtp)
    {
        _anna.Talks = false;
        var format = CodecSound.Format(encoding, clockRateHz, fmtp);
        var dora = await _bench.JoinAsync("c", "dora", format, format);
        dora.NoiseDbov = -52;
        dora.ToneHz = 440;
        _bench.Run(1.5);
        dora.ToneHz = 0;
        _bench.Run(3);
        Assert.That(_carl.Packets[^1].Contributors, Is.EqualTo(new[] { dora.Ssrc }));
        var inBandDb = dora.NoiseDbov + 3 - (format.SampleRateHz > 8000 ? 3 : 0); // as a tone's level; of wideband noise he hears half
        Assert.That(_carl.TotalDb(1), Is.EqualTo(inBandDb).Within(6));
        Assert.That(Spectrum.TotalDb(dora.Heard[^(format.SampleRateHz / 2)..]), Is.LessThan(Gone + 10), "nobody hears itself");
    }

    private static void FallSilent(FakePeer peer, byte level)
    {
        peer.Talks = false;
        peer.Send(Noise, [level], peer.Sender.Timestamp);
    }
}
