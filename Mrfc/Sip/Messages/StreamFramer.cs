namespace ImsConference.Sip.Messages;

/// <summary>Cuts a byte stream into messages by Content-Length (RFC 3261 §18.3) and keep-alives (RFC 5626 §3.5.1). Bounded; one a connection.</summary>
/// <param name="limits">Bounds of a message.</param>
public sealed class StreamFramer(MessageLimits limits)
{
    private byte[] _buffer = new byte[4096];
    private int _start;
    private int _end;
    private int _scanned;

    /// <summary>Bytes that wait for the rest of their message.</summary>
    public int Buffered => _end - _start;

    /// <summary>Why the stream broke.</summary>
    public ParseFault Fault { get; private set; }

    /// <summary>Free space to receive into; never empty. Call <see cref="Added"/> with what came.</summary>
    public Memory<byte> Space()
    {
        if (_end == _buffer.Length)
        {
            if (_start > 0)
            {
                _buffer.AsSpan(_start, Buffered).CopyTo(_buffer);
                (_scanned, _end, _start) = (_scanned - _start, Buffered, 0);
            }
            else
            {
                // One message at most can be incomplete, and Next has refused it before it grows beyond the limits.
                Array.Resize(ref _buffer, _buffer.Length * 2);
            }
        }

        return _buffer.AsMemory(_end);
    }

    public void Added(int count) => _end += count;

    /// <summary>Takes the next thing off the stream.</summary>
    /// <param name="message">Bytes of their own for a message; for a broken stream, what there is of the message that broke it.</param>
    public StreamFrame Next(out ReadOnlyMemory<byte> message)
    {
        message = default;
        var waiting = _buffer.AsSpan(_start, Buffered);
        if (waiting.IsEmpty) return Rest();
        if (waiting[0] == '\r') return NextLineEnd(waiting);

        var searchFrom = Math.Max(0, _scanned - _start - 3);
        var headersLength = waiting[searchFrom..].IndexOf("\r\n\r\n"u8);
        if (headersLength < 0)
        {
            _scanned = _end;
            return waiting.Length > limits.HeaderBytes ? Break("Headers too long", 513, out message) : StreamFrame.Incomplete;
        }

        headersLength += searchFrom + 4;
        if (headersLength > limits.HeaderBytes) return Break("Headers too long", 513, out message);
        if (!TryFindContentLength(waiting[..headersLength], out var bodyLength, out var phrase)) return Break(phrase, 400, out message);
        if (headersLength + bodyLength > limits.MessageBytes) return Break("Message Too Large", 513, out message);

        var length = headersLength + (int)bodyLength;
        if (waiting.Length < length) return StreamFrame.Incomplete;

        message = waiting[..length].ToArray();
        Skip(length);
        return StreamFrame.Message;
    }

    private static bool TryFindContentLength(ReadOnlySpan<byte> headers, out long length, out string phrase)
    {
        length = -1;
        phrase = "Content-Length missing on a stream";
        while (!headers.IsEmpty)
        {
            var end = headers.IndexOf("\r\n"u8);
            var line = headers[..end];
            headers = headers[(end + 2)..];

            var colon = line.IndexOf((byte)':');
            if (colon <= 0 || HeaderNames.Find(SipSyntax.TrimEnd(line[..colon])) != HeaderId.ContentLength) continue;

            // A folded value goes on in the next line.
            var value = SipSyntax.Trim(line[(colon + 1)..]);
            if (value.IsEmpty && !headers.IsEmpty && SipSyntax.IsSpace(headers[0])) value = SipSyntax.Trim(headers[..headers.IndexOf("\r\n"u8)]);
            phrase = length < 0 ? "Content-Length malformed" : "Content-Length repeated";
            if (length >= 0 || !SipSyntax.TryReadNumber(value, out var number)) return false;
            length = number;
        }

        return length >= 0;
    }

    private StreamFrame NextLineEnd(ReadOnlySpan<byte> waiting)
    {
        if (waiting.StartsWith("\r\n\r\n"u8)) return Skipped(4, StreamFrame.Ping);

        // A lone CRLF may be the first half of a ping: the next bytes tell.
        if ("\r\n\r\n"u8.StartsWith(waiting)) return StreamFrame.Incomplete;
        return waiting.StartsWith("\r\n"u8) ? Skipped(2, StreamFrame.Pong) : Break("Line not ended by CRLF", 400, out _);
    }

    private StreamFrame Skipped(int count, StreamFrame frame)
    {
        Skip(count);
        return frame;
    }

    private void Skip(int count)
    {
        _start += count;
        _scanned = _start;
    }

    private StreamFrame Rest()
    {
        _start = _end = _scanned = 0;
        return StreamFrame.Incomplete;
    }

    private StreamFrame Break(string phrase, int status, out ReadOnlyMemory<byte> message)
    {
        Fault = new ParseFault(0, phrase, status);
        message = _buffer.AsMemory(_start, Math.Min(Buffered, limits.HeaderBytes)).ToArray();
        Skip(Buffered);
        return StreamFrame.Broken;
    }
}
