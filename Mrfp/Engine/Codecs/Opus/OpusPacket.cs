using System.Runtime.CompilerServices;

namespace ImsConference.Engine.Codecs;

/// <summary>The framing of an Opus packet (RFC 6716 §3): what it is and where its frames lie, read without decoding.</summary>
internal ref struct OpusPacket
{
    /// <summary>120 ms of the shortest frames.</summary>
    public const int MaxFrames = 48;

    private const int MaxTicks = 5760; // 120 ms
    private const int MaxLength = 1275;

    private readonly ReadOnlySpan<byte> _packet;
    private FrameTable _starts;
    private FrameTable _lengths;

    private OpusPacket(ReadOnlySpan<byte> packet) => _packet = packet;

    /// <summary>Configuration and stereo flag: the TOC byte without its frame count code.</summary>
    public readonly byte Configuration => (byte)(_packet[0] & ~3);

    public int Count { get; private set; }

    /// <summary>Of each frame, at 48 kHz: 2.5 to 60 ms.</summary>
    public int FrameTicks { get; private set; }

    /// <summary>True when it has a SILK layer (SILK-only and hybrid modes), at whose head the voice flags stand.</summary>
    public readonly bool HasSilk => _packet[0] < 0x80;

    /// <summary>True when all frames are left out (DTX).</summary>
    public readonly bool IsLeftOut
    {
        get
        {
            for (var i = 0; i < Count; i++)
                if (_lengths[i] > 1) return false;
            return true;
        }
    }

    /// <summary>True when no frame carries voice by its encoder's flags. A packet without a SILK layer has none, and is never sure.</summary>
    public readonly bool HasNoVoice
    {
        get
        {
            for (var i = 0; i < Count; i++)
                if (_lengths[i] > 1 && (!HasSilk || HasFlag(Frame(i), VoiceFlags))) return false;
            return true;
        }
    }

    /// <summary>True when its first frame carries a copy of the frame before (LBRR, RFC 6716 §4.2.4).</summary>
    public readonly bool HasCopy => HasSilk && _lengths[0] > 1 && HasFlag(Frame(0), 0x80 >> SilkFrames);

    // A SILK frame is 10 or 20 ms; one flag for each, then one for the copy (RFC 6716 §4.2.3).
    private readonly int SilkFrames => Math.Max(1, FrameTicks / 960);

    private readonly int VoiceFlags => 0xFF00 >> SilkFrames & 0xFF;

    public readonly ReadOnlySpan<byte> Frame(int index) => _packet.Slice(_starts[index], _lengths[index]);

    /// <returns>False when the packet breaks a requirement of RFC 6716 §3.4.</returns>
    public static bool TryParse(ReadOnlySpan<byte> bytes, out OpusPacket packet)
    {
        packet = new OpusPacket(bytes);
        if (bytes.IsEmpty) return false;
        packet.FrameTicks = TicksOf(bytes[0]);
        return (bytes[0] & 3) switch
        {
            0 => packet.TryPlace(1, 1, bytes.Length - 1),
            1 => bytes.Length % 2 == 1 && packet.TryPlace(2, 1, (bytes.Length - 1) / 2),
            2 => packet.TryPlaceTwo(),
            _ => packet.TryPlaceMany(),
        };
    }

    /// <summary>Reads the length of a frame (RFC 6716 §3.2.1).</summary>
    /// <param name="at">Where it stands; moved behind it.</param>
    private static bool TryReadLength(ReadOnlySpan<byte> bytes, ref int at, out int length)
    {
        length = 0;
        if (at >= bytes.Length) return false;
        length = bytes[at++];
        if (length < 252) return true;
        if (at >= bytes.Length) return false;
        length += 4 * bytes[at++];
        return true;
    }

    // RFC 6716 table 2.
    private static int TicksOf(byte toc) => (toc >> 3) switch
    {
        < 12 and var config => (config & 3) switch { 0 => 480, 1 => 960, 2 => 1920, _ => 2880 },
        < 16 and var config => (config & 1) == 0 ? 480 : 960,
        var config => 120 << (config & 3),
    };

    // Mid channel first, then the side channel's flags of a stereo packet.
    private readonly bool HasFlag(ReadOnlySpan<byte> frame, int flags)
    {
        var isStereo = (_packet[0] & 4) != 0;
        return (frame[0] & (isStereo ? flags | flags >> (SilkFrames + 1) : flags)) != 0;
    }

    private bool TryPlace(int count, int start, int length)
    {
        if (length is < 0 or > MaxLength || count * FrameTicks > MaxTicks) return false;
        Count = count;
        for (var i = 0; i < count; i++)
        {
            _starts[i] = start + i * length;
            _lengths[i] = length;
        }

        return true;
    }

    private bool TryPlaceTwo()
    {
        var at = 1;
        if (!TryReadLength(_packet, ref at, out var first) || !TryPlace(2, at, first)) return false;
        _starts[1] = at + first;
        _lengths[1] = _packet.Length - at - first;
        return _lengths[1] is >= 0 and <= MaxLength;
    }

    private bool TryPlaceMany()
    {
        if (_packet.Length < 2) return false;
        var count = _packet[1] & 0x3F;
        var isVariable = (_packet[1] & 0x80) != 0;
        var at = 2;
        if (count == 0 || count * FrameTicks > MaxTicks || !TrySkipPadding((_packet[1] & 0x40) != 0, ref at, out var end)) return false;
        if (isVariable) return TryPlaceVariable(count, at, end);
        return (end - at) % count == 0 && TryPlace(count, at, (end - at) / count);
    }

    private readonly bool TrySkipPadding(bool isPadded, ref int at, out int end)
    {
        end = _packet.Length;
        for (var more = isPadded; more;)
        {
            if (at >= _packet.Length) return false;
            var padding = _packet[at++];
            more = padding == 255;
            end -= more ? 254 : padding;
        }

        return end >= at;
    }

    private bool TryPlaceVariable(int count, int at, int end)
    {
        var total = 0;
        for (var i = 0; i < count - 1; i++)
        {
            if (!TryReadLength(_packet[..end], ref at, out var length)) return false;
            _lengths[i] = length;
            total += length;
        }

        _lengths[count - 1] = end - at - total;
        if (_lengths[count - 1] is < 0 or > MaxLength) return false;
        Count = count;
        for (var i = 0; i < count; at += _lengths[i++]) _starts[i] = at;
        return true;
    }

    [InlineArray(MaxFrames)]
    private struct FrameTable
    {
        private int _first;
    }
}
