using ImsConference.Engine.Codecs;
using ImsConference.Engine.Rtp;
using NUnit.Framework;

namespace ImsConference.Tests.Unit.Engine;

/// <summary>The silences of sources that describe them: by CN packets (RFC 3389), or in the way of their codec. Judged by what is heard.</summary>
public sealed class ComfortNoiseReceiveTests
{
    private const byte Noise = 13;

    private const double NoiseDbov = -52;

    // A step of the full swing would be 16 000; the filter that removes the tone leaves some 300 of the noise.
    private const int NoClick = 1000;

    [Test]
    public void Speech_turns_into_the_noise_that_was_told_and_back()
    {
        using var run = new JitterRun().Play(WithNoise(JitterRun.Tone(6, _ => 5), (100, 50), (150, 50), (200, 60)));
        Assert.That(run.Kinds.Skip(5).Take(90), Is.All.EqualTo(FrameKind.Heard));
        Assert.That(run.Kinds.Skip(105).Take(140), Is.All.EqualTo(FrameKind.Noise));
        Assert.That(run.Kinds.Skip(255), Is.All.EqualTo(FrameKind.Heard));
        Assert.That(LevelDbov(run, 110, 85), Is.EqualTo(-50).Within(0.7));
        Assert.That(LevelDbov(run, 225, 20), Is.EqualTo(-60).Within(1));
        Assert.That(LevelDbov(run, 260, 30), Is.EqualTo(-15.3).Within(0.5), "the tone alone");
        Assert.That(Quietest(run, 102, 140), Is.GreaterThan(-63), "no hole");
        Assert.That(run.LoudestClick(5), Is.LessThan(NoClick));
        Assert.That(run.Receiver.FramesConcealed, Is.LessThanOrEqualTo(1));
    }

    [Test]
    public void Whoever_begins_with_noise_is_heard_as_noise()
    {
        using var run = new JitterRun();
        run.Receive(JitterRun.Tone(1, _ => 0)[0] with { Type = Noise, Payload = [45] }, 0);
        var frame = new short[160];
        for (var tick = 0; tick < 50; tick++)
        {
            Assert.That(run.Receiver.TryPeek(out var level) && level == AudioLevel.Silence, Is.True, "nobody speaks");
            Assert.That(run.Receiver.Pull(frame), Is.EqualTo(FrameKind.Noise));
            run.Heard.AddRange(frame);
        }

        Assert.That(LevelDbov(run, 10, 40), Is.EqualTo(-45).Within(1));
    }

    [Test]
    public void Wideband_speech_has_its_noise_too()
    {
        var format = AudioFormat.G722;
        using var run = new JitterRun(new PayloadMap([(CodecTone.PayloadType, PayloadMeaning.Of(format)), (Noise, new PayloadMeaning(PayloadKind.ComfortNoise, 8000))]));
        run.Play(WithNoise(CodecTone.Packets(format, 4, _ => 5), (100, 50)));
        Assert.That(LevelDbov(run, 110, 35, format), Is.EqualTo(-50).Within(0.7));
        Assert.That(run.Kinds.Skip(105).Take(40), Is.All.EqualTo(FrameKind.Noise));
    }

    [Test]
    public void Telephone_events_in_the_silence_leave_the_noise_as_it_is()
    {
        var packets = WithNoise(JitterRun.Tone(4, _ => 5), (100, 50));
        var press = packets[^1] with { Type = 101, Timestamp = 50_000 + 150 * 160, SentMs = 3000, ArrivalMs = 3005, Payload = [5, 0x8A, 4, 0x60] };
        using var run = new JitterRun().Play([.. packets.Take(101), press with { Sequence = (ushort)(packets[100].Sequence + 1) }]);
        Assert.That(run.Kinds.Skip(105), Is.All.EqualTo(FrameKind.Noise));
    }

    [Test]
    public void A_silence_of_zeros_is_silence_whatever_the_noise_was()
    {
        var packets = WithNoise(JitterRun.Tone(4, _ => 5), (100, 50));
        for (var i = 101; i < packets.Count; i++) packets[i] = packets[i] with { Payload = [.. Enumerable.Repeat(G711.Silence(G711Law.Mu), 160)] };
        using var run = new JitterRun().Play(packets);
        Assert.That(run.Kinds.Skip(160), Is.All.EqualTo(FrameKind.Silent), "a mute");
    }

