namespace ImsConference.Engine.Rtp;

/// <summary>Elements of an RTP header extension, in either form of RFC 8285.</summary>
public static class HeaderExtensions
{
    /// <summary>"Defined by profile" of the one-byte form (§4.2).</summary>
    public const ushort OneByteProfile = 0xBEDE;

    private const ushort TwoByteProfile = 0x1000; // and any appbits in the last four (§4.3)
    private const int StopId = 15; // of the one-byte form: nothing behind it is read (§4.2)

    /// <summary>Finds the first element of an id.</summary>
    /// <param name="header">Of a packet.</param>
    /// <param name="id">As in a=extmap: 1..14, or up to 255 in the two-byte form.</param>
    /// <param name="data">The element's data, maybe empty; valid as long as the packet is.</param>
    /// <returns>False when there is none, or the extension is cut off before it.</returns>
    public static bool TryFind(in RtpHeader header, int id, out ReadOnlySpan<byte> data)
    {
        data = default;
        if (header.ExtensionProfile == OneByteProfile) return TryFindShort(header.Extension, id, out data);
        return (header.ExtensionProfile & 0xFFF0) == TwoByteProfile && TryFindLong(header.Extension, id, out data);
    }

    private static bool TryFindShort(ReadOnlySpan<byte> rest, int id, out ReadOnlySpan<byte> data)
    {
        data = default;
        while (!rest.IsEmpty)
        {
            var (found, length) = (rest[0] >> 4, (rest[0] & 0x0F) + 1);
            if (found == StopId) return false;
            if (found == 0) // padding is one byte, whatever its length says
            {
                rest = rest[1..];
                continue;
            }

            if (rest.Length <= length) return false;
            if (found == id)
            {
                data = rest.Slice(1, length);
                return true;
            }

            rest = rest[(1 + length)..];
        }

        return false;
    }

    private static bool TryFindLong(ReadOnlySpan<byte> rest, int id, out ReadOnlySpan<byte> data)
    {
        data = default;
        while (!rest.IsEmpty)
        {
            if (rest[0] == 0)
            {
                rest = rest[1..];
                continue;
            }

            if (rest.Length < 2 || rest.Length < 2 + rest[1]) return false;
            if (rest[0] == id)
            {
                data = rest.Slice(2, rest[1]);
                return true;
            }

            rest = rest[(2 + rest[1])..];
        }

        return false;
    }
}
