using System.Text;

namespace ImsConference.Sip.Messages;

/// <summary>One SIP request or response: the datagram as it came and a flat table of its headers. Immutable.</summary>
/// <remarks>Nothing is copied and no string is made until somebody asks. Spans point into <see cref="Bytes"/>.</remarks>
public sealed class SipMessage
{
    private ReadOnlyMemory<byte> _bytes;
    private StartLine _start;
    private HeaderTable _headers;
    private int _bodyStart;
    private int _bodyLength;
    private SipUri? _requestUri;
    private string? _callId;
    private string? _fromTag;
    private string? _toTag;
    private string? _label;

    private SipMessage(ReadOnlyMemory<byte> bytes) => _bytes = bytes;

    public bool IsRequest => _start.Status == 0;

    /// <summary>Method of the request; of a response, the one its CSeq names.</summary>
    public SipMethod Method => IsRequest ? _start.Method : CSeqValue.Method;

    /// <summary>Name of that method, for one that <see cref="Method"/> does not know.</summary>
    public ReadOnlySpan<byte> MethodName => IsRequest ? _bytes.Span[_start.MethodName] : CSeqValue.MethodName;

    /// <summary>Request-URI as it came; empty in a response.</summary>
    public ReadOnlySpan<byte> RequestUriText => _bytes.Span[_start.Uri];

    /// <summary>100..699; 0 in a request.</summary>
    public int StatusCode => _start.Status;

    /// <summary>Of a response; may be empty.</summary>
    public ReadOnlySpan<byte> ReasonPhrase => _bytes.Span[_start.Reason];

    /// <summary>The whole message. Folded headers are unfolded (same length); bytes after Content-Length are cut off.</summary>
    public ReadOnlyMemory<byte> Bytes => _bytes;

    /// <summary>As long as Content-Length says; without it, the rest of the datagram (RFC 3261 §18.3).</summary>
    public ReadOnlyMemory<byte> Body => _bytes.Slice(_bodyStart, _bodyLength);

    public string CallId => _callId ??= Encoding.UTF8.GetString(this[HeaderId.CallId]);

    /// <summary>Empty when absent (RFC 2543 clients).</summary>
    public string FromTag => _fromTag ??= TagOf(HeaderId.From);

    /// <summary>Empty when absent.</summary>
    public string ToTag => _toTag ??= TagOf(HeaderId.To);

    /// <summary>Below 2^31 (§8.1.1.5).</summary>
    public uint CSeqNumber => CSeqValue.Number;

    /// <summary>What a ladder shows: <c>INVITE</c> or <c>183 Session Progress</c>.</summary>
    public string Label => _label ??= IsRequest
        ? Encoding.UTF8.GetString(MethodName)
        : $"{StatusCode} {Encoding.UTF8.GetString(ReasonPhrase)}".TrimEnd();

    /// <summary>Every header line in order.</summary>
    public HeaderFields Headers => new(this);

    internal int FieldCount => _headers.Count;

    private CSeq CSeqValue => CSeq.TryParse(this[HeaderId.CSeq], out var cseq) ? cseq : default;

    /// <summary>First value: folding undone, trimmed, the first element of a comma list; empty when absent.</summary>
    public ReadOnlySpan<byte> this[HeaderId id] => FirstValue(id, null);

    /// <inheritdoc cref="this[HeaderId]"/>
    /// <param name="name">Any header's name, in any case; finds the compact form too.</param>
    public ReadOnlySpan<byte> this[string name] => FirstValue(HeaderNames.Find(name), name);

    /// <param name="datagram">One whole message. It is kept: the caller must not change it afterwards.</param>
    /// <param name="message">The message; null when the result is false.</param>
    /// <param name="fault">Why it was refused.</param>
    /// <returns>False when malformed: a request is answered with the fault, a response is dropped.</returns>
    public static bool TryParse(ReadOnlyMemory<byte> datagram, out SipMessage message, out ParseFault fault) =>
        TryParse(datagram, MessageLimits.Default, out message, out fault);

    /// <summary>As above, with bounds of the caller's own.</summary>
    public static bool TryParse(ReadOnlyMemory<byte> datagram, MessageLimits limits, out SipMessage message, out ParseFault fault)
    {
        message = null!;
        if (datagram.Length > limits.MessageBytes)
        {
            fault = new ParseFault(limits.MessageBytes, "Message Too Large", 513);
            return false;
        }

        return TryRead(datagram, limits, MessageCheck.Received, out message, out fault);
    }

    /// <summary>Request-URI in its parts, parsed once.</summary>
    /// <returns>False in a response.</returns>
    public bool TryGetRequestUri(out SipUri uri)
    {
        if (_requestUri is null && IsRequest && SipUri.TryParse(RequestUriText, out var parsed)) _requestUri = parsed;
        uri = _requestUri!;
        return uri is not null;
    }

    public bool TryGetTopVia(out Via via) => Via.TryParse(this[HeaderId.Via], out via);

    public bool Has(HeaderId id) => _headers.Has(id);

    /// <summary>Every value of a header, comma lists split.</summary>
    public HeaderValues Values(HeaderId id) => new(this, id, null);

    /// <inheritdoc cref="Values(HeaderId)"/>
    public HeaderValues Values(string name) => new(this, HeaderNames.Find(name), name);

    /// <summary>How many values a header has, those of a comma list one by one.</summary>
    public int Count(HeaderId id)
    {
        var count = 0;
        foreach (var _ in Values(id)) count++;
        return count;
    }

