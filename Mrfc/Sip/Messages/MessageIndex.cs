namespace ImsConference.Sip.Messages;

/// <summary>First pass over a message: finds the lines, undoes folding, fills the start line and the header table.</summary>
internal static class MessageIndex
{
    private static readonly UInt128 Singletons =
        Bit(HeaderId.From) | Bit(HeaderId.To) | Bit(HeaderId.CallId) | Bit(HeaderId.CSeq) | Bit(HeaderId.MaxForwards) | Bit(HeaderId.ContentLength)
        | Bit(HeaderId.ContentType) | Bit(HeaderId.Expires) | Bit(HeaderId.Event) | Bit(HeaderId.RSeq) | Bit(HeaderId.RAck);

    /// <param name="message">Replaced by a copy of the same length when a header was folded: CRLF become two spaces there.</param>
    /// <param name="limits">Bounds.</param>
    /// <param name="start">The start line.</param>
    /// <param name="headers">The fields, appended.</param>
    /// <param name="bodyStart">First byte after the empty line.</param>
    /// <param name="fault">Set when the result is false.</param>
    public static bool TryBuild(
        ref ReadOnlyMemory<byte> message, MessageLimits limits, out StartLine start, ref HeaderTable headers, out int bodyStart, out ParseFault fault)
    {
        start = default;
        bodyStart = 0;
        var bytes = message.Span;
        byte[]? unfolded = null;
        var at = 0;
        while (at + 1 < bytes.Length && bytes[at] == '\r' && bytes[at + 1] == '\n') at += 2;   // §7.5: ignore CRLFs ahead of the start line

        if (!TryFindLineEnd(bytes, at, limits, out var end, out fault)) return false;
        if (!StartLine.TryParse(bytes[at..end], at, out start, out fault)) return false;

        for (at = end + 2; ; at = end + 2)
        {
            if (!TryFindLineEnd(bytes, at, limits, out end, out fault)) return false;
            if (end == at) break;

            while (end + 2 < bytes.Length && SipSyntax.IsSpace(bytes[end + 2]))
            {
                unfolded ??= bytes.ToArray();
                unfolded[end] = unfolded[end + 1] = (byte)' ';
                if (!TryFindLineEnd(bytes, end + 2, limits, out end, out fault)) return false;
            }

            if (headers.Count == limits.Headers) return Fail(at, "Too many headers", out fault, 513);
            var line = unfolded is null ? bytes[at..end] : unfolded.AsSpan(at, end - at);
            if (!TryAddHeader(line, at, ref headers, out fault)) return false;
        }

        bodyStart = end + 2;
        if (unfolded is not null) message = unfolded;
        return true;
    }

    private static UInt128 Bit(HeaderId id) => UInt128.One << (int)id;

    /// <summary>Finds the CRLF of a line; a CR or LF that stands alone is a fault, for two readers could frame it in two ways.</summary>
    private static bool TryFindLineEnd(ReadOnlySpan<byte> bytes, int at, MessageLimits limits, out int end, out ParseFault fault)
    {
        fault = default;
        var length = bytes[at..].IndexOfAny((byte)'\r', (byte)'\n');
        end = at + length;
        if (length < 0) return Fail(at, at + limits.LineBytes < bytes.Length ? "Line too long" : "Headers incomplete", out fault);
        if (length > limits.LineBytes) return Fail(at, "Line too long", out fault, 513);
        if (end > limits.HeaderBytes) return Fail(at, "Headers too long", out fault, 513);
        if (end + 1 == bytes.Length || bytes[end] != '\r' || bytes[end + 1] != '\n') return Fail(end, "Line not ended by CRLF", out fault);
        return true;
    }

    private static bool TryAddHeader(ReadOnlySpan<byte> line, int offset, ref HeaderTable headers, out ParseFault fault)
    {
        fault = default;
        var colon = line.IndexOf((byte)':');
        if (colon <= 0) return Fail(offset, "Header without colon or name", out fault);

        var name = SipSyntax.TrimEnd(line[..colon]);
        var id = HeaderNames.Find(name);
        if (id == HeaderId.Unknown)
        {
            // Bytes above ASCII are not in the grammar of a name, yet harmless to pass through.
            foreach (var value in name)
            {
                if (value < 0x80 && !SipSyntax.TokenBytes.Contains(value)) return Fail(offset, "Header name malformed", out fault);
            }
        }
        else if (headers.Has(id) && (Singletons & Bit(id)) != 0)
        {
            return Fail(offset, MessagePhrases.Repeated(id), out fault);
        }

        var start = colon + 1;
        while (start < line.Length && SipSyntax.IsSpace(line[start])) start++;
        var length = SipSyntax.TrimEnd(line[start..]).Length;
        headers.Add(new HeaderRange(id, (ushort)offset, (ushort)name.Length, (ushort)(offset + start), (ushort)length));
        return true;
    }

    private static bool Fail(int offset, string phrase, out ParseFault fault, int status = 400)
    {
        fault = new ParseFault(offset, phrase, status);
        return false;
    }
}
