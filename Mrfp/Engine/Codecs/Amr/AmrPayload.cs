namespace ImsConference.Engine.Codecs;

/// <summary>Reads an RTP payload of AMR or AMR-WB (RFC 4867 §4.3 bandwidth-efficient, §4.4 octet-aligned), frame by frame.</summary>
internal ref struct AmrPayload
{
    /// <summary>240 ms.</summary>
    public const int MaxFrames = AudioFormat.LongestPacketMs / AudioFormat.FrameMs;

    private const int RequestBits = 4;
    private const int EntryBits = 6;

    private readonly ReadOnlySpan<byte> _payload;
    private readonly bool _isAligned;
    private readonly bool _isWide;
    private int _entryAt; // bit that the next table of contents entry begins at
    private int _frameAt; // bit that its frame begins at

    private AmrPayload(ReadOnlySpan<byte> payload, bool isAligned, bool isWide)
    {
        _payload = payload;
        _isAligned = isAligned;
        _isWide = isWide;
        _entryAt = isAligned ? 8 : RequestBits;
    }

    /// <summary>CMR: a mode, or a value that asks for none.</summary>
    public readonly int ModeRequest => _payload[0] >> 4;

    /// <summary>Frames in all, 1 to <see cref="MaxFrames"/>.</summary>
    public int Count { get; private set; }

    /// <summary>True when none of them carries speech.</summary>
    public bool IsSilence { get; private set; }

    /// <summary>True when one of them carries parameters of comfort noise.</summary>
    public bool HasSid { get; private set; }

    /// <returns>False when a frame type is reserved, or the length is not exactly that of the frames announced: it would be misread.</returns>
    public static bool TryParse(ReadOnlySpan<byte> bytes, bool isAligned, bool isWide, out AmrPayload payload)
    {
        payload = new AmrPayload(bytes, isAligned, isWide) { IsSilence = true };
        if (bytes.Length < 2) return false;

        var first = payload._entryAt;
        var frames = 0;
        for (var follows = true; follows; payload.Count++)
        {
            if (payload.Count == MaxFrames || !payload.TryReadEntry(out follows, out var type)) return false;
            var bits = AmrFrameType.Bits(type, isWide);
            if (bits < 0) return false;
            frames += isAligned ? RoundUp(bits) : bits;
            var isSilence = AmrFrameType.IsSilence(type, isWide);
            payload.IsSilence &= isSilence;
            payload.HasSid |= isSilence && bits > 0;
        }

        payload._frameAt = payload._entryAt;
        payload._entryAt = first;
        return RoundUp(payload._frameAt + frames) == bytes.Length * 8;
    }

    /// <summary>Takes the next frame; not more often than <see cref="Count"/>.</summary>
    /// <param name="frame">Head and bits in octets, the form of RFC 4867 §5.3. Room for <see cref="AmrFrameType"/>'s longest.</param>
    /// <returns>Bytes written.</returns>
    public int Next(Span<byte> frame)
    {
        frame[0] = AmrFrameType.Head(AmrFrameType.NoData);
        if (!TryReadEntry(out _, out var type)) return 1;

        var isGood = BitString.Read(_payload, _entryAt - (_isAligned ? 3 : 1), 1) != 0;
        var bits = AmrFrameType.Bits(type, _isWide);
        frame[0] = (byte)(type << 3 | (isGood ? AmrFrameType.Quality : 0));
        BitString.Copy(_payload, _frameAt, frame[1..], 0, bits);
        _frameAt += _isAligned ? RoundUp(bits) : bits;
        return 1 + RoundUp(bits) / 8;
    }

    private static int RoundUp(int bits) => (bits + 7) & ~7;

    private bool TryReadEntry(out bool follows, out int type)
    {
        var width = _isAligned ? 8 : EntryBits;
        (follows, type) = (false, 0);
        if (_entryAt + width > _payload.Length * 8) return false;
        var entry = BitString.Read(_payload, _entryAt, EntryBits);
        _entryAt += width;
        (follows, type) = ((entry & 0x20) != 0, entry >> 1 & 0x0F);
        return true;
    }
}
