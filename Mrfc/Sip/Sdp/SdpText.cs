using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace ImsConference.Sip.Sdp;

/// <summary>Writes a description: the order of RFC 8866 §5, and nothing that would break a line.</summary>
internal static class SdpText
{
    public static byte[] Write(SessionDescription session)
    {
        var text = new StringBuilder(512);
        Line(text, 'v', "0");
        var origin = session.Origin;
        Line(text, 'o', string.Create(CultureInfo.InvariantCulture,
            $"{Word(origin.User)} {origin.SessionId} {origin.Version} IN {AddressType(origin.IsIPv6)} {Word(origin.Address)}"));
        Line(text, 's', session.SessionName.Length > 0 ? session.SessionName : "-");
        Others(text, session.OtherLines, "iuep");
        ConnectionLine(text, session.Connection);
        BandwidthLines(text, session.Bandwidths);
        foreach (var timing in session.Timings)
        {
            Line(text, 't', string.Create(CultureInfo.InvariantCulture, $"{timing.Start} {timing.Stop}"));
            foreach (var repeat in timing.Repeats) Line(text, 'r', repeat);
        }

        Others(text, session.OtherLines, "zk");
        AttributeLines(text, session.Attributes);
        OthersBut(text, session.OtherLines, "iuepzk");
        foreach (var media in session.Media) Write(text, media);
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    private static void Write(StringBuilder text, MediaDescription media)
    {
        if (media.Port is < 0 or > ushort.MaxValue) throw new InvalidOperationException($"port {media.Port}");
        if (media.Formats.IsEmpty) throw new InvalidOperationException("m= without format");

        var count = media.PortCount == 1 ? "" : $"/{media.PortCount}";
        var formats = string.Join(' ', media.Formats.Select(Word));
        Line(text, 'm', string.Create(CultureInfo.InvariantCulture, $"{Word(media.Media)} {media.Port}{count} {Word(media.Protocol)} {formats}"));
        Others(text, media.OtherLines, "i");
        ConnectionLine(text, media.Connection);
        BandwidthLines(text, media.Bandwidths);
        Others(text, media.OtherLines, "k");
        AttributeLines(text, media.Attributes);
        OthersBut(text, media.OtherLines, "ik");
    }

    private static void ConnectionLine(StringBuilder text, Connection? connection)
    {
        if (connection is not null) Line(text, 'c', $"IN {AddressType(connection.IsIPv6)} {Word(connection.Address)}");
    }

    private static void BandwidthLines(StringBuilder text, ImmutableArray<Bandwidth> bandwidths)
    {
        foreach (var (type, value) in bandwidths) Line(text, 'b', string.Create(CultureInfo.InvariantCulture, $"{Word(type)}:{value}"));
    }

    private static void AttributeLines(StringBuilder text, ImmutableArray<SdpAttribute> attributes)
    {
        foreach (var (name, value) in attributes) Line(text, 'a', value is null ? name : $"{name}:{value}");
    }

    private static void Others(StringBuilder text, ImmutableArray<SdpLine> lines, string types)
    {
        foreach (var type in types)
        {
            foreach (var line in lines.Where(line => line.Type == type)) Line(text, type, line.Value);
        }
    }

    private static void OthersBut(StringBuilder text, ImmutableArray<SdpLine> lines, string types)
    {
        foreach (var line in lines.Where(line => !types.Contains(line.Type))) Line(text, line.Type, line.Value);
    }

    private static string AddressType(bool isIPv6) => isIPv6 ? "IP6" : "IP4";

    private static string Word(string word) => word.Length > 0 && !word.AsSpan().ContainsAny(' ', '\r', '\n')
        ? word
        : throw new InvalidOperationException($"not one word in a description: '{word}'");

    private static void Line(StringBuilder text, char type, string value)
    {
        if (value.AsSpan().ContainsAny('\r', '\n', '\0')) throw new InvalidOperationException($"line break in {type}=");
        text.Append(type).Append('=').Append(value).Append("\r\n");
    }
}
