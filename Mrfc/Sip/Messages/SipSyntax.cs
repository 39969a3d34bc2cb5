using System.Buffers;
using System.Buffers.Text;
using System.Text;

namespace ImsConference.Sip.Messages;

/// <summary>The small common parts of the grammar of RFC 3261 §25.1, on values whose folding is undone.</summary>
internal static class SipSyntax
{
    public static readonly SearchValues<byte> TokenBytes = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-.!%*_+`'~"u8);

    private static readonly SearchValues<byte> HostBytes = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._"u8);

    private static readonly SearchValues<byte> IPv6Bytes = SearchValues.Create("0123456789ABCDEFabcdef:."u8);

    public static bool IsSpace(byte value) => value is (byte)' ' or (byte)'\t';

    public static bool IsToken(ReadOnlySpan<byte> text) => !text.IsEmpty && !text.ContainsAnyExcept(TokenBytes);

    public static ReadOnlySpan<byte> TrimStart(ReadOnlySpan<byte> text)
    {
        var start = 0;
        while (start < text.Length && IsSpace(text[start])) start++;
        return text[start..];
    }

    public static ReadOnlySpan<byte> TrimEnd(ReadOnlySpan<byte> text)
    {
        var length = text.Length;
        while (length > 0 && IsSpace(text[length - 1])) length--;
        return text[..length];
    }

    public static ReadOnlySpan<byte> Trim(ReadOnlySpan<byte> text) => TrimEnd(TrimStart(text));

    public static bool EqualsIgnoreCase(ReadOnlySpan<byte> a, ReadOnlySpan<byte> b) => a.Length == b.Length && Ascii.EqualsIgnoreCase(a, b);

    public static bool EqualsIgnoreCase(ReadOnlySpan<byte> a, string b) => a.Length == b.Length && Ascii.EqualsIgnoreCase(a, b);

    /// <summary>Length of the quoted string that <paramref name="text"/> begins with, both quotes included; −1 when it does not end.</summary>
    public static int QuotedLength(ReadOnlySpan<byte> text)
    {
        var at = 1;
        while (true)
        {
            var next = text[at..].IndexOfAny((byte)'"', (byte)'\\');
            if (next < 0) return -1;
            at += next + 1;
            if (text[at - 1] == '"') return at;
            if (++at > text.Length) return -1;
        }
    }

    /// <summary>Undoes the escapes of what stands between quotes.</summary>
    public static string Unescape(ReadOnlySpan<byte> quoted)
    {
        if (!quoted.Contains((byte)'\\')) return Encoding.UTF8.GetString(quoted);

        var plain = quoted.ToArray();
        var length = 0;
        for (var i = 0; i < quoted.Length; i++)
        {
            if (quoted[i] == '\\' && i + 1 < quoted.Length) i++;
            plain[length++] = quoted[i];
        }

        return Encoding.UTF8.GetString(plain, 0, length);
    }

    /// <summary>A number that fills the whole text.</summary>
    public static bool TryReadNumber(ReadOnlySpan<byte> text, out uint number)
    {
        number = 0;
        return !text.IsEmpty && char.IsAsciiDigit((char)text[0]) && Utf8Parser.TryParse(text, out number, out var used) && used == text.Length;
    }

    /// <summary>Splits the host, with an optional port, off the start of <paramref name="text"/> (§25.1 hostport, spaces allowed round the colon).</summary>
    /// <param name="text">Begins with the host.</param>
    /// <param name="host">An IPv6 reference keeps its brackets.</param>
    /// <param name="port">0 when absent.</param>
    /// <param name="rest">What follows.</param>
    public static bool TryReadHostPort(ReadOnlySpan<byte> text, out ReadOnlySpan<byte> host, out int port, out ReadOnlySpan<byte> rest)
    {
        port = 0;
        rest = default;
        var length = HostLength(text);
        host = text[..length];
        if (length == 0) return false;

        rest = text[length..];
        var after = TrimStart(rest);
        if (after.IsEmpty || after[0] != ':') return true;

        after = TrimStart(after[1..]);
        var digits = after.IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        if (digits < 0) digits = after.Length;
        rest = after[digits..];
        if (!TryReadNumber(after[..digits], out var number) || number is 0 or > ushort.MaxValue) return false;
        port = (int)number;
        return true;
    }

    private static int HostLength(ReadOnlySpan<byte> text)
    {
        if (!text.IsEmpty && text[0] == '[')
        {
            var close = text.IndexOf((byte)']');
            return close > 2 && !text[1..close].ContainsAnyExcept(IPv6Bytes) ? close + 1 : 0;
        }

        var end = text.IndexOfAnyExcept(HostBytes);
        return end < 0 ? text.Length : end;
    }
}
