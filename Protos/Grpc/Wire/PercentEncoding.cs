using System.Globalization;
using System.Text;

namespace Grpc.Wire;

/// <summary>The <c>grpc-message</c> trailer: UTF-8, where all but space..~ without % is %XX.</summary>
internal static class PercentEncoding
{
    public static string Encode(string text)
    {
        if (!text.AsSpan().ContainsAnyExceptInRange(' ', '~') && !text.Contains('%')) return text;

        var encoded = new StringBuilder(text.Length * 2);
        foreach (var octet in Encoding.UTF8.GetBytes(text))
        {
            if (octet is >= (byte)' ' and <= (byte)'~' and not (byte)'%') encoded.Append((char)octet);
            else encoded.Append(CultureInfo.InvariantCulture, $"%{octet:X2}");
        }

        return encoded.ToString();
    }

    /// <summary>What is not a proper %XX stays as it is: a message for people is never dropped for a fault in it.</summary>
    public static string Decode(string text)
    {
        if (!text.Contains('%')) return text;

        var octets = new List<byte>(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            var isEscape = text[i] == '%' && i + 2 < text.Length && char.IsAsciiHexDigit(text[i + 1]) && char.IsAsciiHexDigit(text[i + 2]);
            if (isEscape)
            {
                octets.Add(byte.Parse(text.AsSpan(i + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture));
                i += 2;
            }
            else
            {
                octets.AddRange(Encoding.UTF8.GetBytes(text, i, 1));
            }
        }

        return Encoding.UTF8.GetString([.. octets]);
    }
}
