using ImsConference.Engine.Rtp;
using NUnit.Framework;

namespace ImsConference.Tests.Unit.Engine;

/// <summary>SRTP as the engine uses it: what one direction protects, the other takes once, and nothing else.</summary>
[TestFixture(SrtpSuite.AesCm128HmacSha1Tag80, 10, 14)]
[TestFixture(SrtpSuite.AesCm128HmacSha1Tag32, 4, 14)]
[TestFixture(SrtpSuite.AeadAes128Gcm, 16, 20)]
public sealed class SrtpTests(SrtpSuite suite, int rtpTrailer, int rtcpTrailer)
{
    private const int PacketBytes = 172;
    private readonly byte[] _key = [.. Enumerable.Range(1, suite.KeyBytes()).Select(i => (byte)(i * 7))];

    [OneTimeSetUp]
    public void Needs_the_library() => Assert.That(SrtpLibrary.WhyUnavailable, Is.Empty);

    [Test]
    public void A_packet_arrives_as_it_was_sent()
    {
        using var sender = SrtpSession.ForSending(suite, _key);
        using var receiver = SrtpSession.ForReceiving(suite, _key);
        for (var sequence = 65_530; sequence < 65_560; sequence++)
        {
            var packet = Packet(sequence);
            var clear = packet[..PacketBytes];
            var sent = Protect(sender, packet);
            Assert.That(sent, Has.Length.EqualTo(PacketBytes + rtpTrailer));
            Assert.That(sent[..12], Is.EqualTo(clear[..12]), "the header stays readable");
            Assert.That(sent[12..PacketBytes], Is.Not.EqualTo(clear[12..]));

            Assert.That(receiver.Unprotect(sent, out var length), Is.EqualTo(SrtpVerdict.Genuine), $"sequence number {sequence}");
            Assert.That(sent[..length], Is.EqualTo(clear));
        }
    }

    [Test]
    public void A_report_arrives_as_it_was_sent()
    {
        using var sender = SrtpSession.ForSending(suite, _key);
        using var receiver = SrtpSession.ForReceiving(suite, _key);
        byte[] report = [0x80, 201, 0, 1, 1, 2, 3, 4];
        var packet = new byte[report.Length + SrtpSession.MostTrailerBytes];
        report.CopyTo(packet, 0);
        var length = report.Length;
        Assert.That(sender.TryProtectRtcp(packet, ref length));
        Assert.That(length, Is.EqualTo(report.Length + rtcpTrailer));
        Assert.That(receiver.UnprotectRtcp(packet.AsSpan(0, length), out length), Is.EqualTo(SrtpVerdict.Genuine));
        Assert.That(packet[..length], Is.EqualTo(report));
    }

    [Test]
    public void A_packet_counts_once()
    {
        using var sender = SrtpSession.ForSending(suite, _key);
        using var receiver = SrtpSession.ForReceiving(suite, _key);
        var sent = Protect(sender, Packet(1));
        var again = sent.ToArray();
        Assert.That(receiver.Unprotect(sent, out _), Is.EqualTo(SrtpVerdict.Genuine));
        Assert.That(receiver.Unprotect(again, out _), Is.EqualTo(SrtpVerdict.Replayed));
        Assert.That(receiver.ReplayedPackets, Is.EqualTo(1));
    }

