using ImsConference.Engine.Codecs;
using ImsConference.Engine.Rtp;
using NUnit.Framework;

namespace ImsConference.Tests.Unit.Engine;

/// <summary>Several payload types in one stream, levels that senders tell, and what they ask for.</summary>
public sealed class AudioReceiverTests
{
    private static readonly AudioFormat Wide = CodecTone.Format("AMR-WB", 16_000, 1, "octet-align=1");
    private static readonly AudioFormat Opus = CodecTone.Format("opus", 48_000, 2, "");

    private AudioReceiver _receiver = null!;
    private readonly short[] _frame = new short[960];
    private ushort _sequence;
    private long _nowUs;

    [SetUp]
    public void Begin()
    {
        _receiver = new AudioReceiver(new CodecLibrary(), new JitterOptions());
        _nowUs = 0;
        _sequence = 1;
    }

    [TearDown]
    public void LetGo() => _receiver.Dispose();

    [Test]
    public void A_peer_may_change_its_codec_in_the_middle()
    {
        AudioFormat[] formats = [AudioFormat.Pcmu, Wide, Opus, AudioFormat.G722, AudioFormat.Pcma, Opus];
        Negotiate([.. formats.Distinct().Select((format, i) => ((byte)(96 + i), PayloadMeaning.Of(format)))]);
        Assert.That(_receiver.SampleRateHz, Is.EqualTo(8000), "of the preferred one, before anything came");
        uint timestamp = 0;
        foreach (var format in formats)
        {
            var type = (byte)(96 + Array.IndexOf(formats, format));
            var packets = CodecTone.Packets(format, 1, _ => 0);
            var heard = new List<short>();
            foreach (var packet in packets)
            {
                Give(type, timestamp += (uint)format.FrameTicks, packet.Payload);
                Assert.That(_receiver.FrameSamples, Is.EqualTo(format.FrameSamples));
                Assert.That(Pull(), Is.EqualTo(FrameKind.Heard), format.Encoding);
                heard.AddRange(_frame.AsSpan(0, format.FrameSamples));
            }

            Assert.That(_receiver.Format, Is.EqualTo(format));
            Assert.That(_receiver.Source.ClockRateHz, Is.EqualTo(format.ClockRateHz));
            Assert.That(TestSignal.Rms(heard.Skip(heard.Count / 2).ToArray()) / (8000 / Math.Sqrt(2)), Is.EqualTo(1).Within(0.12), format.Encoding);
        }

        Assert.That(_receiver.FramesConcealed + _receiver.PacketsDiscarded, Is.Zero);
    }

    [Test]
    public void What_was_not_negotiated_any_more_is_dropped()
    {
        Negotiate((0, PayloadMeaning.Of(AudioFormat.Pcmu)), (96, PayloadMeaning.Of(Wide)));
        Assert.That(Give(0, 0, new byte[160]), Is.EqualTo(ReceiveVerdict.Accepted));
        Negotiate((96, PayloadMeaning.Of(Wide)));
        Assert.That(Give(0, 160, new byte[160]), Is.EqualTo(ReceiveVerdict.UnknownPayload));
        Assert.That(_receiver.SampleRateHz, Is.EqualTo(16_000));
        Assert.That(Pull(), Is.Not.EqualTo(FrameKind.Heard), "what waited is forgotten");
    }

    [Test]
    public void The_same_map_again_changes_nothing()
    {
        Negotiate((0, PayloadMeaning.Of(AudioFormat.Pcmu)));
        for (var n = 0; n < 5; n++) Give(0, (uint)(160 * n), new byte[160]);
        Negotiate((0, PayloadMeaning.Of(AudioFormat.Pcmu)));
        Assert.That(_receiver.BufferedMs, Is.EqualTo(100));
    }

    [TestCase(8000)]
    [TestCase(16_000)]
    [TestCase(48_000)]
    public void Telephone_events_count_time_by_their_own_clock(int clockRateHz)
    {
        Negotiate((96, PayloadMeaning.Of(clockRateHz == 48_000 ? Opus : clockRateHz == 16_000 ? Wide : AudioFormat.Pcmu)),
            (101, new PayloadMeaning(PayloadKind.TelephoneEvent, clockRateHz)));
        Press(7, clockRateHz / 10, 4000);
        Assert.That(_receiver.TryTakeEvent(_nowUs, out var report), Is.True);
        Assert.That((report.Code, report.DurationMs), Is.EqualTo(((byte)7, 100)));
    }

