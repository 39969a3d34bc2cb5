using ImsConference.Engine.Rtp;
using NUnit.Framework;

namespace ImsConference.Tests.Unit.Engine;

/// <summary>What goes over the wire is SRTP as the standards have it: their examples hold for our second writing of it, and that one and libsrtp open each other's packets.</summary>
public sealed class SrtpStandardTests
{
    [Test]
    public void Key_derivation_is_that_of_RFC_3711_B_3()
    {
        var (key, salt) = (Hex("E1F97A0D3E018BE0D64FA32C06DE4139"), Hex("0EC675AD498AFEEBB6960B3AABE6"));
        Assert.That(PlainSrtp.Derive(key, salt, 0, 16), Is.EqualTo(Hex("C61E7A93744F39EE10734AFE3FF7A087")), "cipher key");
        Assert.That(PlainSrtp.Derive(key, salt, 2, 14), Is.EqualTo(Hex("30CBBC08863D8C85D49DB34A9AE1")), "cipher salt");
        Assert.That(PlainSrtp.Derive(key, salt, 1, 20), Is.EqualTo(Hex("CEBE321F6FF7716B6FD4AB49AF256A156D38BAA4")), "auth key");
    }

    [Test]
    public void A_packet_of_AEAD_AES_128_GCM_is_that_of_RFC_7714_16_1_1()
    {
        var packet = Hex("8040f17b8041f8d35501a0b247616c6c696120657374206f6d6e69732064697669736120696e207061727465732074726573");
        Assert.That(
            PlainSrtp.SealGcm(Hex("000102030405060708090a0b0c0d0e0f"), Hex("517569642070726f2071756f"), packet, rollOvers: 0),
            Is.EqualTo(Hex("8040f17b8041f8d35501a0b2f24de3a3fb34de6cacba861c9d7e4bcabe633bd50d294e6f42a5f47a51c7d19b36de3adf8833899d7f27beb16a9152cf765ee4390cce")));
    }

    [Test]
    public void Libsrtp_and_the_standard_open_each_others_packets_over_a_roll_over(
        [Values] SrtpSuite suite, [Values(1, 2)] int seed)
    {
        var random = new Random(seed);
        var master = new byte[suite.KeyBytes()];
        random.NextBytes(master);
        var plain = new PlainSrtp(suite, master);
        using var sending = SrtpSession.ForSending(suite, master);
        using var receiving = SrtpSession.ForReceiving(suite, master);
        for (var n = 0; n < 40; n++)
        {
            var (sequence, rollOvers) = ((ushort)(65_520 + n), n < 16 ? 0u : 1u);
            var clear = Packet(random, sequence);
            var buffer = new byte[clear.Length + SrtpSession.MostTrailerBytes];
            clear.CopyTo(buffer, 0);
            var length = clear.Length;
            Assert.That(sending.TryProtect(buffer, ref length));
            Assert.That(buffer.AsSpan(0, length).ToArray(), Is.EqualTo(plain.Seal(clear, rollOvers)), $"seed {seed}, packet {n}: byte for byte");
            Assert.That(plain.Open(buffer.AsSpan(0, length), rollOvers), Is.EqualTo(clear));

            var theirs = plain.Seal(clear, rollOvers);
            Assert.That(receiving.Unprotect(theirs, out length), Is.EqualTo(SrtpVerdict.Genuine), $"seed {seed}, packet {n}");
            Assert.That(theirs.AsSpan(0, length).ToArray(), Is.EqualTo(clear));
        }
    }

    private static byte[] Packet(Random random, ushort sequence)
    {
        var packet = new byte[PlainSrtp.HeaderBytes + random.Next(1, 200)];
        random.NextBytes(packet.AsSpan(PlainSrtp.HeaderBytes));
        RtpHeader.Write(packet, new RtpFields(false, 8, sequence, (uint)(sequence * 160), 0xCAFEBABE), default);
        return packet;
    }

    private static byte[] Hex(string text) => Convert.FromHexString(text);
}
