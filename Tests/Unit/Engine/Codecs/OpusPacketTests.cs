using ImsConference.Engine.Codecs;
using NUnit.Framework;

namespace ImsConference.Tests.Unit.Engine;

/// <summary>RFC 6716 §3: the framing of Opus, read and written.</summary>
public sealed class OpusPacketTests
{
    private static readonly AudioFormat Format = CodecSound.Format("opus", 48_000);

    [TestCase("48AABB", "960: AABB", Description = "code 0, SILK wide 20 ms")]
    [TestCase("49AABB", "960: AA BB", Description = "code 1, two of equal length")]
    [TestCase("4A01AABBCC", "960: AA BBCC", Description = "code 2, two lengths")]
    [TestCase("4B03AABBCC", "960: AA BB CC", Description = "code 3, constant")]
    [TestCase("4B820102", "960: 02 ", Description = "code 3, variable, the last left out")]
    [TestCase("4B8300010BB0CC", "960:  0B B0CC", Description = "the first left out")]
    [TestCase("4B4102AA0000", "960: AA", Description = "padded")]
    [TestCase("40AA", "480: AA")]
    [TestCase("58AA", "2880: AA")]
    [TestCase("70AA", "480: AA", Description = "hybrid, full-band 10 ms")]
    [TestCase("80AA", "120: AA", Description = "CELT, 2.5 ms")]
    [TestCase("F8", "960: ", Description = "DTX")]
    public void Frames_are_found(string packet, string expected)
    {
        Assert.That(OpusPacket.TryParse(Convert.FromHexString(packet), out var parsed), Is.True);
        var frames = new List<string>();
        for (var i = 0; i < parsed.Count; i++) frames.Add(Convert.ToHexString(parsed.Frame(i)));
        Assert.That($"{parsed.FrameTicks}: {string.Join(' ', frames)}", Is.EqualTo(expected));
    }

    [TestCase("")]
    [TestCase("49AABBCC", Description = "R3: not even")]
    [TestCase("4A", Description = "R4: no length")]
    [TestCase("4A05AABB", Description = "R4: longer than the packet")]
    [TestCase("4AFC", Description = "half a length")]
    [TestCase("4B", Description = "R6")]
    [TestCase("4B00AA", Description = "R5: no frame")]
    [TestCase("4B07AABBCCDDEEFF00", Description = "R5: 140 ms")]
    [TestCase("4B02AABBCC", Description = "R6: not divisible")]
    [TestCase("4B4109AA", Description = "R6: more padding than packet")]
    [TestCase("4B8309AABB", Description = "R7")]
    public void Malformed_packet_is_refused(string packet)
    {
        Assert.That(OpusPacket.TryParse(Convert.FromHexString(packet), out _), Is.False);
        using var decoder = CodecSound.Library.CreateDecoder(Format);
        Assert.That(decoder.Measure(Convert.FromHexString(packet)), Is.Zero);
    }

    [TestCase("48807F", true, false, Description = "the voice flag of one SILK frame")]
    [TestCase("48407F", false, true, Description = "its copy flag")]
    [TestCase("48207F", false, false)]
    [TestCase("58E07F", true, false, Description = "60 ms: three voice flags")]
    [TestCase("58107F", false, true, Description = "then the copy flag")]
    [TestCase("4C207F", true, false, Description = "stereo: the side channel's")]
    [TestCase("F8007F", true, false, Description = "CELT has none: never sure")]
    public void Flags_of_the_silk_layer_are_read(string packet, bool hasVoice, bool hasCopy)
    {
        Assert.That(OpusPacket.TryParse(Convert.FromHexString(packet), out var parsed), Is.True);
        Assert.That((!parsed.HasNoVoice, parsed.HasCopy), Is.EqualTo((hasVoice, hasCopy)));
    }

    [TestCase("48AA", "48AA", 1, "48AA")]
    [TestCase("48AA 48BBCC", "4B8201AABBCC", 2, null)]
    [TestCase("48AA - 48BB", "4B830100AABB", 3, null)]
    [TestCase("- 48AA", "4B8200AA", 2, null)]
    [TestCase("48AA - -", "48AA", 3, null, Description = "silence at the end is not sent")]
    [TestCase("48AA 48BB F8CC", "4B8201AABB", 2, null, Description = "the mode has changed")]
    [TestCase("F8CC 48AA", "F8CC", 1, null)]
    [TestCase("4B4102AA0000 48BB", "4B8201AABB", 2, null, Description = "the padding of a constant rate goes")]
    [TestCase("- -", "", 2, null)]
    public void Packets_are_put_together(string packets, string expected, int taken, string? single)
    {
        byte[][] frames = [.. packets.Split(' ').Select(packet => packet == "-" ? [] : Convert.FromHexString(packet))];
        int[] lengths = [.. frames.Select(frame => frame.Length)];
        var payload = new byte[100];
        var bytes = PayloadPacker.Pack(Format, frames.SelectMany(frame => frame).ToArray(), lengths, payload, out var took);
        Assert.That(Convert.ToHexString(payload.AsSpan(0, bytes)), Is.EqualTo(expected));
        Assert.That(took, Is.EqualTo(taken));
        if (single is not null) Assert.That(Convert.ToHexString(frames[0]), Is.EqualTo(single));
    }

    [Test]
    public void Long_frames_have_lengths_of_two_bytes([Values(251, 252, 255, 256, 1000, 1274)] int length)
    {
        byte[] packet = [0x48, .. Enumerable.Range(0, length).Select(i => (byte)i)];
        Assert.That(OpusPacket.TryParse(CodecSound.Pack(Format, packet, packet), out var parsed), Is.True);
        Assert.That(parsed.Frame(0).SequenceEqual(packet.AsSpan(1)) && parsed.Frame(1).SequenceEqual(packet.AsSpan(1)), Is.True);
    }

    [Test]
    public void Speech_in_packets_of_60_ms_is_the_same_speech()
    {
        var frames = CodecSound.Encode(Format, CodecSound.Speech(48_000, 96_000));
        var expected = CodecSound.Decode(Format, frames);
        var payloads = new List<byte[]>();
        for (var at = 0; at < frames.Count;)
        {
            byte[][] next = [.. frames.Skip(at).Take(3)];
            int[] lengths = [.. next.Select(frame => frame.Length)];
            var payload = new byte[4000];
            payloads.Add(payload[..PayloadPacker.Pack(Format, next.SelectMany(frame => frame).ToArray(), lengths, payload, out var taken)]);
            at += taken;
        }

        Assert.That(payloads.Count, Is.LessThan(60), "and few mode changes between");
        Assert.That(CodecSound.Decode(Format, payloads), Is.EqualTo(expected));
    }
}
