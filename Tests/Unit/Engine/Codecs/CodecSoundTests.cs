using ImsConference.Engine.Codecs;
using NUnit.Framework;

namespace ImsConference.Tests.Unit.Engine;

/// <summary>What goes into each codec comes out of it.</summary>
public sealed class CodecSoundTests
{
    [TestCase("PCMU", 8000, "", 1000, 36)]
    [TestCase("PCMA", 8000, "", 1000, 36)]
    [TestCase("G722", 8000, "", 440, 45)]
    [TestCase("G722", 8000, "", 1000, 40)]
    [TestCase("G722", 8000, "", 6000, 24, Description = "two bits a sample in the higher sub-band")]
    [TestCase("AMR", 8000, "", 440, 20)]
    [TestCase("AMR", 8000, "", 1000, 20)]
    [TestCase("AMR", 8000, "", 3000, 15)]
    [TestCase("AMR", 8000, "mode-set=0", 1000, 12)]
    [TestCase("AMR-WB", 16_000, "", 440, 22)]
    [TestCase("AMR-WB", 16_000, "", 1000, 22)]
    [TestCase("AMR-WB", 16_000, "mode-set=8", 3000, 15, Description = "the library's own voice activity detection would mute it")]
    [TestCase("opus", 48_000, "", 440, 28)]
    [TestCase("opus", 48_000, "useinbandfec=1;usedtx=1", 1000, 28)]
    [TestCase("opus", 48_000, "", 6000, 24)]
    [TestCase("opus", 48_000, "maxplaybackrate=24000;cbr=1", 1000, 28)]
    [TestCase("opus", 48_000, "maxplaybackrate=16000", 1000, 28)]
    [TestCase("opus", 48_000, "maxplaybackrate=8000", 1000, 24)]
    public void Tone_keeps_its_frequency_and_level(string encoding, int clockRateHz, string fmtp, int hz, double atLeastDb)
    {
        var format = CodecSound.Format(encoding, clockRateHz, fmtp);
        var heard = CodecSound.Through(format, CodecSound.Tone(format.SampleRateHz, hz, format.SampleRateHz * 3));
        var (amplitude, snrDb) = CodecSound.Find(heard.AsSpan(format.SampleRateHz), format.SampleRateHz, hz);
        Assert.That(20 * Math.Log10(amplitude / 8000), Is.Zero.Within(1), "level, dB");
        Assert.That(snrDb, Is.GreaterThan(atLeastDb));
    }

    [TestCaseSource(nameof(Formats))]
    public void Loud_input_stays_in_range_and_comes_back_to_silence(AudioFormat format)
    {
        var loud = CodecSound.Tone(format.SampleRateHz, 300, format.SampleRateHz * 2, amplitude: 60_000); // wraps: the worst of sounds
        loud.AsSpan(format.SampleRateHz).Clear();
        var heard = CodecSound.Through(format, loud);
        Assert.That(TestSignal.Rms(heard.AsSpan(format.SampleRateHz / 2, format.SampleRateHz / 4)), Is.GreaterThan(10_000));
        Assert.That(TestSignal.Rms(heard.AsSpan(format.SampleRateHz * 7 / 4)), Is.LessThan(100));
    }

    [TestCaseSource(nameof(Formats))]
    public void Encoding_leaves_its_input_alone(AudioFormat format)
    {
        var speech = CodecSound.Speech(format.SampleRateHz, format.SampleRateHz);
        var kept = (short[])speech.Clone();
        CodecSound.Encode(format, speech);
        Assert.That(speech, Is.EqualTo(kept));
    }

    /// <remarks>The way a listener is handed from one encoder to another in the midst of speech: the new one has seen the last frames.</remarks>
    [TestCaseSource(nameof(Formats))]
    public void A_primed_encoder_takes_over_almost_unnoticed(AudioFormat format)
    {
        const int Taken = 55;
        var speech = CodecSound.Speech(format.SampleRateHz, format.FrameSamples * 60);
        using var one = CodecSound.Library.CreateEncoder(format);
        using var other = CodecSound.Library.CreateEncoder(format);
        var coded = new byte[AudioFormat.MaxFrameBytes];
        var kept = new List<byte[]>();
        var handed = new List<byte[]>();
        for (var f = 0; f < 60; f++)
        {
            var frame = speech.AsSpan(f * format.FrameSamples, format.FrameSamples);
            if (f is >= Taken - 5 and < Taken) other.Prime(frame);
            kept.Add(CodecSound.Pack(format, coded[..one.Encode(frame, coded)]));
            handed.Add(f < Taken ? kept[^1] : CodecSound.Pack(format, coded[..other.Encode(frame, coded)]));
        }

        var after = Taken * format.FrameSamples;
        var snrDb = TestSignal.SnrDb(CodecSound.Decode(format, kept).AsSpan(after), CodecSound.Decode(format, handed).AsSpan(after));
        Assert.That(snrDb, Is.GreaterThan(14), "dB between what it sends and what the first would have sent");
    }

    [TestCaseSource(nameof(Formats))]
    public void Nothing_is_allocated(AudioFormat format)
    {
        using var encoder = CodecSound.Library.CreateEncoder(format);
        using var decoder = CodecSound.Library.CreateDecoder(format);
        var speech = CodecSound.Speech(format.SampleRateHz, format.FrameSamples * 100);
        var pcm = new short[format.FrameSamples];
        var coded = new byte[AudioFormat.MaxFrameBytes];
        var payload = new byte[1500];
        Assert.That(Allocations.OfLeanest(HundredTicks), Is.Zero);

        void HundredTicks()
        {
            for (var f = 0; f < 100; f++) Tick(f);
        }

        void Tick(int f)
        {
            Span<int> lengths = [encoder.Encode(speech.AsSpan(f * format.FrameSamples, format.FrameSamples), coded)];
            var packet = payload.AsSpan(0, PayloadPacker.Pack(format, coded, lengths, payload, out _));
            encoder.Prime(pcm);
            decoder.TryReadModeRequest(packet, out _);
            if (f % 10 == 7) decoder.Conceal(pcm, packet);
            else if (decoder.Measure(packet) == 0 || decoder.IsSilence(packet)) decoder.Silence(pcm);
            else decoder.Decode(packet, pcm);
            if (f % 30 == 29) decoder.Splice();
            if (f == 60) decoder.Reset();
        }
    }

    private static IEnumerable<TestCaseData> Formats() => CodecSound.Formats.Select(format =>
        new TestCaseData(format).SetArgDisplayNames($"{format.Encoding} {format.SampleRateHz}"));
}
