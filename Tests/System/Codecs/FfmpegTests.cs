using System.Runtime.InteropServices;
using ImsConference.Engine.Codecs;
using ImsConference.Tests.EndToEnd.Harness;
using ImsConference.Tests.Ue.Hearing;
using ImsConference.Tests.Ue.Sounds;
using NUnit.Framework;

namespace ImsConference.Tests.EndToEnd.Codecs;

/// <summary>ffmpeg's own codecs hear what ours encode, and ours what ffmpeg encodes.</summary>
public sealed class FfmpegTests
{
    private const double Hz = 1000;
    private const int Seconds = 3;

    // Of ffmpeg's sine source.
    private const double SourceDb = -18.06;

    private static readonly CodecLibrary Library = new();

    [TestCase("", 48_000)]
    [TestCase("cbr=1", 48_000)]
    [TestCase("useinbandfec=1;maxplaybackrate=16000", 16_000)]
    [CancelAfter(60_000)]
    public async Task Ffmpeg_hears_our_opus(string fmtp, int rateHz, CancellationToken stop)
    {
        var format = Format("opus", 48_000, fmtp);
        Assert.That(format.SampleRateHz, Is.EqualTo(rateHz));
        await WriteAsync("ours.ogg", OggOpus.Write(Encode(format)), stop);
        AssertTone(await HearAsync(stop, "-c:a", "opus", "-i", "ours.ogg", "-ar", "48000"), 48_000);
    }

    [TestCase(48_000)]
    [TestCase(16_000)]
    [TestCase(8000)]
    [CancelAfter(60_000)]
    public async Task We_hear_opus_of_ffmpeg(int rateHz, CancellationToken stop)
    {
        await RunAsync(stop, "-f", "lavfi", "-i", $"sine=frequency={Hz}:sample_rate=48000:duration={Seconds}", "-c:a", "libopus", "-b:a", "32k", "theirs.ogg");
        var packets = OggOpus.Read(await File.ReadAllBytesAsync(Path.Combine(TestFolder.Current, "theirs.ogg"), stop));
        AssertTone(Decode(Format("opus", 48_000, $"maxplaybackrate={rateHz}"), packets), rateHz);
    }

    [Test, CancelAfter(60_000)]
    public async Task Ffmpeg_hears_our_G722_as_we_do_sample_by_sample(CancellationToken stop)
    {
        var frames = Encode(AudioFormat.G722);
        await WriteAsync("ours.g722", [.. frames.SelectMany(frame => frame)], stop);
        var theirs = await HearAsync(stop, "-f", "g722", "-i", "ours.g722");
        AssertTone(theirs, 16_000);
        Assert.That(Decode(AudioFormat.G722, frames), Is.EqualTo(theirs));
    }

    [Test, CancelAfter(60_000)]
    public async Task We_hear_G722_of_ffmpeg(CancellationToken stop)
    {
        await RunAsync(stop, "-f", "lavfi", "-i", $"sine=frequency={Hz}:sample_rate=16000:duration={Seconds}", "-c:a", "g722", "-f", "g722", "theirs.g722");
        var coded = await File.ReadAllBytesAsync(Path.Combine(TestFolder.Current, "theirs.g722"), stop);
        AssertTone(Decode(AudioFormat.G722, coded.Chunk(160)), 16_000);
    }

    /// <remarks>
    /// Its decoders are its own and follow the recommendation closely in speech only, so that syllables are compared, window by window.
    /// The other way is not tried: Debian's ffmpeg has no encoder for either.
    /// </remarks>
    [TestCase("AMR", 8000, 0, "#!AMR\n")]
    [TestCase("AMR", 8000, 4, "#!AMR\n")]
    [TestCase("AMR", 8000, 7, "#!AMR\n")]
    [TestCase("AMR-WB", 16_000, 0, "#!AMR-WB\n")]
    [TestCase("AMR-WB", 16_000, 2, "#!AMR-WB\n")]
    [TestCase("AMR-WB", 16_000, 8, "#!AMR-WB\n")]
    [CancelAfter(60_000)]
    public async Task Ffmpeg_hears_our_AMR_as_we_do(string encoding, int rateHz, int mode, string magic, CancellationToken stop)
    {
        var format = Format(encoding, rateHz, $"mode-set={mode}");
        var frames = Encode(format, Syllables);
        await WriteAsync("ours.amr", [.. magic.Select(letter => (byte)letter), .. frames.SelectMany(frame => frame)], stop);
        var theirs = await HearAsync(stop, "-i", "ours.amr");
        var ours = Decode(format, frames.Select(frame => Pack(format, frame)));
        Assert.That(theirs, Has.Length.EqualTo(ours.Length));

        Assert.That(Spectrum.TotalDb(theirs), Is.EqualTo(Spectrum.TotalDb(ours)).Within(7), "its long vowels are quieter, dB");
        Assert.That(Correlation(ours, theirs), Is.GreaterThan(0.85), "the same wave");
    }

