using ImsConference.Engine.Codecs;

namespace ImsConference.Mrfp.Contexts;

/// <summary>Coded frames on their way into packets that are longer or shorter than a frame.</summary>
/// <remarks>G.711 and G.722 may be cut anywhere. The others go in whole frames: an odd ptime is rounded down to them.</remarks>
internal sealed class PacketFill
{
    private readonly AudioFormat _format;
    private readonly int _ptimeMs;
    private readonly byte[] _coded;
    private readonly int[] _lengths = new int[AudioFormat.LongestPacketMs / AudioFormat.FrameMs + 1];
    private int _frames;
    private int _bytes;

    private PacketFill(AudioFormat format, int ptimeMs)
    {
        _format = format;
        _ptimeMs = ptimeMs;
        _coded = new byte[IsCut ? (ptimeMs + AudioFormat.FrameMs) * BytesAMs : FramesAPacket * AudioFormat.MaxFrameBytes];
    }

    // 64 kbit/s, one octet a unit of the RTP clock.
    private const int BytesAMs = 8;

    // Opus: RFC 6716 §3.2.5 allows 120 ms in a packet.
    private const int LongestOpusMs = 120;

    private bool IsCut => CanCut(_format);

    private int FramesAPacket => _ptimeMs / AudioFormat.FrameMs;

    /// <returns>Null where a packet holds one frame; the one at hand where it serves on.</returns>
    public static PacketFill? For(AudioFormat format, int ptimeMs, PacketFill? present)
    {
        if (format.Codec == AudioCodec.Opus) ptimeMs = Math.Min(ptimeMs, LongestOpusMs);
        if (!CanCut(format)) ptimeMs = Math.Max(AudioFormat.FrameMs, ptimeMs / AudioFormat.FrameMs * AudioFormat.FrameMs);
        if (ptimeMs == AudioFormat.FrameMs) return null;
        return present is not null && present._ptimeMs == ptimeMs && present._format.Equals(format) ? present : new PacketFill(format, ptimeMs);
    }

    /// <summary>Takes 20 ms.</summary>
    /// <param name="coded">Empty when DTX leaves them out.</param>
    public void Add(ReadOnlySpan<byte> coded)
    {
        coded.CopyTo(_coded.AsSpan(_bytes));
        _bytes += coded.Length;
        if (!IsCut) _lengths[_frames++] = coded.Length;
    }

    /// <summary>There is enough for a packet.</summary>
    public bool IsFull => IsCut ? _bytes >= _ptimeMs * BytesAMs : _frames >= FramesAPacket;

    /// <summary>False when the first frame is comfort noise.</summary>
    public bool BeginsWithSpeech => IsCut || _lengths[0] == 0 || !PayloadPacker.IsComfortNoise(_format, _coded);

    /// <summary>Takes a packet's payload out; there is enough for one.</summary>
    /// <param name="payload">Room for it.</param>
    /// <param name="units">Its duration in units of the RTP clock.</param>
    /// <returns>Its bytes; 0 when there is nothing to send in this time.</returns>
    public int Take(Span<byte> payload, out int units) => IsCut ? Cut(payload, out units) : Pack(payload, out units);

    /// <summary>Throws away what is kept.</summary>
    /// <returns>Its duration in units of the RTP clock.</returns>
    public int Drop()
    {
        var units = IsCut ? _bytes : _frames * _format.FrameTicks;
        _bytes = 0;
        _frames = 0;
        return units;
    }

    private static bool CanCut(AudioFormat format) => format.Codec is AudioCodec.Pcmu or AudioCodec.Pcma or AudioCodec.G722;

    private int Cut(Span<byte> payload, out int units)
    {
        units = _ptimeMs * BytesAMs;
        _coded.AsSpan(0, units).CopyTo(payload);
        Remove(units);
        return units;
    }

    private int Pack(Span<byte> payload, out int units)
    {
        var length = PayloadPacker.Pack(_format, _coded, _lengths.AsSpan(0, _frames), payload, out var taken);
        units = taken * _format.FrameTicks;
        var bytes = 0;
        for (var i = 0; i < taken; i++) bytes += _lengths[i];
        _lengths.AsSpan(taken, _frames - taken).CopyTo(_lengths);
        _frames -= taken;
        Remove(bytes);
        return length;
    }

    private void Remove(int bytes)
    {
        _coded.AsSpan(bytes, _bytes - bytes).CopyTo(_coded);
        _bytes -= bytes;
    }
}
