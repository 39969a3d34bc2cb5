namespace ImsConference.Sip.Messages;

/// <summary>The parts of a start line (RFC 3261 §7.1, §7.2); ranges count from the start of the message.</summary>
internal readonly struct StartLine
{
    /// <summary>0 in a request.</summary>
    public int Status { get; private init; }

    public SipMethod Method { get; private init; }

    public Range MethodName { get; private init; }

    public Range Uri { get; private init; }

    public Range Reason { get; private init; }

    /// <param name="line">Without CRLF.</param>
    /// <param name="offset">Of the line in the message.</param>
    /// <param name="start">The parts.</param>
    /// <param name="fault">Set when the result is false.</param>
    public static bool TryParse(ReadOnlySpan<byte> line, int offset, out StartLine start, out ParseFault fault) =>
        line.Length >= 4 && SipSyntax.EqualsIgnoreCase(line[..4], "SIP/"u8)
            ? TryParseStatus(line, offset, out start, out fault)
            : TryParseRequest(line, offset, out start, out fault);

    private static bool TryParseStatus(ReadOnlySpan<byte> line, int offset, out StartLine start, out ParseFault fault)
    {
        start = default;
        fault = default;
        if (line.Length < 11 || !SipSyntax.EqualsIgnoreCase(line[..8], "SIP/2.0 "u8))
            return Fail(offset, "Status line malformed", out fault);
        if (!SipSyntax.TryReadNumber(line[8..11], out var status) || status is < 100 or > 699 || (line.Length > 11 && line[11] != ' '))
            return Fail(offset + 8, "Status code out of range", out fault);

        var reason = Math.Min(12, line.Length);
        start = new StartLine { Status = (int)status, Reason = new Range(offset + reason, offset + line.Length) };
        return true;
    }

    private static bool TryParseRequest(ReadOnlySpan<byte> line, int offset, out StartLine start, out ParseFault fault)
    {
        start = default;
        fault = default;
        var afterMethod = line.IndexOf((byte)' ');
        var beforeVersion = line.LastIndexOf((byte)' ');
        if (afterMethod < 0 || !SipSyntax.IsToken(line[..afterMethod])) return Fail(offset, "Method malformed", out fault);
        if (beforeVersion == line.Length - 1) return Fail(offset + beforeVersion, "Whitespace at end of request line", out fault);
        if (afterMethod == beforeVersion) return Fail(offset, "Request line incomplete", out fault);

        var uri = line[(afterMethod + 1)..beforeVersion];
        if (uri.IsEmpty || SipSyntax.IsSpace(uri[0]) || SipSyntax.IsSpace(uri[^1]))
            return Fail(offset + afterMethod, "Extra whitespace in request line", out fault);
        if (uri.ContainsAny((byte)' ', (byte)'\t')) return Fail(offset + afterMethod, "Whitespace in Request-URI", out fault);

        var version = line[(beforeVersion + 1)..];
        if (!SipSyntax.EqualsIgnoreCase(version, "SIP/2.0"u8)) return FailVersion(version, offset + beforeVersion + 1, out fault);

        start = new StartLine
        {
            Method = SipMethods.Parse(line[..afterMethod]),
            MethodName = new Range(offset, offset + afterMethod),
            Uri = new Range(offset + afterMethod + 1, offset + beforeVersion),
        };
        return true;
    }

    private static bool FailVersion(ReadOnlySpan<byte> version, int offset, out ParseFault fault)
    {
        var isOther = version.Length > 4 && SipSyntax.EqualsIgnoreCase(version[..4], "SIP/"u8) && char.IsAsciiDigit((char)version[4]);
        fault = isOther ? new ParseFault(offset, "Version Not Supported", 505) : new ParseFault(offset, "SIP version malformed");
        return false;
    }

    private static bool Fail(int offset, string phrase, out ParseFault fault)
    {
        fault = new ParseFault(offset, phrase);
        return false;
    }
}
