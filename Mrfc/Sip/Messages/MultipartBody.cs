namespace ImsConference.Sip.Messages;

/// <summary>Parts of a multipart body (RFC 2046 §5.1), such as SDP beside a resource list.</summary>
public static class MultipartBody
{
    private const int MostParts = 16;

    /// <summary>Finds the first part of a media type.</summary>
    /// <param name="message">Its Content-Type names the boundary.</param>
    /// <param name="mediaType">For example <c>application/sdp</c>.</param>
    /// <param name="content">Content of that part, without its headers.</param>
    /// <returns>False when the message is not multipart, is broken, or has no such part.</returns>
    public static bool TryFind(SipMessage message, string mediaType, out ReadOnlyMemory<byte> content)
    {
        content = default;
        if (!TryBoundary(message, out var boundary)) return false;

        var rest = message.Body;
        if (!TrySkipTo(ref rest, boundary)) return false;
        for (var parts = 0; parts < MostParts && !rest.Span.StartsWith("--"u8); parts++)
        {
            var from = rest;
            if (!TrySkipTo(ref rest, boundary)) return false;
            var part = from[..(from.Length - rest.Length - boundary.Length)];
            if (TrySplit(part, out var type, out var body) && type.Is(mediaType))
            {
                content = body;
                return true;
            }
        }

        return false;
    }

    private static bool TryBoundary(SipMessage message, out byte[] delimiter)
    {
        delimiter = [];
        if (!ContentType.TryParse(message[HeaderId.ContentType], out var type) || !EqualsIgnoringCase(type.MediaType, "multipart"u8)) return false;
        if (!type.TryGetParameter("boundary"u8, out var boundary) || boundary.IsEmpty) return false;
        delimiter = [.. "--"u8, .. boundary];
        return true;
    }

    /// <summary>Moves behind the next delimiter: at the start of a line, and not merely the start of a longer word.</summary>
    private static bool TrySkipTo(ref ReadOnlyMemory<byte> rest, byte[] delimiter)
    {
        var span = rest.Span;
        for (int from = 0, at; (at = span[from..].IndexOf(delimiter)) >= 0; from += at + 1)
        {
            var start = from + at;
            var after = span[(start + delimiter.Length)..];
            var startsLine = start == 0 || span[start - 1] == '\n';
            var endsWord = after.IsEmpty || after[0] is (byte)'\r' or (byte)' ' or (byte)'\t' || after.StartsWith("--"u8);
            if (!startsLine || !endsWord) continue;
            rest = rest[(start + delimiter.Length)..];
            return true;
        }

        return false;
    }

    /// <summary>Headers end at the first empty line; the CRLF before the delimiter belongs to the delimiter.</summary>
    private static bool TrySplit(ReadOnlyMemory<byte> part, out ContentType type, out ReadOnlyMemory<byte> body)
    {
        type = default;
        body = default;
        var span = part.Span;
        var end = span.IndexOf("\r\n\r\n"u8);
        if (end < 0) return false;

        var length = span.EndsWith("\r\n"u8) ? span.Length - 2 : span.Length;
        body = part[Math.Min(end + 4, length)..length];
        foreach (var range in span[..end].Split("\r\n"u8))
        {
            var line = span[..end][range];
            var colon = line.IndexOf((byte)':');
            if (colon > 0 && EqualsIgnoringCase(line[..colon].TrimEnd((byte)' '), "content-type"u8)) return ContentType.TryParse(line[(colon + 1)..].Trim((byte)' '), out type);
        }

        return false;
    }

    private static bool EqualsIgnoringCase(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right) => System.Text.Ascii.EqualsIgnoreCase(left, right);
}
