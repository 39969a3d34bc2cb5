using System.Buffers.Binary;

namespace ImsConference.Engine.Rtp;

/// <summary>Walks the items of an SDES packet, chunk by chunk (RFC 3550 §6.5). Stops where the bytes stop making sense.</summary>
/// <param name="body">Behind the first word of the packet.</param>
/// <param name="chunks">Its source count.</param>
public ref struct SdesItems(ReadOnlySpan<byte> body, int chunks)
{
    /// <summary>Item type of the canonical name.</summary>
    public const byte Cname = 1;

    private readonly ReadOnlySpan<byte> _body = body;
    private int _chunks = chunks;
    private int _at;
    private bool _inChunk;

    /// <summary>Source of the present item.</summary>
    public uint Ssrc { get; private set; }

    /// <summary>1 is CNAME; see RFC 3550 §6.5.1 to §6.5.8.</summary>
    public byte Type { get; private set; }

    /// <summary>UTF-8, at most 255 bytes.</summary>
    public ReadOnlySpan<byte> Text { get; private set; }

    /// <returns>False at the end, or at the first malformed item.</returns>
    public bool MoveNext()
    {
        while (_inChunk || TryEnterChunk())
        {
            if (_at >= _body.Length) return false;
            if (_body[_at] == 0) // ends the list; the next chunk starts at a word
            {
                _inChunk = false;
                _at = (_at / 4 + 1) * 4;
                continue;
            }

            if (_at + 2 > _body.Length || _at + 2 + _body[_at + 1] > _body.Length) return false;
            Type = _body[_at];
            Text = _body.Slice(_at + 2, _body[_at + 1]);
            _at += 2 + Text.Length;
            return true;
        }

        return false;
    }

    private bool TryEnterChunk()
    {
        if (_chunks == 0 || _at + 4 > _body.Length) return false;
        _chunks--;
        Ssrc = BinaryPrimitives.ReadUInt32BigEndian(_body[_at..]);
        _at += 4;
        _inChunk = true;
        return true;
    }
}
