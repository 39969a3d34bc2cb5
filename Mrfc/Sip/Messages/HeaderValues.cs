namespace ImsConference.Sip.Messages;

/// <summary>Every value of a header, in order, comma lists split (not inside quotes or angle brackets); for <c>foreach</c>, without allocation.</summary>
public ref struct HeaderValues
{
    private readonly SipMessage _message;
    private readonly HeaderId _id;
    private readonly string? _name;
    private ReadOnlySpan<byte> _rest;
    private int _line = -1;

    internal HeaderValues(SipMessage message, HeaderId id, string? unknownName)
    {
        _message = message;
        _id = id;
        _name = unknownName;
    }

    /// <summary>Trimmed, never empty.</summary>
    public ReadOnlySpan<byte> Current { readonly get; private set; }

    public readonly HeaderValues GetEnumerator() => this;

    public bool MoveNext()
    {
        while (true)
        {
            while (!_rest.IsEmpty)
            {
                Current = TakeValue(ref _rest, HeaderNames.IsList(_id));
                if (!Current.IsEmpty) return true;
            }

            _line = _message.IndexOf(_id, _name, _line + 1);
            if (_line < 0)
            {
                _line = _message.FieldCount - 1;   // a further call finds nothing again
                Current = default;
                return false;
            }

            _rest = _message.ValueAt(_line);
        }
    }

    /// <summary>Takes the first value, trimmed, off a line's value.</summary>
    internal static ReadOnlySpan<byte> TakeValue(scoped ref ReadOnlySpan<byte> rest, bool isList)
    {
        var length = isList ? ValueLength(rest) : rest.Length;
        var value = SipSyntax.Trim(rest[..length]);
        rest = length < rest.Length ? rest[(length + 1)..] : default;
        return value;
    }

    /// <summary>Up to the comma that ends the value. What is not closed reaches to the end: the value's own parser refuses it.</summary>
    private static int ValueLength(ReadOnlySpan<byte> text)
    {
        var at = 0;
        while (true)
        {
            var next = text[at..].IndexOfAny((byte)',', (byte)'"', (byte)'<');
            if (next < 0) return text.Length;

            at += next;
            if (text[at] == ',') return at;
            var length = text[at] == '"' ? SipSyntax.QuotedLength(text[at..]) : text[at..].IndexOf((byte)'>') + 1;
            if (length <= 0) return text.Length;
            at += length;
        }
    }
}
