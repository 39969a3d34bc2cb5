using System.Globalization;
using System.Text;

namespace ImsConference.Sip.Messages;

/// <summary>Escapes of URIs (RFC 3261 §19.1.2) and the lists <c>;a=b;c</c> and <c>a=b&amp;c=d</c> in them.</summary>
internal static class UriText
{
    private const string Unreserved = "-_.!~*'()";

    /// <summary>Undoes every %HH, as UTF-8.</summary>
    public static string Unescape(ReadOnlySpan<char> text) => text.Contains('%') ? Decode(text, static _ => true) : text.ToString();

    /// <summary>Undoes the escapes that need not be there, so that equal parts have equal text (§19.1.4); the others get upper-case digits.</summary>
    public static string Normalize(ReadOnlySpan<char> text) => text.Contains('%') ? Decode(text, IsUnreserved) : text.ToString();

    /// <summary>Takes the next <c>name=value</c> off a list.</summary>
    public static bool TryTake(ref ReadOnlySpan<char> rest, char separator, out ReadOnlySpan<char> name, out ReadOnlySpan<char> value)
    {
        rest = rest.TrimStart(separator);
        var end = rest.IndexOf(separator);
        var pair = end < 0 ? rest : rest[..end];
        rest = end < 0 ? default : rest[end..];
        var equals = pair.IndexOf('=');
        name = equals < 0 ? pair : pair[..equals];
        value = equals < 0 ? default : pair[(equals + 1)..];
        return !pair.IsEmpty;
    }

    private static bool IsUnreserved(char c) => char.IsAsciiLetterOrDigit(c) || Unreserved.Contains(c);

    private static string Decode(ReadOnlySpan<char> text, Func<char, bool> undo)
    {
        var bytes = new List<byte>(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '%' && i + 2 < text.Length && byte.TryParse(text.Slice(i + 1, 2), NumberStyles.HexNumber, null, out var value))
            {
                if (undo((char)value)) bytes.Add(value);
                else bytes.AddRange(Encoding.ASCII.GetBytes($"%{value:X2}"));
                i += 2;
            }
            else if (text[i] < 0x80)
            {
                bytes.Add((byte)text[i]);
            }
            else
            {
                var length = char.IsHighSurrogate(text[i]) && i + 1 < text.Length ? 2 : 1;
                bytes.AddRange(Encoding.UTF8.GetBytes(text.Slice(i, length).ToString()));
                i += length - 1;
            }
        }

        return Encoding.UTF8.GetString([.. bytes]);
    }
}
