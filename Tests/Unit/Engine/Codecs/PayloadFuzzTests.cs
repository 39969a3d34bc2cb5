using ImsConference.Engine.Codecs;
using NUnit.Framework;

namespace ImsConference.Tests.Unit.Engine;

/// <summary>Whatever a peer sends: no exception, no crash of a native library, no more samples than announced.</summary>
public sealed class PayloadFuzzTests
{
    [TestCaseSource(nameof(Formats))]
    public void Random_bytes(AudioFormat format, int seed)
    {
        var random = new Random(seed);
        var payload = new byte[1500];
        Run(format, seed, _ =>
        {
            random.NextBytes(payload);
            return payload.AsSpan(0, random.Next(random.Next(2) == 0 ? 80 : payload.Length));
        });
    }

    [TestCaseSource(nameof(Formats))]
    public void Real_packets_with_bits_flipped_cut_and_lengthened(AudioFormat format, int seed)
    {
        var random = new Random(seed);
        byte[][] real = [.. CodecSound.Encode(format, CodecSound.Speech(format.SampleRateHz, format.FrameSamples * 50)).Where(frame => frame.Length > 0)];
        Run(format, seed, i =>
        {
            var packet = CodecSound.Pack(format, [.. Enumerable.Range(0, random.Next(1, 4)).Select(_ => real[random.Next(real.Length)])]);
            for (var flips = random.Next(6); flips > 0; flips--) packet[random.Next(packet.Length)] ^= (byte)(1 << random.Next(8));
            if (i % 5 == 0) Array.Resize(ref packet, random.Next(packet.Length + 20));
            return packet;
        });
    }

    private static IEnumerable<TestCaseData> Formats() =>
        from format in CodecSound.Formats
        from seed in new[] { 1, 2 }
        select new TestCaseData(format, seed).SetArgDisplayNames($"{format.Encoding} {format.SampleRateHz} {seed}");

    private static void Run(AudioFormat format, int seed, Packets packets)
    {
        using var decoder = CodecSound.Library.CreateDecoder(format);
        var pcm = new short[format.SampleRateHz / 1000 * AudioFormat.LongestPacketMs];
        for (var i = 0; i < 2000; i++)
        {
            var packet = packets(i);
            var ticks = decoder.Measure(packet);
            Assert.That(ticks, Is.InRange(0, format.ClockRateHz / 1000 * AudioFormat.LongestPacketMs), $"seed {seed}, packet {i}");
            decoder.TryReadModeRequest(packet, out _);
            if (ticks == 0) continue;

            var samples = (int)((long)ticks * format.SampleRateHz / format.ClockRateHz);
            if (i % 7 == 0) decoder.Conceal(pcm.AsSpan(0, 1 + i % 400), packet);
            if (decoder.IsSilence(packet)) decoder.Silence(pcm.AsSpan(0, samples));
            else Assert.That(decoder.Decode(packet, pcm.AsSpan(0, samples)), Is.EqualTo(samples), $"seed {seed}, packet {i}");
            if (i % 31 == 0) decoder.Splice();
            if (i % 97 == 0) decoder.Reset();
        }
    }

    private delegate ReadOnlySpan<byte> Packets(int index);
}