    [Test]
    public void Every_changed_bit_is_noticed()
    {
        using var sender = SrtpSession.ForSending(suite, _key);
        using var receiver = SrtpSession.ForReceiving(suite, _key);
        var sent = Protect(sender, Packet(1));
        for (var bit = 0; bit < sent.Length * 8; bit += 5)
        {
            var forged = sent.ToArray();
            forged[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.That(receiver.Unprotect(forged, out _), Is.Not.EqualTo(SrtpVerdict.Genuine), $"bit {bit}");
        }

        Assert.That(receiver.Unprotect(sent, out _), Is.EqualTo(SrtpVerdict.Genuine), "the forgeries did not spoil the state");
    }

    [Test]
    public void Another_key_opens_nothing()
    {
        using var sender = SrtpSession.ForSending(suite, _key);
        using var receiver = SrtpSession.ForReceiving(suite, [.. _key.Reverse()]);
        Assert.That(receiver.Unprotect(Protect(sender, Packet(1)), out _), Is.EqualTo(SrtpVerdict.Forged));
        Assert.That(receiver.ForgedPackets, Is.EqualTo(1));
    }

    [Test]
    public void Whatever_comes_is_survived()
    {
        var random = new Random(711);
        using var receiver = SrtpSession.ForReceiving(suite, _key);
        for (var turn = 0; turn < 2_000; turn++)
        {
            var noise = new byte[random.Next(0, 200)];
            random.NextBytes(noise);
            if (noise.Length > 0 && turn % 2 == 0) noise[0] = (byte)(0x80 | noise[0] & 0x3F);
            Assert.That(receiver.Unprotect(noise, out _), Is.EqualTo(SrtpVerdict.Forged));
            Assert.That(receiver.UnprotectRtcp(noise, out _), Is.EqualTo(SrtpVerdict.Forged));
        }
    }

    [Test]
    public void Of_many_sources_the_oldest_is_forgotten()
    {
        using var receiver = SrtpSession.ForReceiving(suite, _key);
        var packets = Enumerable.Range(1, 9).Select(ssrc => ProtectFrom((byte)ssrc)).ToArray();
        foreach (var packet in packets) Assert.That(receiver.Unprotect(packet.ToArray(), out _), Is.EqualTo(SrtpVerdict.Genuine));

        Assert.That(receiver.Unprotect(packets[8].ToArray(), out _), Is.EqualTo(SrtpVerdict.Replayed), "remembered");
        Assert.That(receiver.Unprotect(packets[0].ToArray(), out _), Is.EqualTo(SrtpVerdict.Genuine), "forgotten, and with it that it was here");
    }

    [Test]
    public void A_key_of_another_length_is_refused() =>
        Assert.That(() => SrtpSession.ForSending(suite, new byte[29]), Throws.ArgumentException.With.Message.Contains("29"));

    [Test]
    public void Nothing_is_allocated_per_packet()
    {
        using var sender = SrtpSession.ForSending(suite, _key);
        using var receiver = SrtpSession.ForReceiving(suite, _key);
        var packet = new byte[PacketBytes + SrtpSession.MostTrailerBytes];
        var from = 0;
        Assert.That(Allocations.OfLeanest(() => Exchange(from, from += 200)), Is.Zero);

        void Exchange(int from, int to)
        {
            for (var sequence = from; sequence < to; sequence++)
            {
                Write(packet, sequence);
                var length = PacketBytes;
                sender.TryProtect(packet, ref length);
                receiver.Unprotect(packet.AsSpan(0, length), out _);
            }
        }
    }

    private static byte[] Protect(SrtpSession sender, byte[] packet)
    {
        var length = PacketBytes;
        Assert.That(sender.TryProtect(packet, ref length));
        return packet[..length];
    }

    private byte[] ProtectFrom(byte ssrc)
    {
        using var sender = SrtpSession.ForSending(suite, _key);
        var packet = Packet(1);
        packet[11] = ssrc;
        return Protect(sender, packet);
    }

    private static byte[] Packet(int sequence)
    {
        var packet = new byte[PacketBytes + SrtpSession.MostTrailerBytes];
        Write(packet, sequence);
        return packet;
    }

    private static void Write(byte[] packet, int sequence)
    {
        packet.AsSpan().Clear();
        packet[0] = 0x80;
        packet[2] = (byte)(sequence >> 8);
        packet[3] = (byte)sequence;
        packet[11] = 9; // SSRC
        packet.AsSpan(12, PacketBytes - 12).Fill(0x5A);
    }
}
