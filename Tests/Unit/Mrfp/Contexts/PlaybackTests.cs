using ImsConference.Engine.Codecs;
using ImsConference.Mrfp.Contexts;
using ImsConference.Mrfp.Playback;
using ImsConference.Tests.Unit.Engine;
using ImsConference.Tests.Unit.Mrfp.Playback;
using NUnit.Framework;

namespace ImsConference.Tests.Unit.Mrfp.Contexts;

/// <summary>Announcements in a context, by signal: who hears them, how loud, with what, until when.</summary>
[CancelAfter(60_000)]
public sealed class PlaybackTests
{
    private static readonly double ToneDb = -10 - 3.14; // of full scale

    private MediaBench _bench = null!;

    [SetUp]
    public Task BeginAsync()
    {
        _bench = new MediaBench();
        return _bench.AddContextAsync("c");
    }

    [TearDown]
    public void End() => _bench.Dispose();

    [Test]
    public async Task What_is_played_to_all_is_heard_by_all_beside_the_conference()
    {
        var (alice, bob, carol) = (await _bench.JoinAsync("c", "a", 440), await _bench.JoinAsync("c", "b", 1000), await _bench.JoinAsync("c", "k", 0));
        _bench.Run(1);
        await PlayAsync("p", Tone(700, 3000));
        _bench.Run(1);

        foreach (var (peer, hears) in new[] { (alice, (double[])[700, 1000]), (bob, [700, 440]), (carol, [700, 440, 1000]) })
            foreach (var hz in hears) Assert.That(peer.LevelDb(hz), Is.GreaterThan(hz == 700 ? ToneDb - 1 : -18), $"{hz} Hz");
        Assert.That(carol.LevelDb(700), Is.EqualTo(ToneDb).Within(0.5));
        Assert.That(alice.LevelDb(440), Is.LessThan(-50), "its own voice");
        _bench.Run(3);
        Assert.That(carol.LevelDb(700), Is.LessThan(-60));
        Assert.That(Ends(), Is.EqualTo(["p Finished"]));
    }

    [Test]
    public async Task What_is_played_to_one_is_heard_by_that_one([Values] bool alone, [Values] bool talks)
    {
        var (alice, bob) = (await _bench.JoinAsync("c", "a", talks ? 1000 : 0), await _bench.JoinAsync("c", "b", 440));
        _bench.Run(1);
        await PlayAsync("p", Tone(700, 2000), to: "a", alone: alone);
        _bench.Run(1);
        Assert.That(alice.LevelDb(700), Is.EqualTo(ToneDb).Within(0.5));
        Assert.That(alice.LevelDb(440), alone ? Is.LessThan(-60) : Is.GreaterThan(-18));
        Assert.That(bob.LevelDb(700), Is.LessThan(-60));
        if (talks) Assert.That(bob.LevelDb(1000), Is.GreaterThan(-18), "it is heard all the while");

        _bench.Run(2);
        Assert.That(alice.LevelDb(700), Is.LessThan(-60));
        Assert.That(alice.LevelDb(440), Is.GreaterThan(-18), "back in the conference");
        Assert.That(Ends(), Is.EqualTo(["p Finished"]));
    }

    [TestCase(8_000)]
    [TestCase(16_000)]
    [TestCase(44_100)]
    [TestCase(48_000)]
    public async Task A_file_of_any_rate_is_heard_at_any_rate(int fileHz)
    {
        var codecs = new List<AudioFormat> { AudioFormat.Pcma, AudioFormat.G722, CodecSound.Format("opus", 48_000) };
        var peers = new List<CodecPeer>();
        foreach (var format in codecs) peers.Add(await _bench.JoinAsync("c", format.Encoding, format, format));
        _bench.Write("t.wav", Wav.Tone(fileHz, 1000, 4));
        foreach (var toOne in (bool[])[false, true])
        {
            if (toOne)
                foreach (var format in codecs) await PlayAsync($"p{format.Encoding}", File("t.wav"), to: format.Encoding);
            else await PlayAsync("p", File("t.wav"));
            _bench.Run(3);
            foreach (var peer in peers)
            {
                var (amplitude, snrDb) = peer.Find(1000);
                Assert.That(amplitude, Is.EqualTo(8000).Within(6).Percent, $"{peer.Hears.Encoding} {toOne}");
                Assert.That(snrDb, Is.GreaterThan(peer.Hears.Codec == AudioCodec.Opus ? 20 : 30), $"{peer.Hears.Encoding} {toOne}");
            }

            _bench.Run(2);
        }

        Assert.That(Ends(), Has.Count.EqualTo(4).And.All.EndsWith("Finished"));
    }

    [Test]
    public async Task It_is_stopped_within_two_frames_and_told_so()
    {
        var alice = await _bench.JoinAsync("c", "a", 0);
        await PlayAsync("p", Tone(700, 1000), to: "a", times: 0);
        _bench.Run(5);
        Assert.That(alice.LevelDb(700), Is.EqualTo(ToneDb).Within(1));
        var stopped = await _bench.Do(_bench.Playbacks.StopAsync("c", "p", CancellationToken.None));
        _bench.Run(TimeSpan.FromMilliseconds(41));
        alice.Forget();
        _bench.Run(1);
        Assert.That(alice.LevelDb(700), Is.LessThan(-70));
        Assert.That(Ends(), Is.EqualTo(["p Stopped"]));
        Assert.That((stopped.IsEnded, (await _bench.Do(_bench.Playbacks.StopAsync("c", "p", CancellationToken.None))).IsEnded), Is.EqualTo((false, true)), "again");
    }

