using ImsConference.Engine.Codecs;
using NUnit.Framework;

namespace ImsConference.Tests.Unit.Engine;

/// <summary>RFC 4867 §4.3 and §4.4, byte by byte.</summary>
public sealed class AmrPayloadTests
{
    private static readonly AudioFormat Efficient = CodecSound.Format("AMR", 8000);
    private static readonly AudioFormat Aligned = CodecSound.Format("AMR", 8000, "octet-align=1");
    private static readonly AudioFormat WideEfficient = CodecSound.Format("AMR-WB", 16_000);
    private static readonly AudioFormat WideAligned = CodecSound.Format("AMR-WB", 16_000, "octet-align=1");

    private static readonly byte[] Sid = Convert.FromHexString("44AAAAAAAAAA"); // 39 bits
    private static readonly byte[] Ones = Convert.FromHexString("04FFFFFFFFFFFFFFFFFFFFFFFE"); // mode 0, 95 bits
    private static readonly byte[] Zeros = Convert.FromHexString("04000000000000000000000000");
    private static readonly byte[] Absent = [];

    [TestCase(15, "F46AAAAAAAAA80", Description = "1111, 0 1000 1, 39 bits, 7 of padding")]
    [TestCase(7, "746AAAAAAAAA80")]
    public void Bandwidth_efficient_frame(int request, string expected) => Writes(Efficient, request, expected, Sid);

    [TestCase(15, "F044AAAAAAAAAA")]
    [TestCase(0, "0044AAAAAAAAAA")]
    public void Octet_aligned_frame(int request, string expected) => Writes(Aligned, request, expected, Sid);

    [Test]
    public void Two_bandwidth_efficient_frames_follow_each_other_bit_by_bit() =>
        Writes(Efficient, 2, "2841FFFFFFFFFFFFFFFFFFFFFFFE000000000000000000000000", Ones, Zeros);

    [Test]
    public void Two_octet_aligned_frames_fill_their_octets() =>
        Writes(Aligned, 2, "208404FFFFFFFFFFFFFFFFFFFFFFFE000000000000000000000000", Ones, Zeros);

    [Test]
    public void A_frame_that_was_left_out_is_no_data_between_others_and_nothing_at_the_end() =>
        Writes(Aligned, 15, "F084FC44FFFFFFFFFFFFFFFFFFFFFFFEAAAAAAAAAA", Ones, Absent, Sid, Absent);

    [Test]
    public void Nothing_is_sent_when_all_frames_were_left_out() => Assert.That(CodecSound.Pack(Efficient, Absent, Absent), Is.Empty);

    [TestCase("F044AAAAAAAAAA", 160, true, Description = "comfort noise")]
    [TestCase("F07C", 160, true, Description = "no data")]
    [TestCase("F0C47CAAAAAAAAAA", 320, true)]
    [TestCase("F0C404AAAAAAAAAA000000000000000000000000", 320, false)]
    [TestCase("F040AAAAAAAAAA", 160, true, Description = "damaged, but it said nothing anyway")]
    public void Octet_aligned_payload_is_measured(string payload, int ticks, bool isSilence) => Measures(Aligned, payload, ticks, isSilence);

    [TestCase("F46AAAAAAAAA80", 160, true)]
    [TestCase("2841FFFFFFFFFFFFFFFFFFFFFFFE000000000000000000000000", 320, false)]
    [TestCase("F7C0", 160, true, Description = "no data")]
    public void Bandwidth_efficient_payload_is_measured(string payload, int ticks, bool isSilence) => Measures(Efficient, payload, ticks, isSilence);

    [TestCase("F04CAAAAAAAAAA", 320, true, Description = "type 9 is comfort noise here")]
    [TestCase("F074", 320, false, Description = "type 14: speech was lost on the way to the sender")]
    public void Wideband_payload_is_measured(string payload, int ticks, bool isSilence) => Measures(WideAligned, payload, ticks, isSilence);