    [Test]
    public void Events_of_another_clock_than_the_speech_leave_its_time_alone()
    {
        Negotiate((96, PayloadMeaning.Of(Opus)), (101, new PayloadMeaning(PayloadKind.TelephoneEvent, 8000)));
        var packets = CodecTone.Packets(Opus, 2, _ => 0);
        for (var n = 0; n < packets.Count; n++)
        {
            if (n == 50) Press(3, 800, timestamp: 5);
            Give(96, packets[n].Timestamp, packets[n].Payload);
            Assert.That(Pull(), Is.EqualTo(FrameKind.Heard), $"frame {n}");
        }

        Assert.That(_receiver.TryTakeEvent(_nowUs, out var report) && report.Code == 3, Is.True);
        Assert.That(_receiver.FramesConcealed, Is.Zero);
    }

    [Test]
    public void Tones_are_heard_where_that_is_wanted()
    {
        Negotiate((0, PayloadMeaning.Of(AudioFormat.Pcmu)));
        _receiver.DetectsTones = true;
        var pcm = new short[160];
        for (var n = 0; n < 20; n++)
        {
            for (var i = 0; i < 160; i++)
                pcm[i] = (short)(n is < 5 or >= 10 ? 0 : 6000 * (Math.Sin(2 * Math.PI * 852 * (n * 160 + i) / 8000.0) + Math.Sin(2 * Math.PI * 1336 * (n * 160 + i) / 8000.0)));
            Give(0, (uint)(160 * n), TestSignal.Encode(pcm));
            Pull();
        }

        Assert.That(_receiver.TryTakeEvent(_nowUs, out var report), Is.True);
        Assert.That((report.Code, report.DurationMs), Is.EqualTo(((byte)8, report.DurationMs)));
        Assert.That(report.DurationMs, Is.EqualTo(100).Within(26));
        Assert.That(_receiver.TryTakeEvent(_nowUs, out _), Is.False);
    }

    [Test]
    public void Told_levels_are_there_before_anything_is_decoded()
    {
        Negotiate((0, PayloadMeaning.Of(AudioFormat.Pcmu)));
        _receiver.LevelExtensionId = 5;
        Assert.That(_receiver.TryPeek(out var none) && none == AudioLevel.Silence, Is.True, "before the first packet");
        for (var n = 0; n < 20; n++)
        {
            var level = (byte)(n * 5);
            Give(0, (uint)(160 * n), TestSignal.Encode(Loud), level: (byte)(level | (n % 2 == 0 ? 0x80 : 0)));
            Assert.That(_receiver.TryPeek(out var told), Is.True);
            Assert.That(told, Is.EqualTo(new AudioLevel(level, n % 2 == 0)));
            Pull();
            Assert.That(_receiver.ToldLevel, Is.EqualTo(told));
        }
    }

    [Test]
    public void Untold_levels_need_the_decoder()
    {
        Negotiate((0, PayloadMeaning.Of(AudioFormat.Pcmu)));
        _receiver.LevelExtensionId = 5;
        Give(0, 0, TestSignal.Encode(Loud));
        Assert.That(_receiver.TryPeek(out _), Is.False);
        Pull();
        Assert.That(_receiver.ToldLevel, Is.Null);
        Assert.That(_receiver.TryPeek(out _), Is.False, "a loss is heard for a while");
        for (var n = 0; n < 10; n++) Pull();
        Assert.That(_receiver.TryPeek(out var level) && level == AudioLevel.Silence, Is.True);
    }

    [Test]
    public void Zeros_and_comfort_noise_are_silence_without_decoding()
    {
        Negotiate((0, PayloadMeaning.Of(AudioFormat.Pcmu)), (13, new PayloadMeaning(PayloadKind.ComfortNoise, 8000)));
        Give(0, 0, TestSignal.Encode(Loud));
        Pull();
        var zeros = new byte[160];
        Array.Fill(zeros, G711.Silence(G711Law.Mu));
        for (var n = 1; n < 5; n++)
        {
            Give(0, (uint)(160 * n), zeros);
            Pull();
        }

        Assert.That(_receiver.TryPeek(out var level) && level == AudioLevel.Silence, Is.True);
        Give(13, 160 * 5, [70]);
        Assert.That(_receiver.TryPeek(out level) && level == AudioLevel.Silence, Is.True);
        Assert.That(Pull(), Is.EqualTo(FrameKind.Noise));
        Assert.That(_receiver.FramesConcealed, Is.Zero);
    }

