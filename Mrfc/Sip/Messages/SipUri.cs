using System.Text;

namespace ImsConference.Sip.Messages;

/// <summary>A URI: sip, sips and tel in their parts, any other scheme as text. Immutable; equality by RFC 3261 §19.1.4.</summary>
public sealed class SipUri : IEquatable<SipUri>
{
    private SipUri(string text, in UriParts parts)
    {
        Text = text;
        IsTel = parts.IsTel;
        IsSip = parts.IsSip;
        Scheme = Encoding.ASCII.GetString(parts.Scheme).ToLowerInvariant();
        User = Encoding.UTF8.GetString(parts.User);
        Password = Encoding.UTF8.GetString(parts.Password);
        Host = Encoding.UTF8.GetString(parts.Host);
        Port = parts.Port;
        Parameters = Encoding.UTF8.GetString(parts.Parameters);
        Headers = Encoding.UTF8.GetString(parts.Headers);
    }

    /// <summary>As it was read.</summary>
    public string Text { get; }

    /// <summary>Lower case, for example <c>sip</c>.</summary>
    public string Scheme { get; }

    /// <summary>True for sip and sips.</summary>
    public bool IsSip { get; }

    /// <summary>True for sips: TLS on every hop (RFC 3261 §19.1, §26.2.2).</summary>
    public bool IsSecure => Scheme == "sips";

    public bool IsTel { get; }

    /// <summary>Escapes stay; the number of a tel URI; empty when absent.</summary>
    public string User { get; }

    /// <summary>Empty when absent.</summary>
    public string Password { get; }

    /// <summary>An IPv6 reference keeps its brackets; empty unless sip or sips.</summary>
    public string Host { get; }

    /// <summary>0 when absent.</summary>
    public int Port { get; }

    /// <summary>From the first semicolon on; may be empty.</summary>
    public string Parameters { get; }

    /// <summary>After the question mark, escapes stay; may be empty.</summary>
    public string Headers { get; }

    /// <summary>The transport parameter; empty when absent.</summary>
    public string Transport => TryGetParameter("transport", out var value) ? value : "";

    /// <summary>The method parameter, as in a Refer-To; empty when absent.</summary>
    public string Method => TryGetParameter("method", out var value) ? value : "";

    /// <summary>True with the lr parameter (§19.1.1).</summary>
    public bool IsLooseRouter => TryGetParameter("lr", out _);

    /// <param name="text">Without angle brackets.</param>
    /// <param name="uri">The URI; null when the result is false.</param>
    public static bool TryParse(ReadOnlySpan<byte> text, out SipUri uri)
    {
        var isUri = UriParts.TrySplit(text, out var parts);
        uri = isUri ? new SipUri(Encoding.UTF8.GetString(text), parts) : null!;
        return isUri;
    }

    /// <inheritdoc cref="TryParse(ReadOnlySpan{byte}, out SipUri)"/>
    public static bool TryParse(string text, out SipUri uri) => TryParse(Encoding.UTF8.GetBytes(text), out uri);

    /// <summary>For text that we wrote or that was checked before.</summary>
    /// <exception cref="FormatException">Not a URI.</exception>
    public static SipUri Parse(string text) => TryParse(text, out var uri) ? uri : throw new FormatException($"not a URI: {text}");

    /// <summary>A parameter by name, in any case, its escapes undone; the value is empty for a flag.</summary>
    public bool TryGetParameter(string name, out string value) => TryGet(Parameters, ';', name, out value);

    /// <summary>A header of the part after the question mark, its escapes undone: what a Refer-To says of Replaces.</summary>
    public bool TryGetHeader(string name, out string value) => TryGet(Headers, '&', name, out value);

    /// <summary>Every header of that part, in order, the escapes undone.</summary>
    public IReadOnlyList<(string Name, string Value)> AllHeaders()
    {
        var all = new List<(string, string)>();
        var rest = Headers.AsSpan();
        while (UriText.TryTake(ref rest, '&', out var name, out var value)) all.Add((UriText.Unescape(name), UriText.Unescape(value)));
        return all;
    }

    /// <summary>The same URI with a parameter added or replaced.</summary>
    /// <param name="name">Name.</param>
    /// <param name="value">As it shall stand, escaped; null for a flag.</param>
    /// <exception cref="FormatException">The result is not a URI.</exception>
    public SipUri WithParameter(string name, string? value) =>
        With(ParametersWithout(name) + (value is null ? $";{name}" : $";{name}={value}"), Headers);

    public SipUri WithoutParameter(string name) => TryGetParameter(name, out _) ? With(ParametersWithout(name), Headers) : this;

    /// <summary>The URI to send a request to: without what only says how it is formed, headers and the method (RFC 3261 §19.1.5).</summary>
    public SipUri AsTarget() => WithoutHeaders().WithoutParameter("method");

    /// <summary>A sip URI as sips: the same resource, reached by TLS (RFC 3261 §19.1).</summary>
    public SipUri AsSecure() => IsSip && !IsSecure ? Parse($"sips{Text[Scheme.Length..]}") : this;

    public SipUri WithoutHeaders() => Headers.Length > 0 ? With(Parameters, "") : this;

    public bool Equals(SipUri? other)
    {
        if (other is null || Scheme != other.Scheme) return false;
        if (Text == other.Text) return true;
        if (IsTel) return Digits(User).Equals(Digits(other.User), StringComparison.OrdinalIgnoreCase) && SipUriComparison.SameTelParameters(this, other);
        return IsSip
            && Port == other.Port
            && Host.Equals(other.Host, StringComparison.OrdinalIgnoreCase)
            && UriText.Normalize(User) == UriText.Normalize(other.User)
            && UriText.Normalize(Password) == UriText.Normalize(other.Password)
            && SipUriComparison.SameParameters(this, other)
            && SipUriComparison.SameHeaders(this, other);
    }

    public override bool Equals(object? obj) => Equals(obj as SipUri);

    public override int GetHashCode() => IsSip ? HashCode.Combine(Scheme, UriText.Normalize(User), Host.ToUpperInvariant(), Port)
        : IsTel ? HashCode.Combine(Scheme, Digits(User).ToUpperInvariant())
        : Text.GetHashCode(StringComparison.Ordinal);

    public override string ToString() => Text;

    /// <summary>A telephone number without its visual separators (RFC 3966 §5.1.1).</summary>
    private static string Digits(string number) => string.Concat(number.Where(c => c is not ('-' or '.' or '(' or ')')));

    private static bool TryGet(string list, char separator, string name, out string value)
    {
        var rest = list.AsSpan();
        while (UriText.TryTake(ref rest, separator, out var found, out var text))
        {
            if (!found.Equals(name, StringComparison.OrdinalIgnoreCase)) continue;
            value = UriText.Unescape(text);
            return true;
        }

        value = "";
        return false;
    }

    private string ParametersWithout(string name)
    {
        var kept = new StringBuilder();
        var rest = Parameters.AsSpan();
        while (UriText.TryTake(ref rest, ';', out var found, out var value))
        {
            if (found.Equals(name, StringComparison.OrdinalIgnoreCase)) continue;
            kept.Append(';').Append(found);
            if (!value.IsEmpty) kept.Append('=').Append(value);
        }

        return kept.ToString();
    }

    private SipUri With(string parameters, string headers)
    {
        var end = Text.Length - Parameters.Length - (Headers.Length > 0 ? Headers.Length + 1 : 0);
        return Parse(Text[..end] + parameters + (headers.Length > 0 ? $"?{headers}" : ""));
    }
}
