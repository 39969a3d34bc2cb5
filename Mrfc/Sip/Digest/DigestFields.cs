using System.Text;
using ImsConference.Sip.Messages;

namespace ImsConference.Sip.Digest;

/// <summary>The fields of a challenge or of credentials: <c>Digest realm="home1.net", nonce="…", qop=auth</c> (RFC 7616 §3.3, §3.4).</summary>
internal sealed class DigestFields
{
    private const int MostFields = 32;

    private readonly Dictionary<string, string> _fields = new(StringComparer.OrdinalIgnoreCase);

    private DigestFields()
    {
    }

    public string Realm => this["realm"];

    public string Nonce => this["nonce"];

    public string Opaque => this["opaque"];

    /// <summary>MD5 when absent.</summary>
    public string Algorithm => _fields.GetValueOrDefault("algorithm", DigestAlgorithm.Md5.Name);

    public bool IsStale => this["stale"].Equals("true", StringComparison.OrdinalIgnoreCase);

    /// <summary>A field's value without quotes and escapes; empty when absent.</summary>
    public string this[string name] => _fields.GetValueOrDefault(name, "");

    /// <summary>True when one of the qop options (a challenge lists several) is <c>auth</c>.</summary>
    public bool OffersAuth => this["qop"].Split(',', StringSplitOptions.TrimEntries).Contains("auth", StringComparer.OrdinalIgnoreCase);

    /// <param name="value">Whole value of an Authorization or WWW-Authenticate header.</param>
    /// <param name="isDigest">False when it is of another scheme.</param>
    /// <returns>Null when it is of another scheme, malformed, or names a field twice.</returns>
    public static DigestFields? Parse(ReadOnlySpan<byte> value, out bool isDigest)
    {
        var scheme = value.IndexOfAny((byte)' ', (byte)'\t');
        isDigest = scheme > 0 && SipSyntax.EqualsIgnoreCase(value[..scheme], "Digest"u8);
        if (!isDigest) return null;

        var fields = new DigestFields();
        var rest = SipSyntax.Trim(value[scheme..]);
        while (!rest.IsEmpty)
        {
            if (!fields.TryTake(ref rest)) return null;
        }

        return fields;
    }

    private bool TryTake(ref ReadOnlySpan<byte> rest)
    {
        var equals = rest.IndexOf((byte)'=');
        if (equals < 0 || _fields.Count == MostFields) return false;

        var name = SipSyntax.Trim(rest[..equals]);
        var text = SipSyntax.TrimStart(rest[(equals + 1)..]);
        if (!SipSyntax.IsToken(name) || text.IsEmpty) return false;

        var isQuoted = text[0] == '"';
        var length = isQuoted ? SipSyntax.QuotedLength(text) : text.IndexOf((byte)',');
        if (isQuoted && length < 0) return false;
        if (length < 0) length = text.Length;

        var value = isQuoted ? SipSyntax.Unescape(text[1..(length - 1)]) : Encoding.UTF8.GetString(SipSyntax.TrimEnd(text[..length]));
        rest = SipSyntax.TrimStart(text[length..]);
        if (!rest.IsEmpty)
        {
            if (rest[0] != ',') return false;
            rest = SipSyntax.TrimStart(rest[1..]);
        }

        return _fields.TryAdd(Encoding.ASCII.GetString(name), value);
    }
}
