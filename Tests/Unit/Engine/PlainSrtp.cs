using System.Buffers.Binary;
using System.Security.Cryptography;
using ImsConference.Engine.Rtp;

namespace ImsConference.Tests.Unit.Engine;

/// <summary>SRTP written a second time, by RFC 3711 and RFC 7714 alone, over the framework's AES and HMAC: what libsrtp is held against.</summary>
/// <remarks>Packets without extension and contributors; the caller counts roll-overs.</remarks>
internal sealed class PlainSrtp
{
    public const int HeaderBytes = 12;
    private const int BlockBytes = 16;
    private const int AuthKeyBytes = 20;
    private const int GcmTagBytes = 16;

    private readonly SrtpSuite _suite;
    private readonly byte[] _key;
    private readonly byte[] _salt;
    private readonly byte[] _authKey = [];

    /// <param name="suite">Cipher and tag.</param>
    /// <param name="master">Master key and salt.</param>
    public PlainSrtp(SrtpSuite suite, ReadOnlySpan<byte> master)
    {
        _suite = suite;
        var key = master[..BlockBytes];
        var salt = master[BlockBytes..];
        _key = Derive(key, salt, 0, BlockBytes);
        _salt = Derive(key, salt, 2, salt.Length);
        if (suite != SrtpSuite.AeadAes128Gcm) _authKey = Derive(key, salt, 1, AuthKeyBytes);
    }

    private int TagBytes => _suite switch { SrtpSuite.AeadAes128Gcm => GcmTagBytes, SrtpSuite.AesCm128HmacSha1Tag32 => 4, _ => 10 };

    /// <summary>Session keys (RFC 3711 §4.3.1, key derivation rate 0; a salt of 96 bits is lengthened by zeros, RFC 7714 §11).</summary>
    /// <param name="masterKey">16 bytes.</param>
    /// <param name="masterSalt">14 or 12 bytes.</param>
    /// <param name="label">0 encryption, 1 authentication, 2 salt.</param>
    /// <param name="length">Bytes wanted.</param>
    public static byte[] Derive(ReadOnlySpan<byte> masterKey, ReadOnlySpan<byte> masterSalt, byte label, int length)
    {
        var counter = new byte[BlockBytes];
        masterSalt.CopyTo(counter);
        counter[7] ^= label;
        return Counted(masterKey, counter, new byte[length]);
    }

    /// <summary>Seals as RFC 7714 §8 says.</summary>
    public static byte[] SealGcm(ReadOnlySpan<byte> key, ReadOnlySpan<byte> salt, ReadOnlySpan<byte> packet, uint rollOvers)
    {
        var sealedPacket = new byte[packet.Length + GcmTagBytes];
        packet[..HeaderBytes].CopyTo(sealedPacket);
        using var gcm = new AesGcm(key, GcmTagBytes);
        gcm.Encrypt(
            GcmNonce(salt, packet, rollOvers), packet[HeaderBytes..], sealedPacket.AsSpan(HeaderBytes, packet.Length - HeaderBytes),
            sealedPacket.AsSpan(packet.Length), packet[..HeaderBytes]);
        return sealedPacket;
    }

    public byte[] Seal(ReadOnlySpan<byte> packet, uint rollOvers)
    {
        if (_suite == SrtpSuite.AeadAes128Gcm) return SealGcm(_key, _salt, packet, rollOvers);
        byte[] sealedPacket = [.. packet[..HeaderBytes], .. Crypt(packet, packet[HeaderBytes..], rollOvers)];
        return [.. sealedPacket, .. Tag(sealedPacket, rollOvers)];
    }

    /// <returns>The packet in the clear; null when the tag is wrong.</returns>
    public byte[]? Open(ReadOnlySpan<byte> packet, uint rollOvers)
    {
        var header = packet[..HeaderBytes];
        var coded = packet[HeaderBytes..^TagBytes];
        var tag = packet[^TagBytes..];
        if (_suite != SrtpSuite.AeadAes128Gcm)
            return Tag(packet[..^TagBytes], rollOvers).AsSpan().SequenceEqual(tag) ? [.. header, .. Crypt(packet, coded, rollOvers)] : null;

        var clear = new byte[coded.Length];
        using var gcm = new AesGcm(_key, GcmTagBytes);
        try
        {
            gcm.Decrypt(GcmNonce(_salt, packet, rollOvers), coded, tag, clear, header);
            return [.. header, .. clear];
        }
        catch (AuthenticationTagMismatchException)
        {
            return null;
        }
    }

    // RFC 7714 §8.1: two zero bytes, SSRC, roll-over counter, sequence number; combined with the salt.
    private static byte[] GcmNonce(ReadOnlySpan<byte> salt, ReadOnlySpan<byte> packet, uint rollOvers)
    {
        var nonce = new byte[12];
        packet.Slice(8, 4).CopyTo(nonce.AsSpan(2));
        BinaryPrimitives.WriteUInt32BigEndian(nonce.AsSpan(6), rollOvers);
        packet.Slice(2, 2).CopyTo(nonce.AsSpan(10));
        for (var i = 0; i < nonce.Length; i++) nonce[i] ^= salt[i];
        return nonce;
    }

    // RFC 3711 §4.1.1: (salt · 2^16) ⊕ (SSRC · 2^64) ⊕ (index · 2^16).
    private byte[] Crypt(ReadOnlySpan<byte> packet, ReadOnlySpan<byte> text, uint rollOvers)
    {
        var counter = new byte[BlockBytes];
        _salt.CopyTo(counter, 0);
        Span<byte> index = stackalloc byte[6];
        BinaryPrimitives.WriteUInt32BigEndian(index, rollOvers);
        packet.Slice(2, 2).CopyTo(index[4..]);
        for (var i = 0; i < 4; i++) counter[4 + i] ^= packet[8 + i];
        for (var i = 0; i < 6; i++) counter[8 + i] ^= index[i];
        return Counted(_key, counter, text);
    }

    [System.Diagnostics.CodeAnalysis.SuppressMessage("Security", "CA5350", Justification = "RFC 3711 §4.2 names it.")]
    private byte[] Tag(ReadOnlySpan<byte> packet, uint rollOvers)
    {
        var roc = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(roc, rollOvers);
        byte[] signed = [.. packet, .. roc];
        return HMACSHA1.HashData(_authKey, signed)[..TagBytes];
    }

    // AES in counter mode; the last two bytes of the block count.
    private static byte[] Counted(ReadOnlySpan<byte> key, byte[] counter, ReadOnlySpan<byte> text)
    {
        using var aes = Aes.Create();
        aes.Key = key.ToArray();
        var result = text.ToArray();
        for (var at = 0; at < result.Length; at += BlockBytes)
        {
            BinaryPrimitives.WriteUInt16BigEndian(counter.AsSpan(14), (ushort)(at / BlockBytes));
            var stream = aes.EncryptEcb(counter, PaddingMode.None);
            for (var i = 0; i < BlockBytes && at + i < result.Length; i++) result[at + i] ^= stream[i];
        }

        return result;
    }
}
