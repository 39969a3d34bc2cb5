using ImsConference.Mrfp.Playback;
using Microsoft.Extensions.Options;
using NUnit.Framework;

namespace ImsConference.Tests.Unit.Mrfp.Playback;

/// <summary>What is played, frame by frame: order, repetition, gap, gain, stop, files that are long or damaged.</summary>
public sealed class PlayerTests
{
    private readonly short[] _buffer = new short[960];
    private DirectoryInfo _folder = null!;

    [SetUp]
    public void Begin() => _folder = Directory.CreateTempSubdirectory("prompts-");

    [TearDown]
    public void End() => _folder.Delete(recursive: true);

    [Test]
    public void Sounds_of_one_rate_follow_each_other_without_a_seam()
    {
        var player = new Player([Clip(8000, 100, 1), Clip(8000, 100, 2), Clip(8000, 120, 3)], times: 1);
        Assert.That(ReadAll(player), Is.EqualTo((short[])[.. Enumerable.Repeat<short>(1, 100), .. Enumerable.Repeat<short>(2, 100), .. Enumerable.Repeat<short>(3, 120)]));
        Assert.That((player.IsEnded, player.DurationMs), Is.EqualTo((true, 12 + 12 + 15)));
    }

    [Test]
    public void A_sound_of_another_rate_begins_a_frame_of_its_own()
    {
        var player = new Player([Clip(8000, 80, 1), Clip(16_000, 320, 2)], times: 1);
        var first = player.Read(_buffer, out var firstHz).ToArray();
        var second = player.Read(_buffer, out var secondHz).ToArray();
        Assert.That((firstHz, first.Length, secondHz, second.Length), Is.EqualTo((8000, 160, 16_000, 320)));
        Assert.That(first[79..81], Is.EqualTo((short[])[1, 0]));
        Assert.That(second, Is.All.EqualTo(2));
    }

    [TestCase(1, 0, 20)]
    [TestCase(3, 0, 60)]
    [TestCase(3, 40, 140, Description = "no gap behind the last")]
    public void It_repeats_with_its_gap(int times, int gapMs, int expectedMs)
    {
        var player = new Player([Clip(8000, 160, 5)], times, gapMs);
        Assert.That(player.DurationMs, Is.EqualTo(expectedMs));
        var heard = ReadAll(player);
        Assert.That(heard, Has.Length.EqualTo(expectedMs * 8));
        Assert.That(heard.Count(sample => sample == 5), Is.EqualTo(160 * times));
    }

    [Test]
    public void A_pause_at_the_end_is_no_gap()
    {
        var player = new Player([Clip(8000, 160, 5), new Pause(8000, 40)], times: 2);
        Assert.That(ReadAll(player), Has.Length.EqualTo(2 * 60 * 8));
    }

    [Test]
    public void What_has_no_end_goes_on_until_it_is_stopped_and_fades_out()
    {
        var player = new Player([Clip(8000, 50, 1000)], times: 0);
        for (var i = 0; i < 1000; i++) Assert.That(player.Read(_buffer, out _).Length, Is.EqualTo(160));
        Assert.That(player.DurationMs, Is.Zero);
        player.Stop();
        var last = player.Read(_buffer, out _).ToArray();
        Assert.That(last, Is.Ordered.Descending);
        Assert.That((last[0], last[^1]), Is.EqualTo(((short)993, (short)6)));
        Assert.That(player.Read(_buffer, out _).Length, Is.Zero);
    }

    [TestCase(6, 1995)]
    [TestCase(-20, 100)]
    [TestCase(20, 10_000)]
    public void Gain_is_in_dB(int gainDb, int expected) =>
        Assert.That((int)new Player([Clip(8000, 160, 1000)], 1, 0, gainDb).Read(_buffer, out _)[0], Is.EqualTo(expected).Within(1));

    [Test]
    public void A_tone_has_its_frequencies_level_and_cadence()
    {
        var clip = new ToneShape([350, 440], -13, [100, 50, 200]).ToClip();
        var pcm = new short[clip.Samples];
        clip.Read(0, pcm);
        Assert.That(pcm, Has.Length.EqualTo(16 * 350));
        Assert.That(pcm[1600..2400], Is.All.Zero);
        var expected = 32767 * Math.Pow(10, (-13 - 3.14) / 20);
        foreach (var hz in (double[])[350, 440])
            Assert.That(Engine.CodecSound.Find(pcm.AsSpan(2600, 2400), 16_000, hz).Amplitude, Is.EqualTo(expected).Within(6).Percent, $"{hz} Hz");
        Assert.That(Math.Abs((int)pcm[0]) + Math.Abs((int)pcm[1599]), Is.LessThan(200), "soft edges");
    }

    [TestCase("first.wav", ExpectedResult = true)]
    [TestCase("de-AT/first_2.wav", ExpectedResult = true)]
    [TestCase("../first.wav", ExpectedResult = false)]
    [TestCase("de/../../first.wav", ExpectedResult = false)]
    [TestCase("/etc/first.wav", ExpectedResult = false)]
    [TestCase("de//first.wav", ExpectedResult = false)]
    [TestCase("de\\first.wav", ExpectedResult = false)]
    [TestCase("de/.first.wav", ExpectedResult = false)]
    [TestCase("first.mp3", ExpectedResult = false)]
    [TestCase(".wav", ExpectedResult = false)]
    [TestCase("a\0b.wav", ExpectedResult = false)]
    [TestCase("", ExpectedResult = false)]
    public bool A_name_cannot_lead_out_of_the_folder(string name) => PromptFolder.IsValidName(name);

