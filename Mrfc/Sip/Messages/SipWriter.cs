using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace ImsConference.Sip.Messages;

/// <summary>Builds a request or a response. CR and LF in any value are refused, so nobody's text becomes a header.</summary>
/// <remarks>Headers stand in the order they were added; Content-Length is added by <see cref="Build()"/>, and Max-Forwards 70 to a request without.</remarks>
public sealed class SipWriter
{
    private const int MaxForwards = 70;   // §8.1.1.6

    private const int UsualBytes = 4_096;
    private const int MostSpareBytes = 65_536;

    // Messages are written one after the other: one buffer a thread serves for nearly all, and what is built has bytes of its own, no more than it needs.
    [ThreadStatic]
    private static byte[]? _spare;

    private byte[] _buffer = _spare ?? new byte[UsualBytes];
    private int _length;
    private int _toEnd = -1;
    private bool _needsMaxForwards;
    private ReadOnlyMemory<byte> _body;

    private SipWriter() => _spare = null;

    public static SipWriter Request(SipMethod method, SipUri uri) => Request(SipMethods.Name(method), uri);

    /// <param name="method">Any token.</param>
    /// <param name="uri">Request-URI; its headers are left out, for they cannot stand there (§19.1.1).</param>
    public static SipWriter Request(string method, SipUri uri)
    {
        if (method.Length == 0 || !Ascii.IsValid(method) || !SipSyntax.IsToken(Encoding.ASCII.GetBytes(method)))
            throw new ArgumentException($"not a method: {method}", nameof(method));
        var writer = new SipWriter { _needsMaxForwards = true };
        return writer.Text(method).Text(" ").Text(uri.WithoutHeaders().Text).Text(" SIP/2.0\r\n");
    }

    /// <summary>Copies all Via, From, To, Call-ID, CSeq; Timestamp into a 100 (§8.2.6.1), Record-Route into 101..299 to a request that can
    /// make a dialog (§12.1.1).</summary>
    /// <param name="request">The request that is answered.</param>
    /// <param name="status">100..699.</param>
    /// <param name="reason">The phrase of the status unless said.</param>
    public static SipWriter Response(SipMessage request, int status, string? reason = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(status, 100);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(status, 699);
        var writer = StatusLine(status, reason ?? ReasonPhrases.For(status)).Copy(request, HeaderId.Via);
        if (status is > 100 and < 300 && request.Method is SipMethod.Invite or SipMethod.Subscribe or SipMethod.Refer or SipMethod.Notify)
            writer.Copy(request, HeaderId.RecordRoute);
        writer.Copy(request, HeaderId.From).Copy(request, HeaderId.To);
        writer._toEnd = writer._length - 2;
        writer.Copy(request, HeaderId.CallId).Copy(request, HeaderId.CSeq);
        if (status == 100) writer.Copy(request, HeaderId.Timestamp);
        return writer;
    }

    /// <exception cref="ArgumentException">CR or LF in the value.</exception>
    public SipWriter Add(HeaderId id, string value)
    {
        Refuse(value);
        return Name(id).Text(value).Text("\r\n");
    }

    /// <inheritdoc cref="Add(HeaderId, string)"/>
    public SipWriter Add(HeaderId id, ReadOnlySpan<byte> value)
    {
        if (value.ContainsAny((byte)'\r', (byte)'\n')) throw new ArgumentException("CR or LF in a header value.", nameof(value));
        return Name(id).Bytes(value).Text("\r\n");
    }

    /// <summary>A header that is a number.</summary>
    public SipWriter Add(HeaderId id, long value) => Name(id).Text(value.ToString(CultureInfo.InvariantCulture)).Text("\r\n");

    /// <summary>Any header.</summary>
    /// <exception cref="ArgumentException">The name is no token, or CR or LF in the value.</exception>
    public SipWriter Add(string name, string value)
    {
        var id = HeaderNames.Find(name);
        if (id != HeaderId.Unknown) return Add(id, value);
        if (!SipSyntax.IsToken(Encoding.UTF8.GetBytes(name))) throw new ArgumentException($"not a header name: {name}", nameof(name));
        Refuse(value);
        return Text(name).Text(": ").Text(value).Text("\r\n");
    }

