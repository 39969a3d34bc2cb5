using System.Globalization;
using System.Text;
using System.Xml;

namespace ImsConference.Mrfc.Focus.Roster;

/// <summary>Writes <c>application/conference-info+xml</c> documents (RFC 4575 §4 and §5). Elements come in the order of its schema.</summary>
public static class ConferenceInfoWriter
{
    public const string MimeType = "application/conference-info+xml";
    public const string Namespace = "urn:ietf:params:xml:ns:conference-info";

    private static readonly XmlWriterSettings Settings = new() { Encoding = new UTF8Encoding(false), CloseOutput = false };

    /// <summary>Everything: what a subscriber gets first, and after each refresh.</summary>
    public static byte[] Full(ConferenceInfo info, uint version, ConferenceRoster roster) => Document(info.Entity, "full", version, xml =>
    {
        Description(xml, info);
        State(xml, info, roster);
        xml.WriteStartElement("users", Namespace);
        foreach (var user in roster.Users) User(xml, user);
        xml.WriteEndElement();
    });

    /// <summary>What changed since a revision; users that changed are told whole.</summary>
    public static byte[] Partial(ConferenceInfo info, uint version, ConferenceRoster roster, long since) =>
        Document(info.Entity, "partial", version, xml =>
        {
            State(xml, info, roster);
            xml.WriteStartElement("users", Namespace);
            xml.WriteAttributeString("state", "partial");
            foreach (var change in roster.ChangesSince(since))
            {
                if (change.User is { } user) User(xml, user);
                else Gone(xml, change.Entity);
            }

            xml.WriteEndElement();
        });

    /// <summary>The conference is over: goes with <c>terminated;reason=noresource</c>.</summary>
    public static byte[] Deleted(ConferenceInfo info, uint version) => Document(info.Entity, "deleted", version, _ => { });

    private static byte[] Document(string entity, string state, uint version, Action<XmlWriter> content)
    {
        using var bytes = new MemoryStream();
        using (var xml = XmlWriter.Create(bytes, Settings))
        {
            xml.WriteStartElement("conference-info", Namespace);
            Attribute(xml, "entity", entity);
            xml.WriteAttributeString("state", state);
            xml.WriteAttributeString("version", version.ToString(CultureInfo.InvariantCulture));
            content(xml);
            xml.WriteEndElement();
        }

        return bytes.ToArray();
    }

    private static void Description(XmlWriter xml, ConferenceInfo info)
    {
        xml.WriteStartElement("conference-description", Namespace);
        if (info.Subject is { } subject) Text(xml, "subject", subject);
        xml.WriteStartElement("conf-uris", Namespace);
        xml.WriteStartElement("entry", Namespace);
        Text(xml, "uri", info.Entity);
        Text(xml, "purpose", "participation");
        xml.WriteEndElement();
        xml.WriteEndElement();
        Text(xml, "maximum-user-count", info.MaximumUserCount.ToString(CultureInfo.InvariantCulture));
        xml.WriteStartElement("available-media", Namespace);
        foreach (var (type, label) in info.MediaTypes.Select((type, index) => (type, index + 1)))
        {
            xml.WriteStartElement("entry", Namespace);
            xml.WriteAttributeString("label", label.ToString(CultureInfo.InvariantCulture));
            Text(xml, "type", type);
            Text(xml, "status", "sendrecv");
            xml.WriteEndElement();
        }

        xml.WriteEndElement();
        xml.WriteEndElement();
    }

    private static void State(XmlWriter xml, ConferenceInfo info, ConferenceRoster roster)
    {
        xml.WriteStartElement("conference-state", Namespace);
        Text(xml, "user-count", roster.PresentCount.ToString(CultureInfo.InvariantCulture));
        Text(xml, "active", info.Active ? "true" : "false");
        Text(xml, "locked", info.Locked ? "true" : "false");
        xml.WriteEndElement();
    }