    [Test]
    public void Mode_requests_are_handed_on()
    {
        Negotiate((96, PayloadMeaning.Of(Wide)));
        var payload = (byte[])CodecTone.Packets(Wide, 1, _ => 0)[5].Payload.Clone();
        Assert.That(_receiver.ModeRequest, Is.EqualTo(AmrMode.NoRequest));
        foreach (var mode in new[] { 2, 0, 8, AmrMode.NoRequest })
        {
            payload[0] = (byte)(mode << 4);
            Give(96, (uint)(320 * _sequence), payload);
            Assert.That(_receiver.ModeRequest, Is.EqualTo(mode));
            payload[0] = 0xC0;
            Give(96, (uint)(320 * _sequence), payload);
            Assert.That(_receiver.ModeRequest, Is.EqualTo(mode), "12 is reserved, and ignored");
        }
    }

    [Test]
    public void A_malformed_payload_is_counted_and_not_played()
    {
        Negotiate((96, PayloadMeaning.Of(Wide)));
        Assert.That(Give(96, 0, [0xF0]), Is.EqualTo(ReceiveVerdict.Unplayable));
        Assert.That(_receiver.PacketsDiscarded, Is.EqualTo(1));
        Assert.That(Pull(), Is.EqualTo(FrameKind.Silent));
    }

    [TestCase("PCMU", 8000, 1, "", ExpectedResult = "Audio/8000")]
    [TestCase("opus", 48_000, 2, "", ExpectedResult = "Audio/48000")]
    [TestCase("G722", 8000, 0, "", ExpectedResult = "Audio/8000")]
    [TestCase("cn", 8000, 1, "", ExpectedResult = "ComfortNoise/8000")]
    [TestCase("telephone-event", 16_000, 1, "0-15", ExpectedResult = "TelephoneEvent/16000")]
    [TestCase("telephone-event", 11_025, 1, "", ExpectedResult = "telephone-event/11025/1 is not supported")]
    [TestCase("telephone-event", 8000, 2, "", ExpectedResult = "telephone-event/8000/2 is not supported")]
    [TestCase("EVS", 16_000, 1, "", ExpectedResult = "EVS/16000/1 is not supported")]
    public string Meanings_are_read_from_sdp(string encoding, int clockRateHz, int channels, string fmtp) =>
        PayloadMeaning.TryParse(encoding, clockRateHz, channels, fmtp, out var meaning, out var fault) ? $"{meaning.Kind}/{meaning.ClockRateHz}" : fault;

    private static short[] Loud { get; } = [.. Enumerable.Range(0, 160).Select(i => TestSignal.Tone(i, 440))];

    private void Negotiate(params (byte Type, PayloadMeaning Meaning)[] entries) => _receiver.Negotiate(new PayloadMap(entries));

    private FrameKind Pull()
    {
        _nowUs += 20_000;
        return _receiver.Pull(_frame.AsSpan(0, _receiver.FrameSamples));
    }

    private ReceiveVerdict Give(byte type, uint timestamp, byte[] payload, byte? level = null)
    {
        var bytes = new byte[24 + payload.Length];
        byte[] extension = level is { } told ? [0x50, told, 0, 0] : [];
        var length = RtpHeader.Write(bytes, new RtpFields(false, type, _sequence++, timestamp, 1), default, HeaderExtensions.OneByteProfile, extension);
        payload.CopyTo(bytes, length);
        Assert.That(RtpHeader.TryParse(bytes.AsSpan(0, length + payload.Length), out var header, out var read), Is.True);
        return _receiver.Receive(header, read, _nowUs);
    }

    private void Press(byte code, int units, uint timestamp)
    {
        for (var step = 1; step <= 7; step++)
        {
            var bytes = new byte[4];
            new TelephoneEvent(code, step > 4, 10, (ushort)(units * Math.Min(step, 5) / 5)).Write(bytes);
            Give(101, timestamp, bytes);
        }
    }
}
