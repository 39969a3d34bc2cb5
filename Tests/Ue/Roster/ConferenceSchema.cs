using System.Xml;
using System.Xml.Linq;
using System.Xml.Schema;

namespace ImsConference.Tests.Ue.Roster;

/// <summary>Holds conference documents to conference-info.xsd, and to the rules of RFC 4575 §4 that a schema cannot say.</summary>
public static class ConferenceSchema
{
    private static readonly XmlSchemaSet Schemas = Load();

    /// <exception cref="XmlException">It is no XML.</exception>
    public static XElement Read(ReadOnlySpan<byte> document)
    {
        using var bytes = new MemoryStream(document.ToArray());
        return XDocument.Load(bytes).Root!;
    }

    /// <returns>What is wrong with a document, in words; nothing when it is sound.</returns>
    public static IReadOnlyList<string> FaultsOf(ReadOnlySpan<byte> document)
    {
        var faults = new List<string>();
        try
        {
            var root = Read(document);
            root.Document!.Validate(Schemas, (_, fault) => faults.Add(fault.Message));
            faults.AddRange(StateFaults(root));
        }
        catch (XmlException e)
        {
            faults.Add(e.Message);
        }

        return faults;
    }

    private static IEnumerable<string> StateFaults(XElement root)
    {
        foreach (var element in root.DescendantsAndSelf())
        {
            if (State(element) == "deleted" && element.HasElements) yield return $"{element.Name.LocalName} is deleted, yet has content";
            if (State(element) != "full") continue;
            foreach (var child in element.Elements().Where(child => State(child) != "full")) yield return $"{child.Name.LocalName} is {State(child)} in {element.Name.LocalName}, which is full";
        }
    }

    private static string State(XElement element) => (string?)element.Attribute("state") ?? "full";

    private static XmlSchemaSet Load()
    {
        var set = new XmlSchemaSet();
        using var resource = typeof(ConferenceSchema).Assembly.GetManifestResourceStream("conference-info.xsd")!;
        using var reader = XmlReader.Create(resource);
        set.Add(null, reader);
        set.Compile();
        return set;
    }
}
