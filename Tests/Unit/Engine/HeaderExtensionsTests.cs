using ImsConference.Engine.Rtp;
using NUnit.Framework;

namespace ImsConference.Tests.Unit.Engine;

public sealed class HeaderExtensionsTests
{
    [TestCase("BEDE", "10A50000", 1, "A5")]
    [TestCase("BEDE", "00001185A6000000", 1, "85A6", Description = "padding in front")]
    [TestCase("BEDE", "2301020304107F00", 1, "7F", Description = "behind another")]
    [TestCase("BEDE", "2301020304107F00", 2, "01020304")]
    [TestCase("BEDE", "F0FF107F00000000", 1, null, Description = "15 ends it (§4.2)")]
    [TestCase("BEDE", "10A50000", 2, null)]
    [TestCase("BEDE", "00000001", 0, null)]
    [TestCase("BEDE", "00000013", 1, null, Description = "cut off")]
    [TestCase("1000", "01A50000", 1, null, Description = "165 bytes are promised")]
    [TestCase("1000", "0101A500", 1, "A5")]
    [TestCase("1007", "0003010100A50000", 3, "01", Description = "appbits are ours to ignore (§4.3)")]
    [TestCase("1000", "C8000101A5000000", 200, "", Description = "an element may be empty")]
    [TestCase("1000", "C8000101A5000000", 1, "A5")]
    [TestCase("1000", "00000001", 1, null, Description = "no room for a length")]
    [TestCase("ABCD", "10A50000", 1, null, Description = "neither form")]
    public void Elements_are_found_by_their_id(string profile, string content, int id, string? found)
    {
        var isFound = Find(Convert.ToUInt16(profile, 16), Convert.FromHexString(content), id, out var data);
        Assert.That(isFound ? Convert.ToHexString(data) : null, Is.EqualTo(found));
    }

    [Test]
    public void Whatever_the_content_is_the_search_ends([Random(3)] int seed)
    {
        var random = new Random(seed);
        for (var round = 0; round < 20_000; round++)
        {
            var content = new byte[4 * random.Next(12)];
            random.NextBytes(content);
            if (Find(random.Next(2) == 0 ? (ushort)0xBEDE : (ushort)0x1000, content, random.Next(16), out var data))
                Assert.That(data, Has.Length.LessThan(content.Length), $"seed {seed}");
        }
    }

    [TestCase("80", ExpectedResult = "0 True")]
    [TestCase("7F", ExpectedResult = "127 False")]
    [TestCase("AB00", ExpectedResult = "43 True", Description = "more than one byte, as with a padded two-byte element")]
    [TestCase("", ExpectedResult = "none")]
    public string Levels_are_read(string data) =>
        AudioLevel.TryRead(Convert.FromHexString(data), out var level) ? $"{level.Dbov} {level.IsVoice}" : "none";

    private static bool Find(ushort profile, byte[] content, int id, out byte[] data)
    {
        var packet = new byte[RtpHeader.Size(0, content.Length) + 4];
        RtpHeader.Write(packet, new RtpFields(false, 0, 1, 1, 1), default, profile, content);
        data = [];
        if (!RtpHeader.TryParse(packet, out var header, out _) || !HeaderExtensions.TryFind(header, id, out var found)) return false;
        data = found.ToArray();
        return true;
    }
}
