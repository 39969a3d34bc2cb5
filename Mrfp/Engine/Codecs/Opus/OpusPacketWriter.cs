namespace ImsConference.Engine.Codecs;

/// <summary>Puts Opus packets of one frame together into one packet of several (RFC 6716 §3.2).</summary>
internal static class OpusPacketWriter
{
    private const byte ManyFrames = 3;
    private const byte VariableLengths = 0x80;
    private const int LongLength = 252; // from here on a length takes two bytes

    /// <param name="packets">Packets of one frame, one after the other.</param>
    /// <param name="lengths">Their lengths, at most 48; 0 for one that DTX left out. Neither all nor the last are 0.</param>
    /// <param name="packet">Room for all, and two bytes for each and the whole.</param>
    /// <param name="taken">How many went into it: those before the first of another configuration.</param>
    /// <returns>Bytes written.</returns>
    public static int Write(ReadOnlySpan<byte> packets, ReadOnlySpan<int> lengths, Span<byte> packet, out int taken)
    {
        taken = Alike(packets, lengths, out var configuration);
        if (taken == 1)
        {
            packets[..lengths[0]].CopyTo(packet);
            return lengths[0];
        }

        packet[0] = (byte)(configuration | ManyFrames);
        packet[1] = (byte)(VariableLengths | taken);
        var at = 2;
        var rest = packets;
        for (var i = 0; i < taken - 1; i++) at += WriteLength(packet[at..], Take(ref rest, lengths[i]).Length);
        rest = packets;
        for (var i = 0; i < taken; i++)
        {
            var frame = Take(ref rest, lengths[i]);
            frame.CopyTo(packet[at..]);
            at += frame.Length;
        }

        return at;
    }

    private static int Alike(ReadOnlySpan<byte> packets, ReadOnlySpan<int> lengths, out int configuration)
    {
        configuration = -1;
        for (var i = 0; i < lengths.Length; i++)
        {
            if (lengths[i] == 0) continue;
            var own = packets[0] & ~ManyFrames;
            if (configuration < 0) configuration = own;
            if (own != configuration) return i;
            packets = packets[lengths[i]..];
        }

        return lengths.Length;
    }

    // The frame within a packet, which the encoder may have padded to a constant rate.
    private static ReadOnlySpan<byte> Take(ref ReadOnlySpan<byte> packets, int length)
    {
        var packet = packets[..length];
        packets = packets[length..];
        return OpusPacket.TryParse(packet, out var parsed) ? parsed.Frame(0) : default;
    }

    private static int WriteLength(Span<byte> to, int length)
    {
        if (length < LongLength)
        {
            to[0] = (byte)length;
            return 1;
        }

        to[0] = (byte)(LongLength + (length & 3));
        to[1] = (byte)((length - to[0]) >> 2);
        return 2;
    }
}
