using ImsConference.Engine.Codecs;
using NUnit.Framework;

namespace ImsConference.Tests.Unit.Engine;

/// <summary>Losses, silences and seams of each codec.</summary>
public sealed class CodecLossTests
{
    private const double Hz = 300;
    private const int LostFrame = 28;
    private static readonly AudioFormat Opus = CodecSound.Format("opus", 48_000, "useinbandfec=1");

    [TestCaseSource(nameof(Formats))]
    public void A_lost_frame_of_speech_is_hardly_missed(AudioFormat format) => AssertHardlyMissed(format, (decoder, f, payload, pcm) =>
    {
        if (f == LostFrame) decoder.Conceal(pcm, default);
        else decoder.Decode(payload, pcm);
    });

    [TestCaseSource(nameof(Formats))]
    public void A_long_loss_fades_to_zeros_and_the_return_is_clean(AudioFormat format)
    {
        var fadedAt = 0;
        var heard = Play(format, Tone(format, 100), (decoder, f, payload, pcm) =>
        {
            if (f is < 30 or >= 60) decoder.Decode(payload, pcm);
            else decoder.Conceal(pcm, default);
            if (fadedAt == 0 && decoder.IsFaded) fadedAt = f;
        });

        Assert.That(fadedAt, Is.InRange(31, 35), "60 to 100 ms");
        Assert.That(heard.AsSpan(36 * format.FrameSamples, 24 * format.FrameSamples).ContainsAnyExcept((short)0), Is.False);
        Assert.That(Steepest(heard.AsSpan(30 * format.FrameSamples)), Is.LessThan(2 * Steepest(heard.AsSpan(0, 29 * format.FrameSamples))), "no click");
        var back = CodecSound.Find(heard.AsSpan(70 * format.FrameSamples, 20 * format.FrameSamples), format.SampleRateHz, Hz);
        Assert.That(20 * Math.Log10(back.Amplitude / 8000), Is.Zero.Within(1));
    }

    [TestCaseSource(nameof(Formats))]
    public void A_silence_begins_and_ends_without_a_click(AudioFormat format)
    {
        var heard = Play(format, Tone(format, 100), (decoder, f, payload, pcm) =>
        {
            if (f is < 30 or >= 60) decoder.Decode(payload, pcm);
            else decoder.Silence(pcm);
        });

        Assert.That(heard.AsSpan(30 * format.FrameSamples + format.FrameSamples / 2, 29 * format.FrameSamples).ContainsAnyExcept((short)0), Is.False);
        Assert.That(Steepest(heard.AsSpan(29 * format.FrameSamples)), Is.LessThan(2 * Steepest(heard.AsSpan(0, 29 * format.FrameSamples))));
        var back = CodecSound.Find(heard.AsSpan(70 * format.FrameSamples, 20 * format.FrameSamples), format.SampleRateHz, Hz);
        Assert.That(20 * Math.Log10(back.Amplitude / 8000), Is.Zero.Within(1));
    }

    /// <remarks>The jitter buffer's gaps do not keep to frames.</remarks>
    [TestCaseSource(nameof(Formats))]
    public void Lost_time_may_be_made_up_in_pieces(AudioFormat format)
    {
        var whole = Play(format, Tone(format, 40), (decoder, f, payload, pcm) =>
        {
            if (f is >= 20 and < 23) decoder.Conceal(pcm, default);
            else decoder.Decode(payload, pcm);
        });
        var pieces = Play(format, Tone(format, 40), (decoder, f, payload, pcm) =>
        {
            if (f is < 20 or >= 23) decoder.Decode(payload, pcm);
            else
                for (var length = 7; !pcm.IsEmpty; pcm = pcm[Math.Min(length, pcm.Length)..], length += 10) decoder.Conceal(pcm[..Math.Min(length, pcm.Length)], default);
        });

        Assert.That(pieces, Is.EqualTo(whole));
    }

    [Test]
    public void Opus_recovers_a_lost_frame_from_the_copy_in_the_next()
    {
        var speech = CodecSound.Speech(48_000, 48_000 * 2);
        byte[][] frames = [.. CodecSound.Encode(Opus, speech)];
        Assert.That(frames.Count(frame => OpusPacket.TryParse(frame, out var packet) && packet.HasCopy), Is.GreaterThan(20));

        var clean = CodecSound.Decode(Opus, frames);
        Assert.That(WithLosses(clean, frames, usesCopy: true), Is.GreaterThan(WithLosses(clean, frames, usesCopy: false) + 3), "dB");
    }

    [Test]
    public void Opus_is_silent_only_while_it_is_quiet()
    {
        using var decoder = CodecSound.Library.CreateDecoder(Opus);
        var tone = CodecSound.Encode(Opus, CodecSound.Tone(48_000, 440, 48_000 * 4));
        var pcm = new short[960];
        Assert.That(OpusPacket.TryParse(tone[^1], out var last) && last.HasNoVoice, Is.True, "its encoder takes a steady tone for noise");
        foreach (var frame in tone)
        {
            Assert.That(decoder.IsSilence(frame), Is.False);
            decoder.Decode(frame, pcm);
        }

        var hiss = new short[48_000 * 4];
        var random = new Random(1);
        for (var i = 0; i < hiss.Length; i++) hiss[i] = (short)random.Next(-30, 31);
        var skipped = 0;
        foreach (var frame in CodecSound.Encode(Opus, hiss))
        {
            if (frame.Length == 0 || decoder.IsSilence(frame)) skipped++;
            else decoder.Decode(frame, pcm);
        }

        Assert.That(skipped, Is.GreaterThan(120), "of 200");
    }

