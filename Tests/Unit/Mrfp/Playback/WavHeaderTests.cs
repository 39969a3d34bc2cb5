using System.Buffers.Binary;
using System.Text;
using ImsConference.Mrfp.Playback;
using NUnit.Framework;

namespace ImsConference.Tests.Unit.Mrfp.Playback;

/// <summary>RIFF below 4 GiB, RF64 above (EBU Tech 3306 §3).</summary>
public sealed class WavHeaderTests
{
    // The RIFF size counts the header less eight bytes, and two bytes a sample: these are the last one that fits and the first that does not.
    private const long LastOfRiff = (uint.MaxValue - 1L - (WavHeader.Size - 8)) / 2;

    [TestCase(0)]
    [TestCase(1)]
    [TestCase(LastOfRiff)]
    public void Riff_with_its_place_kept(long samples)
    {
        var header = Written(samples);
        Assert.That(Text(header, 0, 4) + Text(header, 8, 8) + Text(header, 48, 4) + Text(header, 72, 4), Is.EqualTo("RIFFWAVEJUNKfmt data"));
        Assert.That(U32(header, 4), Is.EqualTo(2 * samples + WavHeader.Size - 8));
        Assert.That(U32(header, 76), Is.EqualTo(2 * samples));
        Assert.That(header[20..48], Is.All.Zero);
    }

    [TestCase(LastOfRiff + 1)]
    [TestCase(1L << 32)]
    [TestCase(1L << 50)]
    public void Rf64_with_sizes_of_64_bits(long samples)
    {
        var header = Written(samples);
        Assert.That(Text(header, 0, 4) + Text(header, 8, 8) + Text(header, 48, 4) + Text(header, 72, 4), Is.EqualTo("RF64WAVEds64fmt data"));
        Assert.That((U32(header, 4), U32(header, 76)), Is.EqualTo((uint.MaxValue, uint.MaxValue)));
        Assert.That(I64(header, 20), Is.EqualTo(2 * samples + WavHeader.Size - 8), "riffSize");
        Assert.That(I64(header, 28), Is.EqualTo(2 * samples), "dataSize");
        Assert.That(I64(header, 36), Is.EqualTo(samples), "sampleCount");
        Assert.That(U32(header, 44), Is.Zero, "an empty table");
    }

    [Test]
    public void The_format_is_the_same_in_both([Values(1, LastOfRiff + 1)] long samples)
    {
        var header = Written(samples);
        Assert.That(
            (U32(header, 16), U32(header, 52), U32(header, 56), U32(header, 60), U32(header, 64), U32(header, 68)),
            Is.EqualTo((28u, 16u, 0x0001_0001u, 48_000u, 96_000u, 0x0010_0002u)), "ds64 or JUNK, fmt; PCM mono; rate; bytes a second; 16 bits of 2 bytes");
    }

    private static byte[] Written(long samples)
    {
        var header = new byte[WavHeader.Size];
        header.AsSpan().Fill(0xFF);
        WavHeader.Write(header, 48_000, samples);
        return header;
    }

    private static string Text(byte[] bytes, int at, int length) => Encoding.ASCII.GetString(bytes, at, length);

    private static uint U32(byte[] bytes, int at) => BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(at));

    private static long I64(byte[] bytes, int at) => BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(at));
}
