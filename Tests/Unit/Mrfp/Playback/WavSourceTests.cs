using ImsConference.Mrfp.Playback;
using NUnit.Framework;

namespace ImsConference.Tests.Unit.Mrfp.Playback;

/// <summary>Every kind of WAV file that is played, and all that is none.</summary>
public sealed class WavSourceTests
{
    [TestCase("u8", 38)]
    [TestCase("s16", 85)]
    [TestCase("s24", 100)]
    [TestCase("mulaw", 35)]
    [TestCase("alaw", 35)]
    public void Each_kind_is_read(string kind, double leastSnrDb)
    {
        foreach (var channels in (int[])[1, 2])
        {
            using var source = new WavSource(new MemoryStream(Wav.Tone(8000, 440, 1, kind, channels)));
            Assert.That((source.SampleRateHz, source.Frames), Is.EqualTo((8000, 8000L)));
            var heard = ReadAll(source);
            double noise = 1e-9;
            for (var i = 0; i < heard.Length; i++) noise += Math.Pow(heard[i] - 8000 * Math.Sin(2 * Math.PI * 440 * i / 8000), 2);
            Assert.That(10 * Math.Log10(32e6 * heard.Length / noise), Is.GreaterThan(leastSnrDb), $"{channels} channels");
        }
    }

    [Test]
    public void Two_channels_are_mixed_down()
    {
        var data = Enumerable.Range(0, 100).SelectMany(_ => (byte[])[.. Wav.Number(1000, 2), .. Wav.Number(3000, 2)]).ToArray();
        using var source = new WavSource(new MemoryStream(Wav.File(Wav.Format(1, 2, 16_000, 16), Wav.Chunk("data", data))));
        Assert.That(ReadAll(source), Is.All.EqualTo(2000));
    }

    [Test]
    public void It_begins_anew()
    {
        using var source = new WavSource(new MemoryStream(Wav.Tone(8000, 440, 1)));
        var once = ReadAll(source);
        source.Rewind();
        Assert.That(ReadAll(source), Is.EqualTo(once));
    }

    [Test]
    public void Chunks_that_nobody_knows_are_passed_by_and_an_extensible_format_is_what_it_extends()
    {
        var extension = Wav.Number(22, 2).Concat(Wav.Number(16, 2)).Concat(Wav.Number(4, 4)).Concat(Wav.Number(1, 2)).Concat(new byte[14]).ToArray();
        var file = Wav.File(Wav.Chunk("LIST", [1, 2, 3]), Wav.Format(0xFFFE, 1, 48_000, 16, extension), Wav.Chunk("fact", new byte[4]), Wav.Chunk("data", Wav.Number(77, 2)));
        using var source = new WavSource(new MemoryStream(file));
        Assert.That(ReadAll(source), Is.EqualTo([77f]));
    }

    [TestCase(0)]
    [TestCase(0xFFFFFFFFL)]
    [TestCase(1000)]
    public void A_size_that_a_pipe_did_not_know_or_that_is_too_long_is_what_is_there(long size)
    {
        using var source = new WavSource(new MemoryStream(Wav.File(Wav.Format(1, 1, 8000, 16), Wav.Chunk("data", [1, 0, 2, 0], size))));
        Assert.That(ReadAll(source), Is.EqualTo([1f, 2f]));
    }

    [Test]
    public void What_is_no_sound_says_why()
    {
        var data = Wav.Chunk("data", new byte[16]);
        (string Why, byte[] File)[] cases =
        [
            ("ends too early", []), ("no RIFF", new byte[50]), ("data before", Wav.File(data)), ("no sound", Wav.File(Wav.Format(1, 1, 8000, 16), Wav.Chunk("data", []))),
            ("format 3", Wav.File(Wav.Format(3, 1, 8000, 32), data)), ("12 bits", Wav.File(Wav.Format(1, 1, 8000, 12), data)), ("3 channels", Wav.File(Wav.Format(1, 3, 8000, 16), data)),
            ("0 channels", Wav.File(Wav.Format(1, 0, 8000, 16), data)), ("7999 Hz", Wav.File(Wav.Format(1, 1, 7999, 16), data)), ("96000 Hz", Wav.File(Wav.Format(1, 1, 96_000, 16), data)),
            ("format chunk of 4", Wav.File(Wav.Chunk("fmt ", new byte[4]))), ("ends too early", Wav.File(Wav.Format(1, 1, 8000, 16))),
            ("ends too early", Wav.File(Wav.Chunk("LIST", [], 0xFFFFFFF0L))),
        ];
        foreach (var (why, file) in cases)
            Assert.That(() => new WavSource(new MemoryStream(file)).Dispose(), Throws.TypeOf<InvalidDataException>().With.Message.Contains(why));
    }

    [Test]
    public void A_damaged_file_is_refused_or_heard_and_nothing_else([Random(40)] int seed)
    {
        var random = new Random(seed);
        var file = Wav.Tone(random.Next(8000, 48_001), 440, 0.02, random.GetItems(["u8", "s16", "s24", "mulaw"], 1)[0], random.Next(1, 3));
        for (var flips = random.Next(1, 20); flips > 0; flips--) file[random.Next(Math.Min(file.Length, 60))] = (byte)random.Next(256);
        file = file[..random.Next(file.Length)];
        try
        {
            using var converter = new RateConverter(new WavSource(new MemoryStream(file)));
            var pcm = new short[1000];
            long read = 0;
            for (var piece = converter.Read(pcm); piece > 0; piece = converter.Read(pcm)) read += piece;
            Assert.That(read, Is.EqualTo(converter.Samples).And.LessThan(file.Length * 7L), $"seed {seed}");
        }
        catch (InvalidDataException)
        {
            Assert.Pass("refused");
        }
    }

    [TestCase(8_000, 8_000)]
    [TestCase(11_025, 16_000)]
    [TestCase(16_000, 16_000)]
    [TestCase(22_050, 24_000)]
    [TestCase(32_000, 32_000)]
    [TestCase(44_100, 48_000)]
    [TestCase(47_999, 48_000)]
    [TestCase(48_000, 48_000)]
    public void Any_rate_becomes_one_of_the_mix(int rateHz, int mixRateHz)
    {
        using var converter = new RateConverter(new WavSource(new MemoryStream(Wav.Tone(rateHz, 1000, 1))));
        Assert.That(converter.SampleRateHz, Is.EqualTo(mixRateHz));
        Assert.That(converter.Samples, Is.EqualTo(mixRateHz));
        var pcm = new short[converter.Samples];
        for (var at = 0; converter.Read(pcm.AsSpan(at, Math.Min(777, pcm.Length - at))) is var read and > 0;) at += read;
        var middle = pcm.AsSpan(mixRateHz / 10, mixRateHz * 8 / 10);
        var (amplitude, snrDb) = Engine.CodecSound.Find(middle, mixRateHz, 1000);
        Assert.That(amplitude, Is.EqualTo(8000).Within(0.5).Percent);
        Assert.That(snrDb, Is.GreaterThan(65));
    }

    private static float[] ReadAll(WavSource source)
    {
        var all = new List<float>();
        var piece = new float[300];
        for (var read = source.Read(piece); read > 0; read = source.Read(piece)) all.AddRange(piece.AsSpan(0, read));
        return [.. all];
    }
}
