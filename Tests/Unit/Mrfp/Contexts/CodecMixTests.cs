using ImsConference.Engine.Codecs;
using ImsConference.Mrfp.Contexts;
using ImsConference.Tests.Unit.Engine;
using NUnit.Framework;

namespace ImsConference.Tests.Unit.Mrfp.Contexts;

/// <summary>Mixes in every codec: levels, packets, pauses, and who shares an encoder with whom.</summary>
public sealed class CodecMixTests
{
    private const double ToneHz = 440;

    private MediaBench _bench = null!;

    [SetUp]
    public Task Begin() => StartAsync(new MediaOptions());

    [TearDown]
    public void End() => _bench.Dispose();

    [TestCaseSource(nameof(Pairs))]
    public async Task Whoever_talks_is_heard_in_every_codec_and_never_hears_itself(AudioFormat one, AudioFormat other)
    {
        var here = await _bench.JoinAsync("c1", "a", one, one);
        var there = await _bench.JoinAsync("c1", "b", other, other);
        (here.ToneHz, there.ToneHz) = (ToneHz, 700);
        _bench.Run(2);

        AssertHears(here, 700);
        AssertHears(there, ToneHz);
        var worstDb = Math.Min(SnrDbOf(one), SnrDbOf(other)) - 3; // coded twice
        Assert.That(here.Find(700).SnrDb, Is.GreaterThan(worstDb), "what else it hears");
        Assert.That(there.Find(ToneHz).SnrDb, Is.GreaterThan(worstDb), "what else it hears");
        Assert.That(Db(here.Find(ToneHz).Amplitude), Is.LessThan(-40), "its own voice");
        Assert.That(Db(there.Find(700).Amplitude), Is.LessThan(-40), "its own voice");
    }

    [Test]
    public async Task Listeners_of_a_format_get_the_same_frame_and_all_formats_hear_the_talker()
    {
        await JoinAsync("talker", AudioFormat.Pcmu, ToneHz);
        var listeners = new List<CodecPeer>();
        foreach (var format in CodecSound.Formats)
            for (var i = 0; i < 3; i++) listeners.Add(await JoinAsync($"l{listeners.Count}", format));
        _bench.Run(3);

        foreach (var alike in listeners.GroupBy(listener => listener.Hears))
        {
            foreach (var listener in alike)
            {
                AssertHears(listener, ToneHz);
                Assert.That(listener.Payloads.TakeLast(50), Is.EqualTo(alike.First().Payloads.TakeLast(50)), alike.Key.Encoding);
            }
        }
    }

    [Test]
    public async Task Without_sharing_everybody_hears_the_same_as_with_it()
    {
        _bench.Dispose();
        await StartAsync(new MediaOptions { ShareEncoding = false });
        await JoinAsync("talker", AudioFormat.Pcmu, ToneHz);
        var listeners = new List<CodecPeer>();
        foreach (var format in CodecSound.Formats) listeners.Add(await JoinAsync($"l{listeners.Count}", format));
        _bench.Run(3);
        foreach (var listener in listeners) AssertHears(listener, ToneHz);
    }

    [Test]
    public async Task Packets_are_as_long_as_asked([Values(10, 20, 30, 40, 60)] int ptimeMs, [Range(0, 6)] int index)
    {
        var format = CodecSound.Formats[index];
        await JoinAsync("talker", AudioFormat.Pcmu, ToneHz);
        var listener = await JoinAsync("l", format, change: it => it with { PtimeMs = ptimeMs });
        _bench.Run(2);

        var canCut = format.Codec is AudioCodec.Pcmu or AudioCodec.Pcma or AudioCodec.G722;
        var lengthMs = canCut ? ptimeMs : Math.Max(20, ptimeMs / 20 * 20);
        foreach (var (one, next) in listener.Packets.Zip(listener.Packets.Skip(1)).Skip(10))
        {
            Assert.That((ushort)(next.Sequence - one.Sequence), Is.EqualTo(1));
            Assert.That(next.Timestamp - one.Timestamp, Is.EqualTo(lengthMs * format.ClockRateHz / 1000));
        }

        AssertHears(listener, ToneHz);
    }

