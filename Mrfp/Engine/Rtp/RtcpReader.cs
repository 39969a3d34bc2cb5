using System.Buffers.Binary;

namespace ImsConference.Engine.Rtp;

/// <summary>Walks a compound RTCP packet in place (RFC 3550 §6.1). Types it does not know are handed out like the others.</summary>
public ref struct RtcpReader
{
    private ReadOnlySpan<byte> _rest;

    private RtcpReader(ReadOnlySpan<byte> compound) => _rest = compound;

    /// <summary>Checks the whole compound as Appendix A.2 asks, except that reduced-size ones pass too (RFC 5506).</summary>
    /// <param name="datagram">One UDP datagram.</param>
    /// <param name="reader">Stands before the first packet; default when the result is false.</param>
    /// <returns>False when a version or type is wrong, padding stands elsewhere than at the end, or the lengths do not add up.</returns>
    public static bool TryOpen(ReadOnlySpan<byte> datagram, out RtcpReader reader)
    {
        reader = default;
        var rest = datagram;
        do
        {
            if (rest.Length < 4 || rest[0] >> 6 != 2 || rest[1] is < 192 or > 223) return false;
            var length = PacketLength(rest);
            if (length > rest.Length) return false;

            var isPadded = (rest[0] & 0x20) != 0;
            if (isPadded && !IsPaddingSound(rest, length)) return false;
            rest = rest[length..];
        }
        while (!rest.IsEmpty);

        reader = new RtcpReader(datagram);
        return true;
    }

    /// <returns>False at the end.</returns>
    public bool MoveNext(out RtcpPacket packet)
    {
        packet = default;
        if (_rest.IsEmpty) return false;

        var length = PacketLength(_rest);
        var padding = (_rest[0] & 0x20) != 0 ? _rest[length - 1] : 0;
        packet = new RtcpPacket((RtcpType)_rest[1], _rest[0] & 0x1F, _rest[4..(length - padding)]);
        _rest = _rest[length..];
        return true;
    }

    private static int PacketLength(ReadOnlySpan<byte> packet) => 4 * (BinaryPrimitives.ReadUInt16BigEndian(packet[2..]) + 1);

    private static bool IsPaddingSound(ReadOnlySpan<byte> rest, int length)
    {
        var padding = rest[length - 1];
        return length == rest.Length && padding != 0 && padding % 4 == 0 && padding <= length - 4;
    }
}