    [Test]
    public async Task A_command_that_is_repeated_finds_the_first_also_when_that_is_over()
    {
        await _bench.JoinAsync("c", "a", 0);
        var first = await PlayAsync("p", Tone(700, 200));
        Assert.That(await PlayAsync("p", Tone(700, 200)), Is.EqualTo(first));
        _bench.Run(1);
        Assert.That(await PlayAsync("p", Tone(700, 200)), Is.EqualTo(first with { IsEnded = true }));
        _bench.Run(1);
        Assert.That(Ends(), Is.EqualTo(["p Finished"]), "played once");
        Assert.That(async () => await PlayAsync("p", Tone(700, 300)), Throws.TypeOf<MediaException>().With.Property("Fault").EqualTo(MediaFault.Clash));
        Assert.That(async () => await PlayAsync("q", Tone(700, 300), to: "nobody"), Throws.TypeOf<MediaException>().With.Property("Fault").EqualTo(MediaFault.NotFound));
        Assert.That(async () => await PlayAsync("r", File("none.wav")), Throws.TypeOf<MediaException>().With.Property("Fault").EqualTo(MediaFault.Forbidden));
    }

    [Test]
    public async Task It_ends_with_its_listener_and_with_the_context()
    {
        await _bench.JoinAsync("c", "a", 0);
        await PlayAsync("one", Tone(700, 1000), to: "a", times: 0);
        await PlayAsync("all", Tone(900, 1000), times: 0);
        _bench.Run(0.1);
        await _bench.Do(_bench.Node.SubtractTerminationAsync("c", "a", CancellationToken.None));
        Assert.That(Ends(), Is.EqualTo(["one TerminationGone"]));
        await _bench.Do(_bench.Node.SubtractContextAsync("c"));
        Assert.That(Ends(), Is.EqualTo(["one TerminationGone", "all TerminationGone"]));
    }

    [Test]
    public async Task Time_passes_for_one_who_is_on_hold_and_in_an_empty_context()
    {
        await _bench.JoinAsync("c", "a", 0, settings => settings with { Direction = StreamDirection.Receive });
        await PlayAsync("held", Tone(700, 500), to: "a");
        _bench.Run(1);
        await _bench.Do(_bench.Node.SubtractTerminationAsync("c", "a", CancellationToken.None));
        await PlayAsync("empty", Tone(700, 500));
        _bench.Run(1);
        Assert.That(Ends(), Is.EqualTo(["held Finished", "empty Finished"]));
    }

    [TestCase("PCMU", 8000)]
    [TestCase("G722", 8000)]
    [TestCase("AMR-WB", 16_000)]
    public async Task Going_to_an_own_mix_and_back_is_not_heard(string encoding, int clockRateHz)
    {
        var format = CodecSound.Format(encoding, clockRateHz);
        var alice = await _bench.JoinAsync("c", "a", format, format);
        (await _bench.JoinAsync("c", "b", format, format)).ToneHz = 440;
        _bench.Run(2);
        alice.Forget();
        _bench.Run(2);
        var rateHz = format.SampleRateHz;
        var usual = TestSignal.LoudestClick(alice.Heard[(rateHz / 2)..], 440, rateHz);
        alice.Forget();
        await _bench.Do(_bench.Playbacks.StartAsync("c", Order("p", new Announcement([new SoundOrder([], null, 400)], 1, 0, 0), "a", false), CancellationToken.None));
        _bench.Run(2);
        Assert.That(TestSignal.LoudestClick(alice.Heard, 440, rateHz), Is.LessThanOrEqualTo(usual * 1.5 + 40));
        Assert.That(Ends(), Is.EqualTo(["p Finished"]));
    }

    [Test]
    public async Task Nothing_is_allocated_while_something_is_played()
    {
        var peers = new[] { await _bench.JoinAsync("c", "a", 440), await _bench.JoinAsync("c", "b", 0), await _bench.JoinAsync("c", "k", 0) };
        foreach (var peer in peers) peer.Keeps = false;
        var wide = await _bench.JoinAsync("c", "w", AudioFormat.G722, AudioFormat.G722);
        wide.Keeps = false;
        _bench.Write("t.wav", Wav.Tone(44_100, 1000, 4));
        await PlayAsync("tone", Tone(700, 1000), times: 0);
        await PlayAsync("file", File("t.wav"), to: "b", times: 0);
        await PlayAsync("wide", File("t.wav"), to: "w", times: 0, alone: true);
        _bench.Run(3);
        Assert.That(_bench.AllocatedBy(() => _bench.Run(2)), Is.Zero);
    }

    private static Announcement Tone(int hz, int ms) => new([new SoundOrder([], new ToneShape([hz], -10, [ms]), 0)], 1, 0, 0);

    private static Announcement File(string name) => new([new SoundOrder([name], null, 0)], 1, 0, 0);

    private static PlaybackOrder Order(string id, Announcement announcement, string to, bool alone) =>
        new(id, to, announcement, alone, (id, to, announcement.Sounds[0].Tone?.Key, announcement.Times, alone));

    private Task<PlaybackState> PlayAsync(string id, Announcement announcement, string to = "", int times = 1, bool alone = false) =>
        _bench.Do(_bench.Playbacks.StartAsync("c", Order(id, announcement with { Times = times }, to, alone), CancellationToken.None));

    private List<string> Ends() => [.. _bench.Happened.Where(it => it.Kind == MediaEventKind.PlaybackEnded).Select(it => $"{it.Ended}")];
}
