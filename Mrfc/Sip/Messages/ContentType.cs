namespace ImsConference.Sip.Messages;

/// <summary>Content-Type value (RFC 3261 §20.15). Spans point into the message.</summary>
public readonly ref struct ContentType
{
    private ContentType(ReadOnlySpan<byte> mediaType, ReadOnlySpan<byte> subtype, ReadOnlySpan<byte> parameters)
    {
        MediaType = mediaType;
        Subtype = subtype;
        Parameters = parameters;
    }

    /// <summary>Before the slash, for example <c>application</c>; in any case.</summary>
    public ReadOnlySpan<byte> MediaType { get; }

    /// <summary>After the slash, for example <c>sdp</c>; in any case.</summary>
    public ReadOnlySpan<byte> Subtype { get; }

    public ReadOnlySpan<byte> Parameters { get; }

    /// <param name="value">For example <c>multipart/mixed;boundary="b1"</c>; spaces round the slash are allowed.</param>
    /// <param name="parsed">The parsed value; default when the result is false.</param>
    public static bool TryParse(ReadOnlySpan<byte> value, out ContentType parsed)
    {
        parsed = default;
        var end = value.IndexOf((byte)';');
        var full = end < 0 ? value : value[..end];
        var parameters = end < 0 ? default : value[end..];
        var slash = full.IndexOf((byte)'/');
        if (slash < 0) return false;

        var type = SipSyntax.Trim(full[..slash]);
        var subtype = SipSyntax.Trim(full[(slash + 1)..]);
        if (!SipSyntax.IsToken(type) || !SipSyntax.IsToken(subtype) || !HeaderParameters.IsWellFormed(parameters)) return false;
        parsed = new ContentType(type, subtype, parameters);
        return true;
    }

    /// <summary>True for that type, for example <c>application/sdp</c>, whatever its parameters.</summary>
    public bool Is(string type)
    {
        var slash = type.IndexOf('/');
        return MediaType.Length == slash
            && System.Text.Ascii.EqualsIgnoreCase(MediaType, type.AsSpan(0, slash))
            && System.Text.Ascii.EqualsIgnoreCase(Subtype, type.AsSpan(slash + 1));
    }

    public bool TryGetParameter(ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value) => HeaderParameters.TryGet(Parameters, name, out value);
}