    private static void User(XmlWriter xml, RosterUser user)
    {
        xml.WriteStartElement("user", Namespace);
        Attribute(xml, "entity", user.Entity);
        xml.WriteAttributeString("state", "full");
        if (user.DisplayText is { } name) Text(xml, "display-text", name);
        if (user.Roles.Count > 0)
        {
            xml.WriteStartElement("roles", Namespace);
            foreach (var role in user.Roles) Text(xml, "entry", role);
            xml.WriteEndElement();
        }

        foreach (var endpoint in user.Endpoints) Endpoint(xml, endpoint);
        xml.WriteEndElement();
    }

    private static void Gone(XmlWriter xml, string entity)
    {
        xml.WriteStartElement("user", Namespace);
        Attribute(xml, "entity", entity);
        xml.WriteAttributeString("state", "deleted");
        xml.WriteEndElement();
    }

    private static void Endpoint(XmlWriter xml, RosterEndpoint endpoint)
    {
        xml.WriteStartElement("endpoint", Namespace);
        Attribute(xml, "entity", endpoint.Entity);
        Execution(xml, "referred", endpoint.Referred);
        Text(xml, "status", WordFor(endpoint.Status));
        if (endpoint.JoiningMethod is { } joined) Text(xml, "joining-method", WordFor(joined));
        Execution(xml, "joining-info", endpoint.Joining);
        if (endpoint.DisconnectionMethod is { } left) Text(xml, "disconnection-method", WordFor(left));
        Execution(xml, "disconnection-info", endpoint.Disconnection);
        foreach (var media in endpoint.Media) Media(xml, media);
        xml.WriteEndElement();
    }

    private static void Media(XmlWriter xml, RosterMedia media)
    {
        xml.WriteStartElement("media", Namespace);
        Attribute(xml, "id", media.Id);
        Text(xml, "type", media.Type);
        if (media.SourceId != 0) Text(xml, "src-id", media.SourceId.ToString(CultureInfo.InvariantCulture));
        Text(xml, "status", WordFor(media.Status));
        xml.WriteEndElement();
    }

    private static void Execution(XmlWriter xml, string name, RosterExecution? execution)
    {
        if (execution is null) return;

        xml.WriteStartElement(name, Namespace);
        if (execution.When is { } when)
            Text(xml, "when", when.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));
        if (execution.Reason is { } reason) Text(xml, "reason", reason);
        if (execution.By is { } by) Text(xml, "by", by);
        xml.WriteEndElement();
    }

    private static void Text(XmlWriter xml, string name, string value) => xml.WriteElementString(name, Namespace, Clean(value));

    private static void Attribute(XmlWriter xml, string name, string value) => xml.WriteAttributeString(name, Clean(value));

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

    private static string WordFor(EndpointStatus status) => status switch
    {
        EndpointStatus.Pending => "pending",
        EndpointStatus.DialingOut => "dialing-out",
        EndpointStatus.DialingIn => "dialing-in",
        EndpointStatus.Alerting => "alerting",
        EndpointStatus.OnHold => "on-hold",
        EndpointStatus.Connected => "connected",
        EndpointStatus.MutedViaFocus => "muted-via-focus",
        EndpointStatus.Disconnecting => "disconnecting",
        EndpointStatus.Disconnected => "disconnected",
        _ => throw new ArgumentOutOfRangeException(nameof(status)),
    };

    private static string WordFor(JoiningMethod method) => method switch
    {
        JoiningMethod.DialedIn => "dialed-in",
        JoiningMethod.DialedOut => "dialed-out",
        JoiningMethod.FocusOwner => "focus-owner",
        _ => throw new ArgumentOutOfRangeException(nameof(method)),
    };

    private static string WordFor(DisconnectionMethod method) => method switch
    {
        DisconnectionMethod.Departed => "departed",
        DisconnectionMethod.Booted => "booted",
        DisconnectionMethod.Failed => "failed",
        DisconnectionMethod.Busy => "busy",
        _ => throw new ArgumentOutOfRangeException(nameof(method)),
    };

    private static string WordFor(MediaStatus status) => status switch
    {
        MediaStatus.Inactive => "inactive",
        MediaStatus.SendOnly => "sendonly",
        MediaStatus.RecvOnly => "recvonly",
        MediaStatus.SendRecv => "sendrecv",
        _ => throw new ArgumentOutOfRangeException(nameof(status)),
    };
}