    [Test]
    public void The_first_file_that_can_be_read_is_played_then_the_tone()
    {
        var (library, log) = Library();
        Write("en/a.wav", Wav.Tone(8000, 0, 0.1));
        Write("en/broken.wav", [1, 2, 3]);
        Assert.That(library.Prepare(Of(new SoundOrder(["de/a.wav", "en/a.wav"], null, 0))).DurationMs, Is.EqualTo(100));
        Assert.That(log.Warnings, Is.Empty);

        var tone = new ToneShape([440], -10, [300]);
        Assert.That(library.Prepare(Of(new SoundOrder(["de/none.wav", "en/broken.wav"], tone, 0))).DurationMs, Is.EqualTo(300));
        Assert.That(log.Warnings.Single(), Does.Contain("en/broken.wav: it ends too early"));
        Assert.That(() => library.Prepare(Of(new SoundOrder(["none.wav"], null, 0))), Throws.TypeOf<InvalidDataException>().With.Message.EqualTo("none.wav: no such file"));
    }

    [Test]
    public void A_file_that_was_replaced_is_another()
    {
        var (library, _) = Library();
        Write("a.wav", Wav.Tone(8000, 0, 0.1));
        Assert.That(library.Prepare(Of(new SoundOrder(["a.wav"], null, 0))).DurationMs, Is.EqualTo(100));
        Write("a.wav", Wav.Tone(8000, 0, 0.2));
        Assert.That(library.Prepare(Of(new SoundOrder(["a.wav"], null, 0))).DurationMs, Is.EqualTo(200));
    }

    [Test]
    public void The_cache_forgets_what_was_not_played_for_longest()
    {
        var cache = new ClipCache(300);
        var (a, b, c) = (Clip(8000, 50, 1), Clip(8000, 50, 2), Clip(8000, 100, 3));
        cache.Keep("a", a);
        cache.Keep("b", b);
        cache.Find("a");
        cache.Keep("c", c);
        Assert.That((cache.Find("a"), cache.Find("b"), cache.Find("c"), cache.Bytes), Is.EqualTo((a, (Clip?)null, c, 300L)));
        cache.Keep("d", Clip(8000, 151, 4));
        Assert.That(cache.Find("d"), Is.Null, "one that alone is too much drives nothing out");
    }

    [Test]
    public void A_long_file_is_read_while_it_is_played()
    {
        var time = new ManualTime();
        var (library, _) = Library(time);
        Write("long.wav", Wav.Tone(8000, 440, 65));
        var player = library.Prepare(Of(new SoundOrder(["long.wav"], null, 0), times: 2, gapMs: 1000));
        Assert.That(player.DurationMs, Is.EqualTo(131_000));
        var frames = 0;
        for (; player.Read(_buffer, out _).Length > 0 && frames < 10_000; frames++)
        {
            if (frames is > 10 and < 3240 or > 3310 and < 6540) Assert.That(Math.Abs((int)_buffer[40]) + Math.Abs((int)_buffer[44]) + Math.Abs((int)_buffer[48]), Is.GreaterThan(3000), $"frame {frames}");
            time.Advance(TimeSpan.FromMilliseconds(20));
        }

        Assert.That((frames, player.LateFrames), Is.EqualTo((131 * 50, 0L)));
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.That(time.UntilNextTimer, Is.Null, "nothing reads on");
    }

    [Test]
    public void A_long_file_that_becomes_shorter_ends_the_playback_only()
    {
        var time = new ManualTime();
        var (library, _) = Library(time);
        Write("long.wav", Wav.Tone(8000, 440, 65));
        var player = library.Prepare(Of(new SoundOrder(["long.wav"], null, 0)));
        using (var file = new FileStream(Path.Combine(_folder.FullName, "long.wav"), FileMode.Open, FileAccess.Write, FileShare.ReadWrite)) file.SetLength(10_000);
        var frames = 0;
        for (; player.Read(_buffer, out _).Length > 0 && frames < 10_000; frames++) time.Advance(TimeSpan.FromMilliseconds(20));
        Assert.That(player.Fault, Is.Not.Null);
        Assert.That(frames, Is.InRange(300, 600), "what was read ahead is heard");
        Assert.That(time.UntilNextTimer, Is.Null);
    }

    [Test]
    public void Who_stops_playing_a_long_file_closes_it()
    {
        var time = new ManualTime();
        var (library, _) = Library(time);
        Write("long.wav", Wav.Tone(8000, 440, 65));
        var player = library.Prepare(Of(new SoundOrder(["long.wav"], null, 0), times: 0));
        player.End();
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.That(time.UntilNextTimer, Is.Null);
    }

    private static Announcement Of(SoundOrder order, int times = 1, int gapMs = 0) => new([order], times, gapMs, 0);

    private static Clip Clip(int rateHz, int samples, short value) => new(rateHz, [.. Enumerable.Repeat(value, samples)]);

    private (SoundLibrary Library, RecordingLog<SoundLibrary> Log) Library(TimeProvider? time = null)
    {
        var options = Options.Create(new PlaybackOptions { PromptFolder = _folder.FullName });
        var log = new RecordingLog<SoundLibrary>();
        return (new SoundLibrary(new PromptFolder(options), options, time ?? TimeProvider.System, log), log);
    }

    private void Write(string name, byte[] file)
    {
        var path = Path.Combine(_folder.FullName, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, file);
    }

    private short[] ReadAll(Player player)
    {
        var all = new List<short>();
        for (var frame = player.Read(_buffer, out _); frame.Length > 0; frame = player.Read(_buffer, out _)) all.AddRange(frame);
        return [.. all];
    }
}
