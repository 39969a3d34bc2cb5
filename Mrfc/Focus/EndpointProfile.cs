using System.Globalization;
using System.Text;
using ImsConference.Sip.Messages;

namespace ImsConference.Mrfc.Focus;

/// <summary>What a message says of the device that sent it and of the user at it, for the roster.</summary>
/// <param name="DeviceName">Display name in Contact; null when there is none.</param>
/// <param name="Languages">Accept-Language, the one liked best first (RFC 3261 §20.3).</param>
public sealed record EndpointProfile(string? DeviceName, IReadOnlyList<string> Languages)
{
    private const int MostLanguages = 8;

    public static readonly EndpointProfile None = new(null, []);

    public static EndpointProfile Read(SipMessage message)
    {
        var name = NameAddr.TryParse(message[HeaderId.Contact], out var contact) ? HeaderParameters.Text(contact.DisplayName) : "";
        return new EndpointProfile(name.Length > 0 ? name : null, LanguagesIn(message));
    }

    private static string[] LanguagesIn(SipMessage message)
    {
        var ranges = new List<(string Tag, double Weight)>();
        foreach (var value in message.Values(HeaderId.AcceptLanguage))
        {
            var parts = Encoding.UTF8.GetString(value).Split(';', StringSplitOptions.TrimEntries);
            if (IsTag(parts[0])) ranges.Add((parts[0], WeightIn(parts)));
        }

        return [.. ranges.OrderByDescending(range => range.Weight).Where(range => range.Weight > 0).Select(range => range.Tag).Take(MostLanguages)];
    }

    private static double WeightIn(string[] parts)
    {
        var weight = parts.Skip(1).FirstOrDefault(part => part.StartsWith("q=", StringComparison.OrdinalIgnoreCase));
        return weight is not null && double.TryParse(weight.AsSpan(2), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) ? number : 1;
    }

    // Form of a tag in XML (xs:language); * names none.
    private static bool IsTag(string text)
    {
        var subtags = text.Split('-');
        return subtags.All(subtag => subtag.Length is >= 1 and <= 8 && subtag.All(char.IsAsciiLetterOrDigit)) && subtags[0].All(char.IsAsciiLetter);
    }
}
