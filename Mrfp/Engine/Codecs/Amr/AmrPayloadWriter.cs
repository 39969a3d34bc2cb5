namespace ImsConference.Engine.Codecs;

/// <summary>Writes an RTP payload of AMR or AMR-WB (RFC 4867 §4.3, §4.4) from stored frames.</summary>
internal static class AmrPayloadWriter
{
    /// <param name="parameters">Which of the two payload formats.</param>
    /// <param name="isWide">AMR-WB.</param>
    /// <param name="frames">Each a head and its bits in octets.</param>
    /// <param name="lengths">Of each, bytes; 0 becomes NO_DATA. The last is not 0.</param>
    /// <param name="modeRequest">CMR.</param>
    /// <param name="payload">Room for all of it.</param>
    /// <returns>Bytes written.</returns>
    public static int Write(
        AmrParameters parameters, bool isWide, ReadOnlySpan<byte> frames, ReadOnlySpan<int> lengths, int modeRequest, Span<byte> payload)
    {
        var isAligned = parameters.IsOctetAligned;
        var at = Put(payload, 0, modeRequest << 4, 4, isAligned ? 8 : 4);
        var frame = frames;
        for (var i = 0; i < lengths.Length; i++)
        {
            var head = lengths[i] == 0 ? AmrFrameType.Head(AmrFrameType.NoData) : frame[0];
            if (i < lengths.Length - 1) head |= AmrFrameType.Follows;
            at = Put(payload, at, head, 6, isAligned ? 8 : 6);
            frame = frame[lengths[i]..];
        }

        frame = frames;
        foreach (var length in lengths)
        {
            if (length == 0) continue;
            var bits = AmrFrameType.Bits(AmrFrameType.Of(frame[0]), isWide);
            BitString.Copy(frame, 8, payload, at, bits);
            at += isAligned ? (bits + 7) & ~7 : bits;
            frame = frame[length..];
        }

        return (at + 7) >> 3;
    }

    // The upper bits of an octet; what fills the width up is zeros.
    private static int Put(Span<byte> payload, int at, int octet, int bits, int width)
    {
        Span<byte> source = [(byte)octet];
        BitString.Copy(source, 0, payload, at, bits);
        return at + width;
    }
}
