using System.Security.Cryptography;
using System.Text;

namespace ImsConference.Sip.Messages;

/// <summary>Multipart bodies (RFC 2046 §5.1), such as SDP beside a resource list.</summary>
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
        var part = TryBoundary(message, out var boundary) ? Split(message.Body, boundary).Find(part => part.Is(mediaType)) : null;
        content = part?.Content ?? default;
        return part is not null;
    }

    /// <summary>Every part of a multipart body; a body of another type is the one part there is.</summary>
    /// <returns>Empty without a body. Parts without headers are left out, and so is all that comes after the last delimiter.</returns>
    public static IReadOnlyList<BodyPart> Parts(SipMessage message)
    {
        if (message.Body.IsEmpty) return [];
        if (TryBoundary(message, out var boundary)) return Split(message.Body, boundary);
        return [new BodyPart(Text(message[HeaderId.ContentType]), message.Body)
        {
            Disposition = Text(message[HeaderId.ContentDisposition]),
            Id = Bare(Text(message[HeaderId.ContentId])),
        }];
    }

    /// <summary>Writes a multipart/mixed body.</summary>
    /// <param name="parts">In their order.</param>
    /// <returns>Value of Content-Type, with a boundary that nobody can guess, and the body.</returns>
    public static (string ContentType, ReadOnlyMemory<byte> Content) Write(IReadOnlyList<BodyPart> parts)
    {
        var boundary = RandomNumberGenerator.GetHexString(24, lowercase: true);
        using var body = new MemoryStream();
        foreach (var part in parts)
        {
            body.Write(Encoding.UTF8.GetBytes($"--{boundary}\r\nContent-Type: {part.ContentType}\r\n"));
            if (part.Disposition.Length > 0) body.Write(Encoding.UTF8.GetBytes($"Content-Disposition: {part.Disposition}\r\n"));
            if (part.Id.Length > 0) body.Write(Encoding.UTF8.GetBytes($"Content-ID: <{part.Id}>\r\n"));
            body.Write("\r\n"u8);
            body.Write(part.Content.Span);
            body.Write("\r\n"u8);
        }

        body.Write(Encoding.UTF8.GetBytes($"--{boundary}--\r\n"));
        return ($"multipart/mixed;boundary={boundary}", body.ToArray());
    }

    private static bool TryBoundary(SipMessage message, out byte[] delimiter)
    {
        delimiter = [];
        if (!ContentType.TryParse(message[HeaderId.ContentType], out var type) || !Ascii.EqualsIgnoreCase(type.MediaType, "multipart"u8)) return false;
        if (!type.TryGetParameter("boundary"u8, out var boundary) || boundary.IsEmpty) return false;
        delimiter = [.. "--"u8, .. boundary];
        return true;
    }

    private static List<BodyPart> Split(ReadOnlyMemory<byte> body, byte[] delimiter)
    {
        var parts = new List<BodyPart>();
        var rest = body;
        if (!TrySkipTo(ref rest, delimiter)) return parts;
        while (parts.Count < MostParts && !rest.Span.StartsWith("--"u8))
        {
            var from = rest;
            if (!TrySkipTo(ref rest, delimiter)) break;
            if (TryRead(from[..(from.Length - rest.Length - delimiter.Length)], out var part)) parts.Add(part);
        }

        return parts;
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
    private static bool TryRead(ReadOnlyMemory<byte> text, out BodyPart part)
    {
        part = null!;
        var span = text.Span;
        var end = span.IndexOf("\r\n\r\n"u8);
        if (end < 0) return false;

        var length = span.EndsWith("\r\n"u8) ? span.Length - 2 : span.Length;
        var headers = Text(span[..end]).Replace("\r\n ", " ", StringComparison.Ordinal).Replace("\r\n\t", " ", StringComparison.Ordinal).Split("\r\n");
        part = new BodyPart(Value(headers, "Content-Type"), text[Math.Min(end + 4, length)..length])
        {
            Disposition = Value(headers, "Content-Disposition"),
            Id = Bare(Value(headers, "Content-ID")),
        };
        return true;
    }

    private static string Value(string[] headers, string name)
    {
        foreach (var line in headers)
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon > 0 && line.AsSpan(0, colon).Trim().Equals(name, StringComparison.OrdinalIgnoreCase)) return line[(colon + 1)..].Trim();
        }

        return "";
    }

    private static string Bare(string id) => id.Trim('<', '>');

    private static string Text(ReadOnlySpan<byte> value) => Encoding.UTF8.GetString(value);
}
