using System.Text;
using ImsConference.Engine.Rtp;
using NUnit.Framework;

namespace ImsConference.Tests.Unit.Engine;

public sealed class RtcpTests
{
    private static readonly ReportBlock Block = new(0x0A0B0C0D, 0x40, -2, 0x0001FFFE, 77, 0xB7052000, 0x00054000);

    [Test]
    public void Writes_sender_report_description_and_bye_to_the_byte()
    {
        var buffer = new byte[200];
        var writer = new RtcpWriter(buffer);
        Assert.That(writer.SenderReport(0x01020304, new SenderInfo(0x83AA7E8080000000, 160, 3, 480), [Block]), Is.True);
        Assert.That(writer.SourceDescription(0x01020304, "mix@h"u8), Is.True);
        Assert.That(writer.Bye(0x01020304, "end"u8), Is.True);
        Assert.That(Convert.ToHexString(buffer.AsSpan(0, writer.Length)), Is.EqualTo(
            "81C8000C" + "01020304" + "83AA7E8080000000" + "000000A0" + "00000003" + "000001E0"
            + "0A0B0C0D" + "40FFFFFE" + "0001FFFE" + "0000004D" + "B7052000" + "00054000"
            + "81CA0003" + "01020304" + "01056D6978406800"
            + "81CB0002" + "01020304" + "03656E64"));
    }

    [TestCase("", 12)]
    [TestCase("a", 12, Description = "one zero behind it ends the items")]
    [TestCase("ab", 16, Description = "a whole word of zeros must follow")]
    [TestCase("abcde", 16)]
    public void Description_ends_with_zeros_up_to_a_word(string cname, int length)
    {
        var buffer = new byte[40];
        Array.Fill(buffer, (byte)0xFF);
        var writer = new RtcpWriter(buffer);
        Assert.That(writer.SourceDescription(1, Encoding.UTF8.GetBytes(cname)), Is.True);
        Assert.That(writer.Length, Is.EqualTo(length));
        Assert.That(buffer[writer.Length - 1], Is.Zero);
    }

    [Test]
    public void What_does_not_fit_is_not_begun()
    {
        var writer = new RtcpWriter(new byte[20]);
        Assert.That(writer.ReceiverReport(1, default), Is.True);
        Assert.That(writer.ReceiverReport(1, [Block]), Is.False);
        Assert.That(writer.SourceDescription(1, "a long name"u8), Is.False);
        Assert.That(writer.Bye(1, "too long a reason"u8), Is.False);
        Assert.That(writer.Bye(1), Is.True);
        Assert.That(writer.Length, Is.EqualTo(16));
    }

    [Test]
    public void What_is_written_is_read()
    {
        var buffer = new byte[400];
        var writer = new RtcpWriter(buffer);
        writer.SenderReport(7, new SenderInfo(1, 2, 3, 4), [Block, Block with { CumulativeLost = 0x7F_FFFF }]);
        writer.ReceiverReport(7, [Block with { CumulativeLost = -0x80_0000 }]);
        writer.SourceDescription(7, "someone"u8);
        writer.Bye(7, "gone"u8);

        Assert.That(RtcpReader.TryOpen(buffer.AsSpan(0, writer.Length), out var reader), Is.True);
        Assert.That(reader.MoveNext(out var packet) && packet.TryReadSenderReport(out _, out var info, out var blocks)
            && info == new SenderInfo(1, 2, 3, 4) && blocks[0] == Block && blocks[1].CumulativeLost == 0x7F_FFFF, Is.True);
        Assert.That(reader.MoveNext(out packet) && packet.TryReadReceiverReport(out _, out blocks)
            && blocks.Count == 1 && blocks[0].CumulativeLost == -0x80_0000, Is.True);
        Assert.That(reader.MoveNext(out packet) && packet.TryFindCname(7, out var cname) && cname.SequenceEqual("someone"u8), Is.True);
        Assert.That(packet.TryFindCname(8, out _), Is.False);
        Assert.That(reader.MoveNext(out packet) && packet.TryReadBye(out var leaving, out var reason)
            && leaving.Length == 4 && reason.SequenceEqual("gone"u8), Is.True);
        Assert.That(reader.MoveNext(out _), Is.False);
    }