    [TestCase("", Description = "empty")]
    [TestCase("F0", Description = "no table of contents")]
    [TestCase("F0C4", Description = "it does not end")]
    [TestCase("F04CAAAAAAAAAA", Description = "type 9 is reserved")]
    [TestCase("F044AAAAAAAA", Description = "cut short")]
    [TestCase("F044AAAAAAAAAAAA", Description = "too long")]
    [TestCase("F46AAAAAAAAA80", Description = "bandwidth-efficient")]
    [TestCase("F0FCFCFCFCFCFCFCFCFCFCFCFCFC7C", Description = "more than 240 ms")]
    public void Malformed_payload_measures_nothing(string payload) => Measures(Aligned, payload, 0, isSilence: false);

    [TestCase("F044AAAAAAAAAA", AmrMode.NoRequest, Description = "no preference, any more")]
    [TestCase("7044AAAAAAAAAA", 7)]
    [TestCase("8044AAAAAAAAAA", -1, Description = "no mode of AMR: to be ignored")]
    public void Mode_request_is_read(string payload, int request)
    {
        using var decoder = CodecSound.Library.CreateDecoder(Aligned);
        var asks = decoder.TryReadModeRequest(Convert.FromHexString(payload), out var mode);
        Assert.That(asks ? mode : -1, Is.EqualTo(request));
    }

    [TestCaseSource(nameof(EveryMode))]
    public void Every_mode_goes_through_either_payload_format_unchanged(AudioFormat efficient, AudioFormat aligned, int mode)
    {
        var isWide = efficient.Codec == AudioCodec.AmrWb;
        using var encoder = CodecSound.Library.CreateEncoder(efficient);
        encoder.Mode = mode;
        var speech = CodecSound.Speech(efficient.SampleRateHz, efficient.FrameSamples * 6);
        var coded = new byte[AudioFormat.MaxFrameBytes];
        var frames = new List<byte[]>();
        for (var f = 0; f < 6; f++) frames.Add(coded[..encoder.Encode(speech.AsSpan(f * efficient.FrameSamples, efficient.FrameSamples), coded)]);

        Assert.That(frames.Select(frame => AmrFrameType.Of(frame[0])), Has.Some.EqualTo(mode).And.All.EqualTo(mode));
        Assert.That(Frames(CodecSound.Pack(efficient, [.. frames]), isAligned: false, isWide), Is.EqualTo(frames));
        Assert.That(Frames(CodecSound.Pack(aligned, [.. frames]), isAligned: true, isWide), Is.EqualTo(frames));
    }

    private static IEnumerable<TestCaseData> EveryMode() =>
    [
        .. Enumerable.Range(0, AmrMode.NarrowbandCount).Select(mode => Case(Efficient, Aligned, mode)),
        .. Enumerable.Range(0, AmrMode.WidebandCount).Select(mode => Case(WideEfficient, WideAligned, mode)),
    ];

    private static TestCaseData Case(AudioFormat efficient, AudioFormat aligned, int mode) =>
        new TestCaseData(efficient, aligned, mode).SetArgDisplayNames($"{efficient.Encoding} mode {mode}");

    private static List<byte[]> Frames(byte[] payload, bool isAligned, bool isWide)
    {
        Assert.That(AmrPayload.TryParse(payload, isAligned, isWide, out var parsed), Is.True);
        var stored = new byte[64];
        var frames = new List<byte[]>();
        for (var i = 0; i < parsed.Count; i++) frames.Add(stored[..parsed.Next(stored)]);
        return frames;
    }

    private static void Writes(AudioFormat format, int request, string expected, params byte[][] frames)
    {
        var payload = new byte[200];
        int[] lengths = [.. frames.Select(frame => frame.Length)];
        var bytes = PayloadPacker.Pack(format, frames.SelectMany(frame => frame).ToArray(), lengths, payload, out var taken, request);
        Assert.That(Convert.ToHexString(payload.AsSpan(0, bytes)), Is.EqualTo(expected));
        Assert.That(taken, Is.EqualTo(frames.Length));
    }

    private static void Measures(AudioFormat format, string payload, int ticks, bool isSilence)
    {
        using var decoder = CodecSound.Library.CreateDecoder(format);
        var bytes = Convert.FromHexString(payload);
        Assert.That(decoder.Measure(bytes), Is.EqualTo(ticks));
        Assert.That(decoder.IsSilence(bytes), Is.EqualTo(isSilence));
    }
}
