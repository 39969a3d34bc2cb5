using System.Buffers;

namespace ImsConference.Sip.Messages;

/// <summary>Where the parts of a URI lie (RFC 3261 §19.1, RFC 3966); spans, no strings.</summary>
internal readonly ref struct UriParts
{
    private const int MostParameters = 64;   // two URIs are compared parameter by parameter

    private static readonly SearchValues<byte> SchemeBytes = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+-."u8);

    private static readonly SearchValues<byte> TelephoneBytes = SearchValues.Create("0123456789ABCDEFabcdef*#+-.()%"u8);

    private static readonly SearchValues<byte> Forbidden = SearchValues.Create(
        [.. Enumerable.Range(0, 0x21).Select(i => (byte)i), (byte)'"', (byte)'<', (byte)'>', 0x7F]);

    public ReadOnlySpan<byte> Scheme { get; private init; }

    /// <summary>Before a password; the number of a tel URI.</summary>
    public ReadOnlySpan<byte> User { get; private init; }

    public ReadOnlySpan<byte> Password { get; private init; }

    public ReadOnlySpan<byte> Host { get; private init; }

    public int Port { get; private init; }

    /// <summary>From the first semicolon on.</summary>
    public ReadOnlySpan<byte> Parameters { get; private init; }

    /// <summary>After the question mark.</summary>
    public ReadOnlySpan<byte> Headers { get; private init; }

    public bool IsSip => SipSyntax.EqualsIgnoreCase(Scheme, "sip"u8) || SipSyntax.EqualsIgnoreCase(Scheme, "sips"u8);

    public bool IsTel => SipSyntax.EqualsIgnoreCase(Scheme, "tel"u8);

    /// <summary>True when it begins with a scheme and says something after it.</summary>
    public static bool HasScheme(ReadOnlySpan<byte> text) => SchemeLength(text) > 0;

    public static bool TrySplit(ReadOnlySpan<byte> text, out UriParts parts)
    {
        parts = default;
        var schemeLength = SchemeLength(text);
        if (schemeLength == 0 || text.ContainsAny(Forbidden) || !HasGoodEscapes(text)) return false;

        var scheme = new UriParts { Scheme = text[..schemeLength] };
        var rest = text[(schemeLength + 1)..];
        if (scheme.IsSip) return TrySplitSip(scheme.Scheme, rest, out parts);
        if (scheme.IsTel) return TrySplitTel(scheme.Scheme, rest, out parts);
        parts = scheme;
        return true;
    }

    private static int SchemeLength(ReadOnlySpan<byte> text)
    {
        var colon = text.IndexOfAnyExcept(SchemeBytes);
        var isScheme = colon > 0 && text[colon] == ':' && colon + 1 < text.Length && char.IsAsciiLetter((char)text[0]);
        return isScheme ? colon : 0;
    }

    private static bool TrySplitSip(ReadOnlySpan<byte> scheme, ReadOnlySpan<byte> rest, out UriParts parts)
    {
        parts = default;
        ReadOnlySpan<byte> user = default, password = default;

        // The user part may hold ; and ? unescaped, nothing after it may hold @: so the first @ ends it (§25.1).
        var at = rest.IndexOf((byte)'@');
        if (at >= 0)
        {
            user = rest[..at];
            var colon = user.IndexOf((byte)':');
            if (colon >= 0)
            {
                password = user[(colon + 1)..];
                user = user[..colon];
            }

            if (user.IsEmpty) return false;
            rest = rest[(at + 1)..];
        }

        if (!SipSyntax.TryReadHostPort(rest, out var host, out var port, out rest)) return false;

        var question = rest.IndexOf((byte)'?');
        var parameters = question < 0 ? rest : rest[..question];
        var headers = question < 0 ? default : rest[(question + 1)..];
        if (!AreParameters(parameters) || (question >= 0 && headers.IsEmpty) || headers.Count((byte)'&') >= MostParameters) return false;

        parts = new UriParts
        {
            Scheme = scheme,
            User = user,
            Password = password,
            Host = host,
            Port = port,
            Parameters = parameters,
            Headers = headers,
        };
        return true;
    }

    private static bool TrySplitTel(ReadOnlySpan<byte> scheme, ReadOnlySpan<byte> rest, out UriParts parts)
    {
        var end = rest.IndexOf((byte)';');
        var number = end < 0 ? rest : rest[..end];
        parts = new UriParts { Scheme = scheme, User = number, Parameters = end < 0 ? default : rest[end..] };
        return !number.IsEmpty && !number.ContainsAnyExcept(TelephoneBytes) && AreParameters(parts.Parameters);
    }

    private static bool AreParameters(ReadOnlySpan<byte> parameters)
    {
        for (var count = 0; !parameters.IsEmpty; count++)
        {
            if (parameters[0] != ';' || count == MostParameters) return false;
            parameters = parameters[1..];
            var length = parameters.IndexOf((byte)';');
            if (length < 0) length = parameters.Length;
            if (length == 0 || parameters[0] == '=') return false;
            parameters = parameters[length..];
        }

        return true;
    }

    private static bool HasGoodEscapes(ReadOnlySpan<byte> text)
    {
        for (int at; (at = text.IndexOf((byte)'%')) >= 0; text = text[(at + 3)..])
        {
            if (at + 2 >= text.Length || !char.IsAsciiHexDigit((char)text[at + 1]) || !char.IsAsciiHexDigit((char)text[at + 2])) return false;
        }

        return true;
    }
}
