using System.Buffers.Binary;
using System.Diagnostics;

namespace ImsConference.Engine.Rtp;

/// <summary>Header of one RTP packet, read in place (RFC 3550 §5.1). Its spans are valid as long as the packet is.</summary>
public readonly ref struct RtpHeader
{
    /// <summary>Bytes before the CSRC list.</summary>
    public const int FixedSize = 12;

    /// <summary>Most CSRCs a header can name.</summary>
    public const int MaxContributors = 15;

    /// <summary>Profile of header extensions with one-byte headers (RFC 8285 §4.2).</summary>
    public const ushort OneByteExtensions = 0xBEDE;

    private const int Version = 2;

    public bool Marker { get; private init; }

    /// <summary>0..127.</summary>
    public byte PayloadType { get; private init; }

    public ushort Sequence { get; private init; }
    public uint Timestamp { get; private init; }
    public uint Ssrc { get; private init; }

    /// <summary>The CSRC list as on the wire, 4 bytes each; see <see cref="Contributor"/>.</summary>
    public ReadOnlySpan<byte> ContributorBytes { get; private init; }

    public int ContributorCount => ContributorBytes.Length / 4;

    /// <summary>"Defined by profile" of the header extension (§5.3.1), for example 0xBEDE; 0 when there is none.</summary>
    public ushort ExtensionProfile { get; private init; }

    /// <summary>Content of the header extension without its first word; empty when there is none.</summary>
    public ReadOnlySpan<byte> Extension { get; private init; }

    public uint Contributor(int index) => BinaryPrimitives.ReadUInt32BigEndian(ContributorBytes[(4 * index)..]);

    /// <param name="packet">One UDP datagram.</param>
    /// <param name="header">The header; default when the result is false.</param>
    /// <param name="payload">The rest without padding; may be empty.</param>
    /// <returns>False when it is not version 2 or a length in it does not fit.</returns>
    public static bool TryParse(ReadOnlySpan<byte> packet, out RtpHeader header, out ReadOnlySpan<byte> payload)
    {
        header = default;
        payload = default;
        if (packet.Length < FixedSize || packet[0] >> 6 != Version) return false;

        var contributorEnd = FixedSize + 4 * (packet[0] & 0x0F);
        if (packet.Length < contributorEnd) return false;

        var hasExtension = (packet[0] & 0x10) != 0;
        ushort profile = 0;
        var rest = packet[contributorEnd..];
        var extension = rest[..0];
        if (hasExtension && !TryReadExtension(ref rest, out profile, out extension)) return false;

        var hasPadding = (packet[0] & 0x20) != 0;
        if (hasPadding && !TryStripPadding(ref rest)) return false;

        header = new RtpHeader
        {
            Marker = packet[1] >= 0x80,
            PayloadType = (byte)(packet[1] & 0x7F),
            Sequence = BinaryPrimitives.ReadUInt16BigEndian(packet[2..]),
            Timestamp = BinaryPrimitives.ReadUInt32BigEndian(packet[4..]),
            Ssrc = BinaryPrimitives.ReadUInt32BigEndian(packet[8..]),
            ContributorBytes = packet[FixedSize..contributorEnd],
            ExtensionProfile = profile,
            Extension = extension,
        };
        payload = rest;
        return true;
    }

    /// <summary>Writes a header without padding.</summary>
    /// <param name="packet">At least <see cref="Size"/> bytes; the payload goes behind them.</param>
    /// <param name="fields">The fixed part.</param>
    /// <param name="contributors">At most 15.</param>
    /// <param name="extensionProfile">Written only when <paramref name="extension"/> is not empty.</param>
    /// <param name="extension">Whole words (a multiple of 4 bytes), or empty.</param>
    /// <returns>Bytes written.</returns>
    public static int Write(Span<byte> packet, in RtpFields fields, ReadOnlySpan<uint> contributors,
        ushort extensionProfile = 0, ReadOnlySpan<byte> extension = default)
    {
        Debug.Assert(contributors.Length <= MaxContributors && extension.Length % 4 == 0 && fields.PayloadType < 128);
        packet[0] = (byte)(Version << 6 | (extension.IsEmpty ? 0 : 0x10) | contributors.Length);
        packet[1] = (byte)((fields.Marker ? 0x80 : 0) | fields.PayloadType);
        BinaryPrimitives.WriteUInt16BigEndian(packet[2..], fields.Sequence);
        BinaryPrimitives.WriteUInt32BigEndian(packet[4..], fields.Timestamp);
        BinaryPrimitives.WriteUInt32BigEndian(packet[8..], fields.Ssrc);
        var end = FixedSize;
        foreach (var contributor in contributors)
        {
            BinaryPrimitives.WriteUInt32BigEndian(packet[end..], contributor);
            end += 4;
        }

        if (extension.IsEmpty) return end;

        BinaryPrimitives.WriteUInt16BigEndian(packet[end..], extensionProfile);
        BinaryPrimitives.WriteUInt16BigEndian(packet[(end + 2)..], (ushort)(extension.Length / 4));
        extension.CopyTo(packet[(end + 4)..]);
        return end + 4 + extension.Length;
    }

    /// <summary>Bytes that <see cref="Write"/> needs.</summary>
    public static int Size(int contributors, int extensionBytes = 0) =>
        FixedSize + 4 * contributors + (extensionBytes == 0 ? 0 : 4 + extensionBytes);

    public override string ToString() =>
        $"pt={PayloadType} seq={Sequence} ts={Timestamp} ssrc={Ssrc:x8}{(Marker ? " marker" : "")} csrc={ContributorCount} ext={Extension.Length}";

    private static bool TryReadExtension(scoped ref ReadOnlySpan<byte> rest, out ushort profile, out ReadOnlySpan<byte> extension)
    {
        profile = 0;
        extension = default;
        if (rest.Length < 4) return false;
        var end = 4 + 4 * BinaryPrimitives.ReadUInt16BigEndian(rest[2..]);
        if (rest.Length < end) return false;

        profile = BinaryPrimitives.ReadUInt16BigEndian(rest);
        extension = rest[4..end];
        rest = rest[end..];
        return true;
    }

    // The last byte counts the padding, itself included (§5.1).
    private static bool TryStripPadding(scoped ref ReadOnlySpan<byte> rest)
    {
        if (rest.IsEmpty) return false;
        var padding = rest[^1];
        if (padding == 0 || padding > rest.Length) return false;
        rest = rest[..^padding];
        return true;
    }
}
