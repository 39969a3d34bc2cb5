using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace ImsConference.Sip.Sdp;

/// <summary>An a=crypto line with one inline key (SDP security descriptions, RFC 4568 §9.1).</summary>
/// <param name="Tag">Which of the offer's lines an answer takes (§5.1.2).</param>
/// <param name="Suite">For example <c>AES_CM_128_HMAC_SHA1_80</c>.</param>
/// <param name="Key">Master key and salt.</param>
public sealed record CryptoAttribute(int Tag, string Suite, ImmutableArray<byte> Key)
{
    /// <summary>Name of the attribute.</summary>
    public const string Name = "crypto";

    private const string Inline = "inline:";
    private const int MostTag = 999_999_999; // 1*9DIGIT

    /// <summary>Reads the attribute's value.</summary>
    /// <returns>
    /// False for a line that is malformed, and for one that asks for what we do not do, which an answerer passes over: several keys, an
    /// MKI, or a session parameter other than the window size hint and optional ones (§6.3.7).
    /// </returns>
    public static bool TryParse(string value, [NotNullWhen(true)] out CryptoAttribute? crypto)
    {
        crypto = null;
        var parts = value.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (parts.Length < 3 || !int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var tag) || tag > MostTag) return false;
        if (!TryReadKey(parts[2], out var key) || !parts.Skip(3).All(IsHarmless)) return false;

        crypto = new CryptoAttribute(tag, parts[1], key);
        return true;
    }

    /// <summary>The attribute's value.</summary>
    public override string ToString() => $"{Tag} {Suite} {Inline}{Convert.ToBase64String(Key.AsSpan())}";

    /// <summary>Keys are compared by what is in them: a re-offer with the same key keeps the running SRTP session.</summary>
    public bool Equals(CryptoAttribute? other) =>
        other is not null && Tag == other.Tag && Suite == other.Suite && Key.AsSpan().SequenceEqual(other.Key.AsSpan());

    public override int GetHashCode() => HashCode.Combine(Tag, Suite);

    // inline:<key||salt>["|" lifetime]["|" MKI ":" length]; the lifetime is the offerer's own care.
    private static bool TryReadKey(string text, out ImmutableArray<byte> key)
    {
        key = [];
        if (!text.StartsWith(Inline, StringComparison.OrdinalIgnoreCase) || text.Contains(';')) return false;
        var fields = text[Inline.Length..].Split('|');
        if (fields.Skip(1).Any(field => field.Contains(':'))) return false;

        var bytes = new byte[fields[0].Length];
        if (!Convert.TryFromBase64String(fields[0], bytes, out var length) || length == 0) return false;
        key = [.. bytes.AsSpan(0, length)];
        return true;
    }

    private static bool IsHarmless(string parameter) =>
        parameter.StartsWith("WSH=", StringComparison.Ordinal) || parameter.StartsWith('-');
}