    [TestCase("AMR", 8000, "")]
    [TestCase("AMR-WB", 16_000, "octet-align=1")]
    [TestCase("opus", 48_000, "usedtx=1")]
    public async Task Nothing_is_sent_while_nobody_speaks_and_the_next_word_begins_with_the_marker(string encoding, int clockRateHz, string fmtp)
    {
        var talker = await JoinAsync("talker", AudioFormat.Pcmu, ToneHz);
        var listener = await JoinAsync("l", CodecSound.Format(encoding, clockRateHz, fmtp));
        _bench.Run(2);
        talker.ToneHz = 0;
        _bench.Run(2);
        listener.Forget();
        _bench.Run(4);
        Assert.That(listener.Packets, Has.Count.InRange(4, 30), "updates of the comfort noise only, in 200 frames");
        if (encoding != "opus") Assert.That(listener.Packets.Any(packet => packet.Marker), Is.False, "a SID begins no talkspurt (RFC 4867 §4.1)");

        listener.Forget();
        talker.ToneHz = ToneHz;
        _bench.Run(2);
        var spurt = listener.Packets.First(packet => packet.Marker);
        Assert.That(listener.Packets.Count(packet => packet.Marker), Is.EqualTo(1));
        foreach (var (one, next) in listener.Packets.Zip(listener.Packets.Skip(1)))
        {
            Assert.That((ushort)(next.Sequence - one.Sequence), Is.EqualTo(1));
            Assert.That((next.Timestamp - one.Timestamp) % (clockRateHz / 50), Is.Zero);
        }

        Assert.That(listener.Packets.Count(packet => packet.Sequence - spurt.Sequence >= 0), Is.GreaterThan(85));
        AssertHears(listener, ToneHz);
    }

    [Test]
    public async Task Levels_of_the_contributors_are_told_to_who_negotiated_it()
    {
        var loud = await JoinAsync("a", AudioFormat.Pcmu, ToneHz);
        var quiet = await JoinAsync("b", AudioFormat.Pcmu, 1000);
        quiet.Amplitude = 800;
        var told = await JoinAsync("c", AudioFormat.Pcmu, change: it => it with { MixerLevelsId = 5 });
        var untold = await JoinAsync("d", AudioFormat.Pcmu);
        _bench.Run(1);

        var last = told.Packets[^1];
        var levels = last.Contributors.Zip(last.Extension.Skip(1)).ToDictionary();
        Assert.Multiple(() =>
        {
            Assert.That(last.Extension[0], Is.EqualTo(0x51), "id 5, two octets");
            Assert.That(last.Extension, Has.Length.EqualTo(4), "a whole word");
            Assert.That(levels[loud.Ssrc], Is.EqualTo(15).Within(1), "8000 of 32767 peak is -15 dBov");
            Assert.That(levels[quiet.Ssrc], Is.EqualTo(35).Within(1));
            Assert.That(untold.Packets[^1].Extension, Is.Empty);
        });
    }

    [Test]
    public async Task An_audit_tells_formats_level_and_quality()
    {
        var wide = CodecSound.Format("AMR-WB", 16_000);
        var talker = await _bench.JoinAsync("c1", "a", wide, AudioFormat.Pcma);
        talker.ToneHz = ToneHz;
        await JoinAsync("b", AudioFormat.Pcmu);
        _bench.Run(1);

        var state = (await _bench.AuditAsync("c1", "a")).Audio;
        Assert.Multiple(() =>
        {
            Assert.That((state.Receiving, state.Settings.SendFormat), Is.EqualTo((wide, AudioFormat.Pcma)));
            Assert.That(state.IsInMix, Is.True);
            Assert.That(state.Statistics.Level, Is.EqualTo(15).Within(1));
            Assert.That(state.Statistics.MosEstimate, Is.EqualTo(4.4).Within(0.1), "AMR-WB without loss");
        });
    }