    [Test]
    public void Opus_leaves_silence_out_where_the_receiver_asks_for_it([Values] bool usesDtx)
    {
        var frames = CodecSound.Encode(CodecSound.Format("opus", 48_000, usesDtx ? "usedtx=1" : ""), new short[48_000 * 4]);
        Assert.That(frames.Count(frame => frame.Length == 0), usesDtx ? Is.GreaterThan(150) : Is.Zero, "of 200");
    }

    [TestCase("AMR", 8000)]
    [TestCase("AMR-WB", 16_000)]
    public void Amr_leaves_silence_out_but_for_comfort_noise(string encoding, int clockRateHz)
    {
        var format = CodecSound.Format(encoding, clockRateHz);
        var frames = CodecSound.Encode(format, new short[format.FrameSamples * 200]);
        using var decoder = CodecSound.Library.CreateDecoder(format);
        Assert.That(frames.Count(frame => frame.Length == 0), Is.GreaterThan(140));
        Assert.That(frames[^100..].Where(frame => frame.Length > 0).Select(frame => frame.Length), Is.Not.Empty.And.All.EqualTo(6));
        Assert.That(frames[^100..].Where(frame => frame.Length > 0).All(frame => decoder.IsSilence(CodecSound.Pack(format, frame))), Is.True);
    }

    [Test]
    public void A_damaged_amr_frame_is_concealed()
    {
        var format = CodecSound.Format("AMR", 8000, "octet-align=1");
        AssertHardlyMissed(format, (decoder, f, payload, pcm) =>
        {
            if (f == LostFrame)
            {
                payload[1] &= 0xFB; // Q
                payload.AsSpan(2).Fill(0xAA);
            }

            decoder.Decode(payload, pcm);
        });
    }

    private static IEnumerable<TestCaseData> Formats() => CodecSound.Formats.Select(format =>
        new TestCaseData(format).SetArgDisplayNames($"{format.Encoding} {format.SampleRateHz}"));

    private static short[] Tone(AudioFormat format, int frames) => CodecSound.Tone(format.SampleRateHz, Hz, format.FrameSamples * frames);

    private static short[] Play(AudioFormat format, short[] pcm, Tick tick)
    {
        using var decoder = CodecSound.Library.CreateDecoder(format);
        var frames = CodecSound.Encode(format, pcm);
        var heard = new short[pcm.Length];
        for (var f = 0; f < frames.Count; f++)
            tick(decoder, f, CodecSound.Pack(format, frames[f]), heard.AsSpan(f * format.FrameSamples, format.FrameSamples));
        return heard;
    }

    // In the midst of a vowel.
    private static void AssertHardlyMissed(AudioFormat format, Tick lossy)
    {
        var speech = CodecSound.Speech(format.SampleRateHz, format.FrameSamples * 60);
        var clean = Play(format, speech, (decoder, _, payload, pcm) => decoder.Decode(payload, pcm));
        var heard = Play(format, speech, lossy);
        for (var f = LostFrame; f < LostFrame + 4; f++)
        {
            var frame = new Range(f * format.FrameSamples, (f + 1) * format.FrameSamples);
            var level = TestSignal.Rms(heard.AsSpan()[frame]) / TestSignal.Rms(clean.AsSpan()[frame]);
            Assert.That(20 * Math.Log10(level), Is.InRange(-6, 3), $"level of frame {f}, dB");
        }

        Assert.That(heard.AsSpan(0, LostFrame * format.FrameSamples).SequenceEqual(clean.AsSpan(0, LostFrame * format.FrameSamples)), Is.True);
        Assert.That(Steepest(heard.AsSpan(LostFrame * format.FrameSamples)), Is.LessThan(1.5 * Steepest(clean)), "no click");
    }

    private static double WithLosses(short[] clean, byte[][] frames, bool usesCopy)
    {
        using var decoder = CodecSound.Library.CreateDecoder(Opus);
        var heard = new short[clean.Length];
        double signal = 0, noise = 0;
        for (var f = 0; f < frames.Length; f++)
        {
            var pcm = heard.AsSpan(f * 960, 960);
            if (f % 10 != 5)
            {
                decoder.Decode(frames[f], pcm);
                continue;
            }

            decoder.Conceal(pcm, usesCopy ? frames[f + 1] : default);
            for (var i = 0; i < 960; i++)
            {
                signal += clean[f * 960 + i] * (double)clean[f * 960 + i];
                noise += (clean[f * 960 + i] - pcm[i]) * (double)(clean[f * 960 + i] - pcm[i]);
            }
        }

        return 10 * Math.Log10(signal / noise);
    }

    private static int Steepest(ReadOnlySpan<short> pcm)
    {
        var steepest = 0;
        for (var i = 1; i < pcm.Length; i++) steepest = Math.Max(steepest, Math.Abs(pcm[i] - pcm[i - 1]));
        return steepest;
    }

    private delegate void Tick(IAudioDecoder decoder, int frame, byte[] payload, Span<short> pcm);
}