    /// <summary>Every line of that header of another message, each in its place.</summary>
    public SipWriter Copy(SipMessage from, HeaderId id)
    {
        foreach (var field in from.Headers)
        {
            if (field.Id == id) Add(id, field.Value);
        }

        return this;
    }

    /// <summary>Gives the To of a response its tag; one that it has already stays.</summary>
    public SipWriter ToTag(string tag)
    {
        Debug.Assert(_toEnd > 0, "Only a response has a To that came from elsewhere.");
        if (tag.Length == 0 || !SipSyntax.IsToken(Encoding.UTF8.GetBytes(tag))) throw new ArgumentException($"not a tag: {tag}", nameof(tag));

        var line = _buffer.AsSpan(0, _toEnd);
        var to = line[(line.LastIndexOf((byte)'\n') + 1 + "To: ".Length)..];
        if (NameAddr.TryParse(to, out var address) && !address.Tag.IsEmpty) return this;

        var insert = Encoding.ASCII.GetBytes($";tag={tag}");
        Reserve(insert.Length);
        _buffer.AsSpan(_toEnd, _length - _toEnd).CopyTo(_buffer.AsSpan(_toEnd + insert.Length));
        insert.CopyTo(_buffer, _toEnd);
        _length += insert.Length;
        return this;
    }

    /// <summary>Sets the body and adds its Content-Type.</summary>
    public SipWriter Body(string contentType, ReadOnlyMemory<byte> body)
    {
        _body = body;
        return Add(HeaderId.ContentType, contentType);
    }

    /// <summary>The message, over bytes of its own; the writer is of no further use.</summary>
    /// <exception cref="InvalidOperationException">What was added does not make a message: a header is missing or malformed.</exception>
    public SipMessage Build() => Build(MessageCheck.Built);

    internal static SipWriter StatusLine(int status, string reason)
    {
        Refuse(reason);
        return new SipWriter().Text("SIP/2.0 ").Text(status.ToString(CultureInfo.InvariantCulture)).Text(" ").Text(reason).Text("\r\n");
    }

    internal SipMessage Build(MessageCheck check)
    {
        if (_needsMaxForwards) Add(HeaderId.MaxForwards, MaxForwards);
        Add(HeaderId.ContentLength, _body.Length).Text("\r\n").Bytes(_body.Span);
        var bytes = _buffer.AsSpan(0, _length).ToArray();
        if (_buffer.Length <= MostSpareBytes) _spare = _buffer;
        _buffer = [];
        return SipMessage.TryRead(bytes, MessageLimits.Written, check, out var message, out var fault)
            ? message
            : throw new InvalidOperationException($"{fault.Phrase}:\n{Encoding.UTF8.GetString(bytes)}");
    }

    private static void Refuse(string value)
    {
        if (value.AsSpan().ContainsAny('\r', '\n')) throw new ArgumentException("CR or LF in a header value.", nameof(value));
    }

    private SipWriter Name(HeaderId id)
    {
        Debug.Assert(id != HeaderId.Unknown && (id != HeaderId.ContentLength || _length > 0));
        if (id == HeaderId.MaxForwards) _needsMaxForwards = false;
        return Bytes(HeaderNames.NameBytes(id)).Text(": ");
    }

    private SipWriter Text(string text)
    {
        Reserve(Encoding.UTF8.GetMaxByteCount(text.Length));
        _length += Encoding.UTF8.GetBytes(text, _buffer.AsSpan(_length));
        return this;
    }

    private SipWriter Bytes(ReadOnlySpan<byte> bytes)
    {
        Reserve(bytes.Length);
        bytes.CopyTo(_buffer.AsSpan(_length));
        _length += bytes.Length;
        return this;
    }

    private void Reserve(int more)
    {
        if (_length + more > _buffer.Length) Array.Resize(ref _buffer, Math.Max(_buffer.Length * 2, _length + more));
    }
}
