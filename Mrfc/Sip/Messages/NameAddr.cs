using System.Buffers;

namespace ImsConference.Sip.Messages;

/// <summary>A name-addr or addr-spec with its parameters: From, To, Contact, Route, Refer-To, P-Asserted-Identity, … (RFC 3261 §20.10).</summary>
/// <remarks>Spans point into the message.</remarks>
public readonly ref struct NameAddr
{
    private static readonly SearchValues<byte> NotInUri = SearchValues.Create(" \t<>\""u8);
    private static readonly SearchValues<byte> NotInBareUri = SearchValues.Create(" \t<>\",?"u8);

    private NameAddr(ReadOnlySpan<byte> displayName, ReadOnlySpan<byte> uri, ReadOnlySpan<byte> parameters)
    {
        DisplayName = displayName;
        Uri = uri;
        Parameters = parameters;
    }

    /// <summary>Without quotes (escapes stay: <see cref="HeaderParameters.Text"/>); empty when absent.</summary>
    public ReadOnlySpan<byte> DisplayName { get; }

    /// <summary>Without angle brackets.</summary>
    public ReadOnlySpan<byte> Uri { get; }

    /// <summary>Header parameters, from the first semicolon on; those of the URI are not among them.</summary>
    public ReadOnlySpan<byte> Parameters { get; }

    /// <summary>Empty when absent.</summary>
    public ReadOnlySpan<byte> Tag => TryGetParameter("tag"u8, out var tag) ? tag : default;

    /// <param name="value">For example <c>"Alice" &lt;sip:alice@home1.net&gt;;tag=1928</c>.</param>
    /// <param name="address">The parsed value; default when the result is false.</param>
    public static bool TryParse(ReadOnlySpan<byte> value, out NameAddr address)
    {
        address = default;
        value = SipSyntax.TrimStart(value);
        if (value.IsEmpty) return false;

        ReadOnlySpan<byte> name;
        if (value[0] == '"')
        {
            var length = SipSyntax.QuotedLength(value);
            if (length < 0) return false;
            name = value[1..(length - 1)];
            value = SipSyntax.TrimStart(value[length..]);
            if (value.IsEmpty || value[0] != '<') return false;
        }
        else
        {
            var open = value.IndexOf((byte)'<');
            if (open < 0) return TryParseBare(value, out address);
            name = SipSyntax.TrimEnd(value[..open]);
            value = value[open..];
            if (!IsDisplayName(name)) return false;
        }

        return TryParseBracketed(name, value, out address);
    }

    /// <summary>A header parameter by name, in any case.</summary>
    public bool TryGetParameter(ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value) => HeaderParameters.TryGet(Parameters, name, out value);

    /// <summary>The URI in its parts.</summary>
    public bool TryGetUri(out SipUri uri) => SipUri.TryParse(Uri, out uri);

    private static bool TryParseBracketed(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value, out NameAddr address)
    {
        address = default;
        var close = value.IndexOf((byte)'>');
        if (close < 0) return false;

        var uri = value[1..close];
        var parameters = SipSyntax.TrimStart(value[(close + 1)..]);
        if (uri.ContainsAny(NotInUri) || !UriParts.HasScheme(uri) || !HeaderParameters.IsWellFormed(parameters)) return false;

        address = new NameAddr(name, uri, parameters);
        return true;
    }

    /// <summary>Without brackets, a semicolon begins the header's parameters, and comma and question mark cannot occur (§20.10).</summary>
    private static bool TryParseBare(ReadOnlySpan<byte> value, out NameAddr address)
    {
        address = default;
        var end = value.IndexOf((byte)';');
        var uri = SipSyntax.TrimEnd(end < 0 ? value : value[..end]);
        var parameters = end < 0 ? default : value[end..];
        if (uri.ContainsAny(NotInBareUri) || !UriParts.HasScheme(uri) || !HeaderParameters.IsWellFormed(parameters)) return false;

        address = new NameAddr(default, uri, parameters);
        return true;
    }

    /// <summary>Tokens with spaces between. Bytes above ASCII belong in quotes, but UEs send them bare, and they do no harm.</summary>
    private static bool IsDisplayName(ReadOnlySpan<byte> name)
    {
        foreach (var value in name)
        {
            if (value < 0x80 && !SipSyntax.IsSpace(value) && !SipSyntax.TokenBytes.Contains(value)) return false;
        }

        return true;
    }
}