    /// <summary>True when a comma list of tokens (option tags, methods, events, media types) holds this one, in any case, its parameters aside.</summary>
    public bool Lists(HeaderId id, string token)
    {
        foreach (var value in Values(id))
        {
            var end = value.IndexOf((byte)';');
            if (SipSyntax.EqualsIgnoreCase(SipSyntax.TrimEnd(end < 0 ? value : value[..end]), token)) return true;
        }

        return false;
    }

    /// <summary>A header that is a number: Expires, Min-SE, RSeq, Retry-After, …; what follows the digits is not looked at.</summary>
    /// <returns>False when absent or not a number; one too large for 32 bits is the largest (RFC 4475 §3.1.2.4).</returns>
    public bool TryGetNumber(HeaderId id, out uint number)
    {
        var value = this[id];
        var digits = value.IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        if (digits >= 0) value = value[..digits];
        if (!SipSyntax.TryReadNumber(value, out number) && !value.IsEmpty) number = uint.MaxValue;
        return !value.IsEmpty;
    }

    /// <summary>The same message with one more Via line on top.</summary>
    public SipMessage WithTopVia(string via)
    {
        var at = _bytes.Span.IndexOf("\r\n"u8) + 2;
        return Splice(at, 0, $"Via: {Checked(via)}\r\n");
    }

    /// <summary>The same message with its topmost Via value replaced.</summary>
    public SipMessage WithReplacedTopVia(string via)
    {
        var range = _headers[_headers.IndexOf(HeaderId.Via)];
        var rest = _bytes.Span.Slice(range.ValueStart, range.ValueLength);
        var before = rest.Length;
        HeaderValues.TakeValue(ref rest, isList: true);
        var replaced = before - rest.Length - (rest.IsEmpty ? 0 : 1);
        return Splice(range.ValueStart, replaced, Checked(via));
    }

    /// <summary>The whole message as text, for logs and ladders.</summary>
    public override string ToString() => Encoding.UTF8.GetString(_bytes.Span);

    internal static bool TryRead(ReadOnlyMemory<byte> bytes, MessageLimits limits, MessageCheck check, out SipMessage message, out ParseFault fault)
    {
        var reading = new SipMessage(bytes);
        var isGood = MessageIndex.TryBuild(ref reading._bytes, limits, out reading._start, ref reading._headers, out reading._bodyStart, out fault)
            && reading.TryFrameBody(out fault)
            && MessageChecks.TryCheck(reading, check, out fault);
        message = isGood ? reading : null!;
        return isGood;
    }

    internal HeaderField FieldAt(int index)
    {
        var range = _headers[index];
        var bytes = _bytes.Span;
        return new HeaderField(range.Id, bytes.Slice(range.NameStart, range.NameLength), bytes.Slice(range.ValueStart, range.ValueLength));
    }

    /// <summary>A line's value, trimmed, comma lists not split.</summary>
    internal ReadOnlySpan<byte> ValueAt(int index)
    {
        var range = _headers[index];
        return _bytes.Span.Slice(range.ValueStart, range.ValueLength);
    }

    internal int OffsetOf(HeaderId id) => _headers.IndexOf(id) is >= 0 and var index ? _headers[index].NameStart : 0;

    internal int IndexOf(HeaderId id, string? unknownName, int from)
    {
        if (id != HeaderId.Unknown) return _headers.IndexOf(id, from);

        for (var index = from; (index = _headers.IndexOf(id, index)) >= 0; index++)
        {
            if (SipSyntax.EqualsIgnoreCase(FieldAt(index).Name, unknownName ?? "")) return index;
        }

        return -1;
    }

    private static string Checked(string value) =>
        value.AsSpan().ContainsAny('\r', '\n') ? throw new ArgumentException("CR or LF in a header value.", nameof(value)) : value;

    private ReadOnlySpan<byte> FirstValue(HeaderId id, string? name)
    {
        var index = IndexOf(id, name, 0);
        if (index < 0) return default;
        var value = ValueAt(index);
        return HeaderNames.IsList(id) ? HeaderValues.TakeValue(ref value, isList: true) : value;
    }

    private string TagOf(HeaderId id) => NameAddr.TryParse(this[id], out var address) ? Encoding.UTF8.GetString(address.Tag) : "";

    private bool TryFrameBody(out ParseFault fault)
    {
        fault = default;
        _bodyLength = _bytes.Length - _bodyStart;
        if (!Has(HeaderId.ContentLength)) return true;

        if (!SipSyntax.TryReadNumber(this[HeaderId.ContentLength], out var length))
            fault = new ParseFault(OffsetOf(HeaderId.ContentLength), "Content-Length malformed");
        else if (length > _bodyLength)
            fault = new ParseFault(OffsetOf(HeaderId.ContentLength), "Body shorter than Content-Length");
        if (fault.Phrase is not null) return false;

        _bodyLength = (int)length;
        _bytes = _bytes[..(_bodyStart + _bodyLength)];
        return true;
    }

    private SipMessage Splice(int at, int remove, string insert)
    {
        var old = _bytes.Span;
        var added = Encoding.UTF8.GetByteCount(insert);
        var bytes = new byte[old.Length - remove + added];
        old[..at].CopyTo(bytes);
        Encoding.UTF8.GetBytes(insert, bytes.AsSpan(at));
        old[(at + remove)..].CopyTo(bytes.AsSpan(at + added));
        return TryRead(bytes, MessageLimits.Written, MessageCheck.None, out var message, out var fault)
            ? message
            : throw new ArgumentException(fault.Phrase, nameof(insert));
    }
}
