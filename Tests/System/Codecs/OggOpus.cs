using System.Buffers.Binary;

namespace ImsConference.Tests.EndToEnd.Codecs;

/// <summary>Opus packets in an Ogg file (RFC 3533, RFC 7845), mono, a page for each.</summary>
internal static class OggOpus
{
    private const int HeaderBytes = 27;
    private const byte First = 2;
    private const byte Last = 4;

    /// <param name="packets">20 ms each.</param>
    public static byte[] Write(IReadOnlyList<byte[]> packets)
    {
        var file = new List<byte>();
        file.AddRange(Page([.. "OpusHead"u8, 1, 1, 0, 0, 0x80, 0xBB, 0, 0, 0, 0, 0], 0, 0, First));
        file.AddRange(Page([.. "OpusTags"u8, 0, 0, 0, 0, 0, 0, 0, 0], 1, 0, 0));
        for (var i = 0; i < packets.Count; i++)
            file.AddRange(Page(packets[i], i + 2, 960L * (i + 1), i == packets.Count - 1 ? Last : (byte)0));
        return [.. file];
    }

    /// <summary>The packets of a file, without its two headers.</summary>
    public static List<byte[]> Read(ReadOnlySpan<byte> file)
    {
        var packets = new List<byte[]>();
        var packet = new List<byte>();
        while (file.Length > HeaderBytes && file.StartsWith("OggS"u8))
        {
            var lacing = file.Slice(HeaderBytes, file[HeaderBytes - 1]);
            file = file[(HeaderBytes + lacing.Length)..];
            foreach (var length in lacing)
            {
                packet.AddRange(file[..length]);
                file = file[length..];
                if (length == 255) continue;
                packets.Add([.. packet]);
                packet.Clear();
            }
        }

        return packets[2..];
    }

    private static byte[] Page(byte[] packet, int sequence, long position, byte flags)
    {
        byte[] lacing = [.. Enumerable.Repeat((byte)255, packet.Length / 255), (byte)(packet.Length % 255)];
        byte[] page = [.. "OggS"u8, 0, flags, .. new byte[20], (byte)lacing.Length, .. lacing, .. packet];
        BinaryPrimitives.WriteInt64LittleEndian(page.AsSpan(6), position);
        BinaryPrimitives.WriteInt32LittleEndian(page.AsSpan(14), 1);
        BinaryPrimitives.WriteInt32LittleEndian(page.AsSpan(18), sequence);
        BinaryPrimitives.WriteUInt32LittleEndian(page.AsSpan(22), Checksum(page));
        return page;
    }

    // CRC-32 of the usual polynomial, neither reflected nor inverted (RFC 3533 §6).
    private static uint Checksum(ReadOnlySpan<byte> page)
    {
        uint crc = 0;
        foreach (var octet in page)
        {
            crc ^= (uint)octet << 24;
            for (var bit = 0; bit < 8; bit++) crc = (crc & 0x8000_0000) != 0 ? crc << 1 ^ 0x04C1_1DB7 : crc << 1;
        }

        return crc;
    }
}