    private static double Correlation(ReadOnlySpan<short> one, ReadOnlySpan<short> other)
    {
        double both = 0, ones = 0, others = 0;
        for (var i = 0; i < one.Length; i++)
        {
            both += one[i] * (double)other[i];
            ones += one[i] * (double)one[i];
            others += other[i] * (double)other[i];
        }

        return both / Math.Sqrt(ones * others);
    }

    private static AudioFormat Format(string encoding, int clockRateHz, string fmtp)
    {
        var channels = encoding == "opus" ? 2 : 1;
        Assert.That(AudioFormat.TryParse(encoding, clockRateHz, channels, fmtp, out var format, out var fault), Is.True, fault);
        return format!;
    }

    private static double Tone(double seconds) => Math.Sin(2 * Math.PI * Hz * seconds);

    // A vowel that swells and fades four times a second, never to silence.
    private static double Syllables(double seconds)
    {
        double value = 0;
        for (var harmonic = 1; harmonic <= 12; harmonic++) value += Math.Sin(2 * Math.PI * 140 * harmonic * seconds + harmonic * harmonic) / harmonic;
        return value * (0.55 + 0.45 * Math.Sin(2 * Math.PI * 4 * seconds));
    }

    private static byte[] Pack(AudioFormat format, byte[] frame)
    {
        var payload = new byte[AudioFormat.MaxFrameBytes];
        return payload[..PayloadPacker.Pack(format, frame, [frame.Length], payload, out _)];
    }

    // Frame by frame, at the level of ffmpeg's tone.
    private static List<byte[]> Encode(AudioFormat format, Func<double, double>? sound = null)
    {
        sound ??= Tone;
        using var encoder = Library.CreateEncoder(format);
        var coded = new byte[AudioFormat.MaxFrameBytes];
        var frame = new short[format.FrameSamples];
        var frames = new List<byte[]>();
        for (var f = 0; f < Seconds * 50; f++)
        {
            for (var i = 0; i < frame.Length; i++)
                frame[i] = (short)Math.Round(Pcm.Amplitude(SourceDb) * sound((f * frame.Length + i) / (double)format.SampleRateHz));
            frames.Add(coded[..encoder.Encode(frame, coded)]);
        }

        Assert.That(frames.Select(coded => coded.Length), Is.All.Positive, "nothing is left out");
        return frames;
    }

    private static short[] Decode(AudioFormat format, IEnumerable<byte[]> payloads)
    {
        using var decoder = Library.CreateDecoder(format);
        var pcm = new short[format.SampleRateHz / 1000 * AudioFormat.LongestPacketMs];
        var heard = new List<short>();
        foreach (var payload in payloads)
        {
            Assert.That(decoder.Measure(payload), Is.Positive);
            heard.AddRange(pcm[..decoder.Decode(payload, pcm)]);
        }

        return [.. heard];
    }

    // The last second: decoders need time to settle, and files of different makers begin differently.
    private static void AssertTone(short[] heard, int rateHz)
    {
        Assert.That(heard, Has.Length.GreaterThan((Seconds - 0.5) * rateHz));
        var settled = heard.AsSpan(heard.Length - rateHz * 5 / 4, rateHz);
        var level = Spectrum.LevelDb(settled, Hz * Pcm.RateHz / rateHz); // the line of the spectrum is reckoned for 8 kHz
        Assert.That(level, Is.EqualTo(SourceDb).Within(1), "dBFS");
        Assert.That(Spectrum.TotalDb(settled), Is.EqualTo(level).Within(0.5), "and nothing else");
    }

    private static Task WriteAsync(string file, byte[] bytes, CancellationToken stop) =>
        File.WriteAllBytesAsync(Path.Combine(TestFolder.Current, file), bytes, stop);

    // Raw 16-bit PCM of whatever ffmpeg is given.
    private static async Task<short[]> HearAsync(CancellationToken stop, params string[] input)
    {
        await RunAsync(stop, [.. input, "-f", "s16le", "heard.raw"]);
        return MemoryMarshal.Cast<byte, short>(await File.ReadAllBytesAsync(Path.Combine(TestFolder.Current, "heard.raw"), stop)).ToArray();
    }

    private static async Task RunAsync(CancellationToken stop, params string[] arguments)
    {
        await using var ffmpeg = RunningProgram.Start("ffmpeg", "ffmpeg", ["-nostdin", "-hide_banner", "-loglevel", "warning", "-y", .. arguments]);
        var status = await ffmpeg.ExitAsync(stop);
        Assert.That(status, Is.Zero, () => ffmpeg.Tail());
    }
}
