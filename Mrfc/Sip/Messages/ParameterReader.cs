using System.Buffers;

namespace ImsConference.Sip.Messages;

/// <summary>Walks over <c>;name=value;flag</c>; stops at the first that is malformed.</summary>
internal ref struct ParameterReader(ReadOnlySpan<byte> parameters)
{
    private static readonly SearchValues<byte> ValueEnds = SearchValues.Create("; \t\",<>"u8);

    private ReadOnlySpan<byte> _rest = SipSyntax.TrimStart(parameters);

    public ReadOnlySpan<byte> Name { readonly get; private set; }

    /// <summary>Without quotes; empty for a flag.</summary>
    public ReadOnlySpan<byte> Value { readonly get; private set; }

    /// <summary>As it stands, quotes included.</summary>
    public ReadOnlySpan<byte> WireValue { readonly get; private set; }

    public bool IsMalformed { readonly get; private set; }

    public bool MoveNext()
    {
        if (_rest.IsEmpty || IsMalformed) return false;

        IsMalformed = _rest[0] != ';' || !TryRead(SipSyntax.TrimStart(_rest[1..]));
        return !IsMalformed;
    }

    private bool TryRead(ReadOnlySpan<byte> text)
    {
        var nameEnd = text.IndexOfAnyExcept(SipSyntax.TokenBytes);
        if (nameEnd < 0) nameEnd = text.Length;
        if (nameEnd == 0) return false;

        Name = text[..nameEnd];
        Value = WireValue = default;
        _rest = SipSyntax.TrimStart(text[nameEnd..]);
        return _rest.IsEmpty || _rest[0] == ';' || (_rest[0] == '=' && TryReadValue(SipSyntax.TrimStart(_rest[1..])));
    }

    private bool TryReadValue(ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty) return false;

        if (text[0] == '"')
        {
            var length = SipSyntax.QuotedLength(text);
            if (length < 0) return false;
            WireValue = text[..length];
            Value = text[1..(length - 1)];
            _rest = SipSyntax.TrimStart(text[length..]);
        }
        else
        {
            var length = text.IndexOfAny(ValueEnds);
            if (length < 0) length = text.Length;
            if (length == 0) return false;
            Value = WireValue = text[..length];
            _rest = SipSyntax.TrimStart(text[length..]);
        }

        return _rest.IsEmpty || _rest[0] == ';';
    }
}
