using ImsConference.Engine.Rtp;
using NUnit.Framework;

namespace ImsConference.Tests.Unit.Engine;

public sealed class RtpHeaderTests
{
    [Test]
    public void Reads_every_part_of_a_full_header()
    {
        var packet = Convert.FromHexString(
            "B2" + "88" + "1234" + "89ABCDEF" + "01020304" + "AAAAAAAA" + "BBBBBBBB" // V=2 P X CC=2, M PT=8
            + "BEDE0001" + "10850000" + "D5D4D3" + "000003");
        Assert.That(RtpHeader.TryParse(packet, out var header, out var payload), Is.True);
        Assert.That(header.ToString(), Is.EqualTo("pt=8 seq=4660 ts=2309737967 ssrc=01020304 marker csrc=2 ext=4"));
        Assert.That(header.Contributor(0), Is.EqualTo(0xAAAAAAAA));
        Assert.That(header.Contributor(1), Is.EqualTo(0xBBBBBBBB));
        Assert.That(header.ExtensionProfile, Is.EqualTo(0xBEDE));
        Assert.That(header.Extension.ToArray(), Is.EqualTo(new byte[] { 0x10, 0x85, 0, 0 }));
        Assert.That(payload.ToArray(), Is.EqualTo(new byte[] { 0xD5, 0xD4, 0xD3 }));
    }

    [TestCase("80000001000000A000000001", ExpectedResult = true, Description = "no payload at all")]
    [TestCase("8000000100000000000001", ExpectedResult = false, Description = "11 bytes")]
    [TestCase("40000001000000A000000001", ExpectedResult = false, Description = "version 1")]
    [TestCase("81000001000000A000000001", ExpectedResult = false, Description = "CSRC missing")]
    [TestCase("90000001000000A000000001", ExpectedResult = false, Description = "extension missing")]
    [TestCase("90000001000000A000000001BEDE0001", ExpectedResult = false, Description = "extension cut")]
    [TestCase("90000001000000A000000001BEDE0000", ExpectedResult = true, Description = "empty extension")]
    [TestCase("A0000001000000A000000001", ExpectedResult = false, Description = "padding of no byte")]
    [TestCase("A0000001000000A00000000100", ExpectedResult = false, Description = "padding counts itself")]
    [TestCase("A0000001000000A00000000102", ExpectedResult = false, Description = "more padding than bytes")]
    [TestCase("A0000001000000A0000000010002", ExpectedResult = true, Description = "nothing but padding")]
    public bool Holds_lengths_to_the_packet(string hex) => RtpHeader.TryParse(Convert.FromHexString(hex), out _, out _);

    [Test]
    public void Writes_the_bytes_of_section_5_1()
    {
        var packet = new byte[64];
        var length = RtpHeader.Write(
            packet, new RtpFields(true, 0, 0xFFFF, 0x80000001, 0xDEADBEEF), [0x11223344], 0xBEDE, [0x10, 0x7F, 0, 0]);
        Assert.That(Convert.ToHexString(packet.AsSpan(0, length)), Is.EqualTo("9180FFFF80000001DEADBEEF11223344BEDE0001107F0000"));
        Assert.That(length, Is.EqualTo(RtpHeader.Size(1, 4)));
    }

    [Test]
    public void What_is_written_is_read([Random(20)] int seed)
    {
        var random = new Random(seed);
        var contributors = Enumerable.Range(0, random.Next(16)).Select(_ => (uint)random.NextInt64(1L << 32)).ToArray();
        var extension = new byte[4 * random.Next(5)];
        random.NextBytes(extension);
        var fields = new RtpFields(
            random.Next(2) == 1, (byte)random.Next(128), (ushort)random.Next(65536), (uint)random.NextInt64(1L << 32), (uint)random.Next());
        var packet = new byte[200];
        var length = RtpHeader.Write(packet, fields, contributors, 0x1000, extension);

        Assert.That(RtpHeader.TryParse(packet.AsSpan(0, length + 7), out var header, out var payload), Is.True, $"seed {seed}");
        Assert.That(
            new RtpFields(header.Marker, header.PayloadType, header.Sequence, header.Timestamp, header.Ssrc), Is.EqualTo(fields), $"seed {seed}");
        Assert.That(header.Extension.ToArray(), Is.EqualTo(extension), $"seed {seed}");
        Assert.That(header.ContributorCount, Is.EqualTo(contributors.Length), $"seed {seed}");
        for (var i = 0; i < contributors.Length; i++) Assert.That(header.Contributor(i), Is.EqualTo(contributors[i]), $"seed {seed}");
        Assert.That(payload.Length, Is.EqualTo(7), $"seed {seed}");
    }

    [Test]
    public void Noise_and_cut_packets_only_fail([Random(5)] int seed)
    {
        var random = new Random(seed);
        var packet = new byte[80];
        for (var round = 0; round < 20_000; round++)
        {
            random.NextBytes(packet);
            packet[0] = (byte)(0x80 | packet[0] & 0x3F);
            var cut = packet.AsSpan(0, random.Next(packet.Length + 1));
            if (!RtpHeader.TryParse(cut, out var header, out var payload)) continue;
            var parts = RtpHeader.Size(header.ContributorCount) + header.Extension.Length + payload.Length;
            Assert.That(parts, Is.LessThanOrEqualTo(cut.Length), $"seed {seed}, round {round}");
        }
    }

    [TestCase("80C80001", ExpectedResult = PacketKind.Rtcp)]
    [TestCase("80800001", ExpectedResult = PacketKind.Rtp, Description = "marker and PCMU")]
    [TestCase("80DF0001", ExpectedResult = PacketKind.Rtcp)]
    [TestCase("80E00001", ExpectedResult = PacketKind.Rtp, Description = "marker and 96")]
    [TestCase("00010000", ExpectedResult = PacketKind.Stun)]
    [TestCase("16FEFD00", ExpectedResult = PacketKind.Dtls)]
    [TestCase("0D0A0D0A", ExpectedResult = PacketKind.Unknown, Description = "keep-alive")]
    [TestCase("80", ExpectedResult = PacketKind.Unknown)]
    public PacketKind Tells_protocols_of_a_port_apart(string hex) => PacketKinds.Of(Convert.FromHexString(hex));
}