    [Test]
    public void Unknown_types_are_stepped_over()
    {
        var compound = Convert.FromHexString("80C90001" + "00000001" + "85D00001" + "CAFEBABE" + "80CC0002" + "0000000141424344" + "81CB0001" + "00000001");
        Assert.That(RtcpReader.TryOpen(compound, out var reader), Is.True);
        var types = new List<byte>();
        while (reader.MoveNext(out var packet)) types.Add((byte)packet.Type);
        Assert.That(types, Is.EqualTo(new byte[] { 201, 208, 204, 203 }));
    }

    [TestCase("", ExpectedResult = false)]
    [TestCase("80C90001", ExpectedResult = false, Description = "longer than the datagram")]
    [TestCase("40C9000100000001", ExpectedResult = false, Description = "version")]
    [TestCase("8000000100000001", ExpectedResult = false, Description = "not RTCP")]
    [TestCase("A0C9000200000001000000048000000100000001", ExpectedResult = false, Description = "padding before the end")]
    [TestCase("A0C900020000000100000004", ExpectedResult = true, Description = "padding at the end")]
    [TestCase("A0C900020000000100000003", ExpectedResult = false, Description = "padding of no whole word")]
    [TestCase("A0C90000", ExpectedResult = false, Description = "padding larger than the packet")]
    [TestCase("80C9000100000001AB", ExpectedResult = false, Description = "a byte too many")]
    public bool Checks_the_compound_as_a_whole(string hex) => RtcpReader.TryOpen(Convert.FromHexString(hex), out _);

    [Test]
    public void Noise_only_fails([Random(5)] int seed)
    {
        var random = new Random(seed);
        var datagram = new byte[120];
        for (var round = 0; round < 20_000; round++)
        {
            random.NextBytes(datagram);
            ShapeAsCompound(datagram, random);
            if (!RtcpReader.TryOpen(datagram.AsSpan(0, 4 * random.Next(31)), out var reader)) continue;
            while (reader.MoveNext(out var packet)) ReadAll(packet);
        }
    }

    [Test]
    public void Round_trip_is_that_of_figure_2()
    {
        Assert.That(Block.TryGetRoundTrip(0xB7108000, out var roundTrip), Is.True);
        Assert.That(roundTrip, Is.EqualTo(0x00062000), "6.125 s");
        Assert.That(NtpTime.ToMilliseconds(roundTrip), Is.EqualTo(6125));
    }

    [Test]
    public void Round_trip_wraps_and_is_never_negative()
    {
        var across = Block with { LastSenderReport = 0xFFFF_F000, DelaySinceLastSenderReport = 0x800 };
        Assert.That(across.TryGetRoundTrip(0x0000_0800, out var roundTrip) ? roundTrip : 0, Is.EqualTo(0x1000));
        Assert.That(across.TryGetRoundTrip(0xFFFF_F400, out roundTrip) ? roundTrip : 1, Is.Zero);
        Assert.That((across with { LastSenderReport = 0 }).TryGetRoundTrip(5, out _), Is.False);
    }

    [Test]
    public void Ntp_time_counts_from_1900()
    {
        Assert.That(NtpTime.From(DateTimeOffset.UnixEpoch.AddSeconds(0.5)), Is.EqualTo(2_208_988_800UL << 32 | 0x8000_0000));
        Assert.That(NtpTime.Add(1UL << 32, -250_000), Is.EqualTo(0xC000_0000UL));
        Assert.That(NtpTime.ShortFromMicroseconds(1_500_000), Is.EqualTo(0x1_8000));
        Assert.That(NtpTime.ShortFromMicroseconds(long.MaxValue), Is.EqualTo(uint.MaxValue));
    }

    // Plausible types and short lengths, so that noise gets past the first check.
    private static void ShapeAsCompound(Span<byte> datagram, Random random)
    {
        for (var at = 0; at + 4 <= datagram.Length; at += 4 * (datagram[at + 3] + 1))
        {
            datagram[at] = (byte)(0x80 | datagram[at] & 0x1F);
            datagram[at + 1] = (byte)random.Next(200, 208);
            datagram[at + 2] = 0;
            datagram[at + 3] = (byte)random.Next(9);
        }
    }

    private static void ReadAll(RtcpPacket packet)
    {
        if (packet.TryReadSenderReport(out _, out _, out var blocks) || packet.TryReadReceiverReport(out _, out blocks))
            for (var i = 0; i < blocks.Count; i++) _ = blocks[i].ToString();
        packet.TryReadBye(out _, out _);
        packet.TryFindCname(1, out _);
    }
}
