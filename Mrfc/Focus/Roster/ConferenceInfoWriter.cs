using System.Text;
using System.Xml;

namespace ImsConference.Mrfc.Focus.Roster;

/// <summary>Writes <c>application/conference-info+xml</c> documents (RFC 4575 §4 and §5), version 0. Elements come in the order of its schema.</summary>
public static class ConferenceInfoWriter
{
    public const string MimeType = "application/conference-info+xml";
    public const string Namespace = "urn:ietf:params:xml:ns:conference-info";

    private static readonly XmlWriterSettings Settings = new() { Encoding = new UTF8Encoding(false), CloseOutput = false };

    /// <summary>Everything: what a subscriber gets first, and after each refresh.</summary>
    public static byte[] Full(ConferenceRoster roster, RosterView view) => Document(roster.Description.Entity, ElementState.Full, xml =>
    {
        Description(xml, roster.Description);
        State(xml, roster);
        xml.WriteStartElement("users", Namespace);
        foreach (var user in roster.ChangesSince(ConferenceRoster.Nothing)) UserWriter.Write(xml, user, view);
        xml.WriteEndElement();
    });

    /// <summary>What changed since a revision; null when that is nothing.</summary>
    public static byte[]? Partial(ConferenceRoster roster, long since, RosterView view)
    {
        var users = roster.ChangesSince(since).ToList();
        if (users.Count == 0 && !roster.IsDescribedSince(since) && !roster.HasStateSince(since)) return null;

        return Document(roster.Description.Entity, ElementState.Partial, xml =>
        {
            if (roster.IsDescribedSince(since)) Description(xml, roster.Description);
            if (roster.HasStateSince(since)) State(xml, roster);
            if (users.Count == 0) return;
            xml.WriteStartElement("users", Namespace);
            xml.WriteAttributeString("state", RosterWords.For(ElementState.Partial));
            foreach (var user in users) UserWriter.Write(xml, user, view);
            xml.WriteEndElement();
        });
    }

    /// <summary>The conference is over.</summary>
    public static byte[] Deleted(string entity) => Document(entity, ElementState.Deleted, _ => { });

    private static byte[] Document(string entity, ElementState state, Action<XmlWriter> content)
    {
        using var bytes = new MemoryStream();
        using (var xml = XmlWriter.Create(bytes, Settings))
        {
            xml.WriteStartElement("conference-info", Namespace);
            xml.Attribute("entity", entity);
            xml.WriteAttributeString("state", RosterWords.For(state));
            xml.WriteAttributeString("version", "0");
            content(xml);
            xml.WriteEndElement();
        }

        return bytes.ToArray();
    }

    private static void Description(XmlWriter xml, ConferenceDescription description)
    {
        xml.WriteStartElement("conference-description", Namespace);
        xml.OptionalText("display-text", description.DisplayText);
        xml.OptionalText("subject", description.Subject);
        xml.OptionalText("free-text", description.FreeText);
        if (description.Keywords.Count > 0) xml.Text("keywords", string.Join(' ', description.Keywords));
        xml.Uris("conf-uris", [new UriEntry(description.Entity, "participation"), .. description.ConfUris]);
        xml.Uris("service-uris", description.ServiceUris);
        xml.Text("maximum-user-count", description.MaximumUserCount);
        AvailableMedia(xml, description.Media);
        xml.WriteEndElement();
        if (!description.Host.IsEmpty) Host(xml, description.Host);
    }

    private static void AvailableMedia(XmlWriter xml, IReadOnlyList<AvailableMedium> media)
    {
        if (media.Count == 0) return;
        xml.WriteStartElement("available-media", Namespace);
        foreach (var medium in media)
        {
            xml.WriteStartElement("entry", Namespace);
            xml.Attribute("label", medium.Label);
            xml.OptionalText("display-text", medium.DisplayText);
            xml.Text("type", medium.Type);
            xml.Text("status", RosterWords.For(medium.Status));
            xml.WriteEndElement();
        }

        xml.WriteEndElement();
    }

    private static void Host(XmlWriter xml, HostInfo host)
    {
        xml.WriteStartElement("host-info", Namespace);
        xml.OptionalText("display-text", host.DisplayText);
        xml.OptionalText("web-page", host.WebPage);
        xml.Uris("uris", host.Uris);
        xml.WriteEndElement();
    }

    private static void State(XmlWriter xml, ConferenceRoster roster)
    {
        xml.WriteStartElement("conference-state", Namespace);
        xml.Text("user-count", roster.PresentCount);
        xml.Text("active", roster.IsActive ? "true" : "false");
        xml.Text("locked", roster.IsLocked ? "true" : "false");
        xml.WriteEndElement();
    }
}