    [Test]
    public void Nothing_is_allocated_in_noise()
    {
        using var run = new JitterRun();
        var tone = JitterRun.Tone(1, _ => 0)[0].Payload;
        var bytes = Enumerable.Range(0, 3000).Select(n => JitterRun.Bytes(new Packet(
            0, 0, (ushort)n, (uint)(n * 1600), n % 2 == 0 ? tone : [(byte)(40 + n % 30), 90, 200], Type: n % 2 == 0 ? (byte)0 : Noise))).ToArray();
        var frame = new short[160];
        var next = 0;
        Assert.That(Allocations.OfLeanest(HearOn), Is.Zero);

        void HearOn()
        {
            for (var end = next + 700; next < end; next++)
            {
                if (RtpHeader.TryParse(bytes[next], out var header, out var payload)) run.Receiver.Receive(header, payload, next * 200_000L);
                for (var i = 0; i < 10; i++) run.Receiver.Pull(frame);
            }
        }
    }

    /// <remarks>The codec's encoder decides when the silence begins, and how it sounds; what it leaves out is not sent.</remarks>
    [TestCase("AMR", 8000, "")]
    [TestCase("AMR", 8000, "octet-align=1;mode-set=0")]
    [TestCase("AMR-WB", 16_000, "")]
    [TestCase("opus", 48_000, "usedtx=1;maxplaybackrate=16000")]
    public void A_codec_with_silences_of_its_own_fills_them_with_its_noise(string encoding, int clockRateHz, string fmtp)
    {
        var format = CodecSound.Format(encoding, clockRateHz, fmtp);
        var packets = Packets(format, Room(format.SampleRateHz));
        Assert.That(packets, Has.Count.LessThan(8 * 50 - 100), "the encoder left something out");
        using var run = new JitterRun(new PayloadMap([(CodecTone.PayloadType, PayloadMeaning.Of(format))]));
        run.Play(packets);
        Assert.That(run.Kinds.Skip(150).Take(140), Is.All.EqualTo(FrameKind.Noise));
        Assert.That(LevelDbov(run, 150, 140, format), Is.EqualTo(NoiseDbov).Within(5), "the codecs code noise a little quieter");
        Assert.That(Quietest(run, 110, 180, format), Is.GreaterThan(NoiseDbov - 12), "no hole");
        Assert.That(run.Kinds.Skip(310).Take(30).Count(kind => kind == FrameKind.Heard), Is.GreaterThan(10), "speech again");
        Assert.That(run.Receiver.FramesConcealed, Is.Zero);
    }

    // A voice for two seconds, its room without it, and from the sixth second on the voice again.
    private static short[] Room(int rateHz)
    {
        var random = new Random(3);
        var amplitude = 32767 * Math.Pow(10, NoiseDbov / 20) * Math.Sqrt(3);
        var pcm = CodecSound.Speech(rateHz, 8 * rateHz);
        for (var i = 0; i < pcm.Length; i++)
        {
            var voice = i < 2 * rateHz || i >= 6 * rateHz ? pcm[i] : 0;
            pcm[i] = (short)Math.Clamp(voice + amplitude * (2 * random.NextDouble() - 1), short.MinValue, short.MaxValue);
        }

        return pcm;
    }

    private static List<Packet> Packets(AudioFormat format, short[] said)
    {
        var packets = new List<Packet>();
        var frames = CodecSound.Encode(format, said);
        for (var n = 0; n < frames.Count; n++)
        {
            if (frames[n].Length == 0) continue;
            packets.Add(new Packet(
                20 * (n + 1), 20 * (n + 1) + 5, (ushort)(1000 + packets.Count), (uint)(n * format.FrameTicks), CodecSound.Pack(format, frames[n]), Type: CodecTone.PayloadType));
        }

        return packets;
    }

    // Of the packets, each that is named becomes CN, and those up to fifty behind it are not sent.
    private static List<Packet> WithNoise(List<Packet> packets, params (int At, byte Level)[] noises)
    {
        foreach (var (at, level) in noises) packets[at] = packets[at] with { Type = Noise, Payload = [level] };
        var sent = packets.Where((_, n) => !noises.Any(noise => n > noise.At && n < noise.At + 50 && !noises.Any(other => other.At == n))).ToList();
        for (var i = 0; i < sent.Count; i++) sent[i] = sent[i] with { Sequence = (ushort)(1000 + i) };
        return sent;
    }

    private static double LevelDbov(JitterRun run, int fromTick, int ticks, AudioFormat? format = null)
    {
        var samples = (format ?? AudioFormat.Pcmu).FrameSamples;
        return 20 * Math.Log10((TestSignal.Rms(run.Heard.Skip(fromTick * samples).Take(ticks * samples).ToArray()) + 1e-3) / 32767);
    }

    private static double Quietest(JitterRun run, int fromTick, int ticks, AudioFormat? format = null) =>
        Enumerable.Range(fromTick, ticks).Min(tick => LevelDbov(run, tick, 1, format));
}