    [TestCase("AMR", 8000, "mode-set=0,2,5,7", 7, 2, 16)]
    [TestCase("AMR", 8000, "mode-set=0,2,5,7;mode-change-neighbor=1;mode-change-period=2", 7, 0, 14)]
    [TestCase("AMR-WB", 16_000, "octet-align=1", 2, 8, 62)]
    public async Task Each_listener_has_the_mode_it_asks_for(string encoding, int clockRateHz, string fmtp, int before, int asked, int octets)
    {
        var format = CodecSound.Format(encoding, clockRateHz, fmtp);
        await JoinAsync("talker", AudioFormat.Pcmu, ToneHz);
        var content = await JoinAsync("a", format);
        var asking = await _bench.JoinAsync("c1", "b", format, format);
        var following = await _bench.JoinAsync("c1", "c", format, format);
        _bench.Run(2);
        var usual = content.Packets[^1].Octets;
        Assert.That(asking.Packets[^1].Octets, Is.EqualTo(usual), $"mode {before}");

        asking.ModeRequest = asked;
        asking.ToneHz = 1000; // what DTX leaves out asks for nothing
        _bench.Run(0.5);
        asking.ToneHz = 0;
        _bench.Run(2);
        Assert.That(asking.Packets[^1].Octets, Is.EqualTo(octets).And.Not.EqualTo(usual), $"mode {asked}");
        Assert.That(content.Packets[^1].Octets, Is.EqualTo(usual), "the others keep theirs");
        AssertHears(asking, ToneHz);

        following.ModeRequest = asked;
        following.ToneHz = 1700;
        _bench.Run(0.5);
        following.ToneHz = 0;
        _bench.Run(2);
        Assert.That(following.Payloads.TakeLast(20), Is.EqualTo(asking.Payloads.TakeLast(20)), "one encoder for both");
        AssertHears(following, ToneHz);
    }

    [TestCaseSource(nameof(Formats))]
    public async Task A_tick_allocates_nothing(AudioFormat format)
    {
        var peers = new List<CodecPeer>();
        for (var i = 0; i < 4; i++)
            peers.Add(await _bench.JoinAsync("c1", $"p{i}", format, format, it => it with { PtimeMs = 20 + 20 * (i % 2), MixerLevelsId = 3 }));
        foreach (var peer in peers) peer.Keeps = false;
        Talk();

        Assert.That(_bench.AllocatedBy(Talk), Is.Zero);

        void Talk()
        {
            for (var i = 0; i < 6; i++)
            {
                peers[i % 4].ToneHz = peers[i % 4].ToneHz == 0 ? ToneHz : 0;
                _bench.Run(0.8);
            }
        }
    }

    private Task StartAsync(MediaOptions options)
    {
        _bench = new MediaBench(media: options);
        return _bench.AddContextAsync("c1");
    }

    private async Task<CodecPeer> JoinAsync(string id, AudioFormat hears, double toneHz = 0, Func<AudioSettings, AudioSettings>? change = null)
    {
        var peer = await _bench.JoinAsync("c1", id, AudioFormat.Pcmu, hears, change);
        peer.ToneHz = toneHz;
        return peer;
    }

    private static void AssertHears(CodecPeer peer, double hz)
    {
        var (amplitude, snrDb) = peer.Find(hz);
        Assert.That(Db(amplitude), Is.Zero.Within(1), $"{peer.Hears.Encoding}: level of {hz} Hz, dB");
        Assert.That(snrDb, Is.GreaterThan(12), $"{peer.Hears.Encoding}: {hz} Hz and nothing else");
    }

    // What a codec leaves of a steady tone, coded once.
    private static double SnrDbOf(AudioFormat format) => format.Codec switch
    {
        AudioCodec.G722 => 40,
        AudioCodec.Opus => 29,
        AudioCodec.Amr => 28,
        AudioCodec.AmrWb => 25,
        _ => 37,
    };

    private static double Db(double amplitude) => 20 * Math.Log10(Math.Max(amplitude, 1e-3) / 8000);

    private static IEnumerable<TestCaseData> Pairs() =>
        from one in CodecSound.Formats
        from other in CodecSound.Formats.SkipWhile(format => format != one)
        select new TestCaseData(one, other).SetArgDisplayNames($"{one.Encoding} {one.SampleRateHz}", $"{other.Encoding} {other.SampleRateHz}");

    private static IEnumerable<TestCaseData> Formats() => CodecSound.Formats.Select(format =>
        new TestCaseData(format).SetArgDisplayNames($"{format.Encoding} {format.SampleRateHz}"));
}
