using System.Globalization;

namespace ImsConference.Sip.Sdp;

/// <summary>An a=extmap: what the elements of one id in RTP header extensions mean (RFC 8285 §5, §8).</summary>
/// <param name="Id">1..14 in the one-byte form, to 255 in the two-byte form; 4096..4095+256 is provisional, in offers only.</param>
/// <param name="Direction">As its sender sees it.</param>
/// <param name="Uri">Names the extension; compared byte by byte.</param>
/// <param name="ExtensionAttributes">The text after the URI; empty when there is none.</param>
public sealed record ExtensionMap(int Id, MediaDirection Direction, string Uri, string ExtensionAttributes = "")
{
    public const string AttributeName = "extmap";

    /// <summary>All that are well-formed among the attributes of a line or a session.</summary>
    public static IEnumerable<ExtensionMap> In(IEnumerable<SdpAttribute> attributes)
    {
        foreach (var attribute in attributes)
        {
            if (attribute is { Name: AttributeName, Value: { } value } && TryParse(value, out var map)) yield return map;
        }
    }

    /// <param name="value">For example <c>2/sendonly urn:ietf:params:rtp-hdrext:toffset</c>.</param>
    /// <param name="map">Null when the result is false.</param>
    public static bool TryParse(string value, out ExtensionMap map)
    {
        map = null!;
        var words = value.Split(' ', 3, StringSplitOptions.RemoveEmptyEntries);
        if (words.Length < 2) return false;

        var slash = words[0].IndexOf('/', StringComparison.Ordinal);
        var direction = slash < 0 ? MediaDirection.SendReceive : DirectionNames.FromMedia(words[0][(slash + 1)..]);
        var number = slash < 0 ? words[0] : words[0][..slash];
        if (direction is null || !int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var id) || id == 0) return false;

        map = new ExtensionMap(id, direction.Value, words[1], words.Length > 2 ? words[2].Trim() : "");
        return true;
    }

    public SdpAttribute ToAttribute()
    {
        var direction = Direction == MediaDirection.SendReceive ? "" : $"/{DirectionNames.ForMedia(Direction)}";
        return new SdpAttribute(AttributeName, $"{Id}{direction} {Uri} {ExtensionAttributes}".TrimEnd());
    }
}
