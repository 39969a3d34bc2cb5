using System.Globalization;
using System.Text;
using System.Xml;

namespace ImsConference.Mrfc.Focus.Roster;

/// <summary>Elements and attributes of conference documents; what peers say cannot break them.</summary>
internal static class RosterXml
{
    public static void Text(this XmlWriter xml, string name, string value) => xml.WriteElementString(name, ConferenceInfoWriter.Namespace, Clean(value));

    public static void Text(this XmlWriter xml, string name, long value) => xml.Text(name, value.ToString(CultureInfo.InvariantCulture));

    public static void Text(this XmlWriter xml, string name, DateTimeOffset when) =>
        xml.Text(name, when.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));

    public static void OptionalText(this XmlWriter xml, string name, string? value)
    {
        if (value is not null) xml.Text(name, value);
    }

    public static void Attribute(this XmlWriter xml, string name, string value) => xml.WriteAttributeString(name, Clean(value));

    /// <summary>A list of URIs; nothing when it is empty.</summary>
    public static void Uris(this XmlWriter xml, string name, IReadOnlyList<UriEntry> entries)
    {
        if (entries.Count == 0) return;
        xml.WriteStartElement(name, ConferenceInfoWriter.Namespace);
        foreach (var entry in entries)
        {
            xml.WriteStartElement("entry", ConferenceInfoWriter.Namespace);
            xml.Text("uri", entry.Uri);
            xml.OptionalText("display-text", entry.DisplayText);
            xml.OptionalText("purpose", entry.Purpose);
            xml.WriteEndElement();
        }

        xml.WriteEndElement();
    }

    // A display name comes from a peer; some of what SIP lets through no XML document may hold (XML 1.0 §2.2).
    private static string Clean(string value)
    {
        if (value.All(XmlConvert.IsXmlChar)) return value;

        var clean = new StringBuilder(value.Length);
        for (var i = 0; i < value.Length; i++)
        {
            if (i + 1 < value.Length && XmlConvert.IsXmlSurrogatePair(value[i + 1], value[i])) clean.Append(value[i]).Append(value[++i]);
            else clean.Append(XmlConvert.IsXmlChar(value[i]) ? value[i] : '\uFFFD');
        }

        return clean.ToString();
    }
}
