using System.Globalization;
using System.Xml;
using System.Xml.Linq;

namespace ImsConference.Tests.Ue.Roster;

/// <summary>A subscriber's copy of a conference's state, kept from full and partial documents (RFC 4575 §4.6).</summary>
public sealed class ConferenceRoster
{
    private static readonly XNamespace Ns = "urn:ietf:params:xml:ns:conference-info";

    // The elements that bear a state, and what tells their siblings apart; any other element is replaced as a whole.
    private static readonly Dictionary<string, string> Keys = new()
    {
        ["users"] = "",
        ["sidebars-by-ref"] = "",
        ["sidebars-by-val"] = "",
        ["user"] = "entity",
        ["endpoint"] = "entity",
        ["media"] = "id",
    };

    private XElement? _root;

    /// <summary>Version of the last document taken; null before the first one.</summary>
    public uint? Version { get; private set; }

    /// <summary>All of the copy; null before the first document.</summary>
    public XElement? Document => _root;

    /// <summary>Conference URI.</summary>
    public string Entity => (string?)_root?.Attribute("entity") ?? "";

    /// <summary>The notifier said that the conference is over.</summary>
    public bool IsDeleted { get; private set; }

    /// <summary>Why the last document was <see cref="RosterOutcome.Malformed"/>.</summary>
    public string Fault { get; private set; } = "";

    /// <summary>The user-count of the conference state; null when not said.</summary>
    public int? UserCount => (int?)_root?.Element(Ns + "conference-state")?.Element(Ns + "user-count");

    public IReadOnlyList<RosterUser> Users => [.. (_root?.Element(Ns + "users")?.Elements(Ns + "user") ?? []).Select(ReadUser)];

    /// <summary>The user with that entity; null when there is none.</summary>
    public RosterUser? Find(string entity) => Users.FirstOrDefault(u => string.Equals(u.Entity, entity, StringComparison.Ordinal));

    /// <summary>Takes the body of a NOTIFY.</summary>
    public RosterOutcome Apply(ReadOnlySpan<byte> document)
    {
        if (Parse(document) is not { } update) return RosterOutcome.Malformed;
        if (!uint.TryParse((string?)update.Attribute("version"), NumberStyles.None, CultureInfo.InvariantCulture, out var version))
            return Reject("no version");

        if (version <= Version) return RosterOutcome.Old;
        switch (StateOf(update))
        {
            case "full":
                _root = update;
                IsDeleted = false;
                break;
            case "deleted":
                _root = update;
                IsDeleted = true;
                break;
            case "partial" when _root is not null && version == Version + 1:
                Merge(_root, update);
                break;
            case "partial":
                return RosterOutcome.Gap;
            default:
                return Reject($"state {StateOf(update)}");
        }

        Version = version;
        return RosterOutcome.Applied;
    }

    /// <summary>Forgets everything, before a new subscription: its versions count from anywhere.</summary>
    public void Reset() => (_root, Version, IsDeleted) = (null, null, false);

    private XElement? Parse(ReadOnlySpan<byte> document)
    {
        try
        {
            using var stream = new MemoryStream(document.ToArray());
            using var reader = XmlReader.Create(stream, new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit });
            var root = XElement.Load(reader);
            if (root.Name == Ns + "conference-info" && root.Attribute("entity") is not null) return root;
            Fault = $"root {root.Name}, entity {root.Attribute("entity")}";
        }
        catch (XmlException e)
        {
            Fault = e.Message;
        }

        return null;
    }

    private RosterOutcome Reject(string fault)
    {
        Fault = fault;
        return RosterOutcome.Malformed;
    }

    /// <summary>Brings a partial element into the copy: keyed children by their state, others replaced.</summary>
    private static void Merge(XElement copy, XElement update)
    {
        foreach (var attribute in update.Attributes()) copy.SetAttributeValue(attribute.Name, attribute.Value);
        foreach (var name in update.Elements().Select(e => e.Name).Distinct().ToList())
        {
            if (name.Namespace == Ns && Keys.TryGetValue(name.LocalName, out var key)) MergeKeyed(copy, update.Elements(name), key);
            else Replace(copy, name, update.Elements(name));
        }
    }

    private static void MergeKeyed(XElement copy, IEnumerable<XElement> updates, string key)
    {
        foreach (var update in updates)
        {
            var present = copy.Elements(update.Name).FirstOrDefault(e => key.Length == 0 || (string?)e.Attribute(key) == (string?)update.Attribute(key));
            var state = StateOf(update);
            if (state == "partial" && present is not null) Merge(present, update);
            else if (state == "deleted") present?.Remove();
            else if (present is not null) present.ReplaceWith(update);
            else copy.Add(update);
        }
    }

    private static void Replace(XElement copy, XName name, IEnumerable<XElement> updates)
    {
        copy.Elements(name).Remove();
        copy.Add(updates);
    }

    private static string StateOf(XElement element) => (string?)element.Attribute("state") ?? "full";

    private static RosterUser ReadUser(XElement user) => new(
        (string?)user.Attribute("entity") ?? "",
        Text(user, "display-text"),
        [.. user.Elements(Ns + "roles").Elements(Ns + "entry").Select(e => e.Value)],
        [.. user.Elements(Ns + "endpoint").Select(ReadEndpoint)]);

    private static RosterEndpoint ReadEndpoint(XElement endpoint) => new(
        (string?)endpoint.Attribute("entity") ?? "",
        Text(endpoint, "status"),
        Text(endpoint, "joining-method"),
        Text(endpoint, "disconnection-method"),
        [.. endpoint.Elements(Ns + "media").Select(ReadMedia)]);

    private static RosterMedia ReadMedia(XElement media) =>
        new((string?)media.Attribute("id") ?? "", Text(media, "type"), Text(media, "status"), Text(media, "src-id"));

    private static string Text(XElement parent, string name) => parent.Element(Ns + name)?.Value.Trim() ?? "";
}
