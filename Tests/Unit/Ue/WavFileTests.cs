using ImsConference.Tests.Ue.Sounds;
using NUnit.Framework;

namespace ImsConference.Tests.Unit.Ue;

[TestFixture]
public sealed class WavFileTests
{
    private static readonly WavFile File = new(8000, 1, [1, -2, short.MaxValue, short.MinValue]);

    [Test]
    public void What_is_written_is_read()
    {
        Assert.That(WavFile.TryParse(File.ToBytes(), out var read, out var fault), Is.True, fault);
        Assert.That(read!.Samples, Is.EqualTo(File.Samples));
        Assert.That((read.RateHz, read.Channels), Is.EqualTo((8000, 1)));
    }

    [Test]
    public void Other_chunks_are_passed_over()
    {
        byte[] bytes = [.. File.ToBytes()[..36], .. "LIST\x03\0\0\0abc\0"u8, .. File.ToBytes()[36..]];
        bytes[4] += 12;
        Assert.That(WavFile.TryParse(bytes, out var read, out var fault), Is.True, fault);
        Assert.That(read!.Samples, Has.Length.EqualTo(4));
    }

    [Test]
    public void A_cut_file_is_no_file([Range(0, 51)] int length) =>
        Assert.That(WavFile.TryParse(File.ToBytes().AsSpan(0, length), out _, out _), Is.False);

    [TestCase(20, ExpectedResult = false, Description = "not PCM")]
    [TestCase(34, ExpectedResult = false, Description = "not 16 bit")]
    public bool Other_formats_are_refused(int offset)
    {
        var bytes = File.ToBytes();
        bytes[offset] = 7;
        return WavFile.TryParse(bytes, out _, out _);
    }
}
