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

    [Test]
    public void A_process_killed_at_any_write_leaves_a_playable_file([Range(2, 20)] int writes)
    {
        var file = new FailingStream(writes);
        short[] part = [1, 2, 3, 4];
        Assert.That(
            () =>
            {
                var wav = new WavWriter(file, 8000);
                while (true) wav.Append(part);
            },
            Throws.InstanceOf<IOException>());

        var samples = Read(file.ToArray());
        Assert.That(samples.Length % part.Length, Is.Zero);
        Assert.That(samples.Length, Is.GreaterThanOrEqualTo((writes - 3) / 3 * part.Length));
    }

    // What a player does: sizes from the header, never beyond the end of the file.
    private static short[] Read(byte[] file)
    {
        Assert.That(file.AsSpan(0, 4).SequenceEqual("RIFF"u8) && file.AsSpan(8, 8).SequenceEqual("WAVEfmt "u8), Is.True);
        Assert.That(BinaryPrimitives.ReadInt16LittleEndian(file.AsSpan(20)), Is.EqualTo(1), "PCM");
        Assert.That(BinaryPrimitives.ReadInt32LittleEndian(file.AsSpan(24)), Is.EqualTo(8000));
        var bytes = BinaryPrimitives.ReadInt32LittleEndian(file.AsSpan(40));
        Assert.That(file, Has.Length.GreaterThanOrEqualTo(WavWriter.HeaderSize + bytes));
        return MemoryMarshal.Cast<byte, short>(file.AsSpan(WavWriter.HeaderSize, bytes)).ToArray();
    }
}
