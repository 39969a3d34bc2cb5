using System.Buffers.Binary;
using System.Runtime.InteropServices;
using ImsConference.Mrfp.Playback;
using NUnit.Framework;

namespace ImsConference.Tests.Unit.Mrfp.Playback;

public sealed class WavWriterTests
{
    [Test]
    public void The_file_is_whole_after_every_append()
    {
        using var file = new MemoryStream();
        using var wav = new WavWriter(file, 8000);
        Assert.That(Read(file.ToArray()), Is.Empty);
        var all = new List<short>();
        var random = new Random(1);
        for (var i = 0; i < 20; i++)
        {
            var part = Enumerable.Range(0, random.Next(300)).Select(_ => (short)random.Next(-32768, 32768)).ToArray();
            wav.Append(part);
            all.AddRange(part);
            Assert.That(Read(file.ToArray()), Is.EqualTo(all));
        }

        Assert.That(wav.Samples, Is.EqualTo(all.Count));
    }

    [TestCase(WavHeader.MostRiffBytes)]
    [TestCase(90L, Description = "it becomes RF64 on the way")]
    public void A_process_killed_at_any_write_leaves_a_playable_file(long mostRiffBytes)
    {
        for (var writes = 1; writes < 20; writes++)
        {
            var file = new FailingStream(writes);
            short[] part = [1, 2, 3, 4];
            Assert.That(
                () =>
                {
                    var wav = new WavWriter(file, 8000, mostRiffBytes);
                    while (true) wav.Append(part);
                },
                Throws.InstanceOf<IOException>());

            var samples = Read(file.ToArray());
            Assert.That(samples, Has.Length.EqualTo((writes - 1) / 2 * part.Length), $"{writes} writes");
        }
    }

    [Test]
    public void Above_the_threshold_the_very_same_file_is_rf64()
    {
        using var file = new MemoryStream();
        using var wav = new WavWriter(file, 8000, mostRiffBytes: WavHeader.Size - 8 + 8);
        wav.Append([1, 2, 3, 4]);
        Assert.That(file.ToArray().AsSpan(0, 4).SequenceEqual("RIFF"u8));
        wav.Append([5]);
        Assert.That(file.ToArray().AsSpan(0, 4).SequenceEqual("RF64"u8));
        Assert.That(Read(file.ToArray()), Is.EqualTo(new short[] { 1, 2, 3, 4, 5 }));
    }

    // What a player does: sizes from the header, never beyond the end of the file.
    private static short[] Read(byte[] file)
    {
        var isRf64 = file.AsSpan(0, 4).SequenceEqual("RF64"u8);
        Assert.That((isRf64 || file.AsSpan(0, 4).SequenceEqual("RIFF"u8)) && file.AsSpan(8, 4).SequenceEqual("WAVE"u8), Is.True);
        Assert.That(BinaryPrimitives.ReadInt32LittleEndian(file.AsSpan(60)), Is.EqualTo(8000));
        var bytes = isRf64 ? (int)BinaryPrimitives.ReadInt64LittleEndian(file.AsSpan(28)) : BinaryPrimitives.ReadInt32LittleEndian(file.AsSpan(76));
        Assert.That(file, Has.Length.GreaterThanOrEqualTo(WavHeader.Size + bytes));
        return MemoryMarshal.Cast<byte, short>(file.AsSpan(WavHeader.Size, bytes)).ToArray();
    }
}
