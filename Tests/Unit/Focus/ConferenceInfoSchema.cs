using System.Xml;
using System.Xml.Linq;
using System.Xml.Schema;
using NUnit.Framework;

namespace ImsConference.Tests.Unit.Focus;

/// <summary>Holds documents to conference-info.xsd, and to the rules of RFC 4575 §4 that a schema cannot say.</summary>
internal static class ConferenceInfoSchema
{
    private static readonly XmlSchemaSet Schemas = Load();

    /// <summary>Parses and checks; fails the test with the schema's words when the document breaks it.</summary>
    public static XElement Check(ReadOnlySpan<byte> document)
    {
        using var bytes = new MemoryStream(document.ToArray());
        var xml = XDocument.Load(bytes);
        var faults = new List<string>();
        xml.Validate(Schemas, (_, fault) => faults.Add(fault.Message));
        Assert.That(faults, Is.Empty, xml.ToString());

        var root = xml.Root!;
        foreach (var gone in root.DescendantsAndSelf().Where(element => State(element) == "deleted"))
            Assert.That(gone.HasElements, Is.False, $"{gone.Name.LocalName}: deleted, yet with content");
        foreach (var whole in root.DescendantsAndSelf().Where(element => State(element) == "full"))
            Assert.That(whole.Descendants().Select(State), Has.None.EqualTo("partial").And.None.EqualTo("deleted"), "full parents have full children");
        return root;
    }

    private static string State(XElement element) => (string?)element.Attribute("state") ?? "full";

    private static XmlSchemaSet Load()
    {
        var set = new XmlSchemaSet();
        using var reader = XmlReader.Create(Path.Combine(TestContext.CurrentContext.TestDirectory, "Focus", "conference-info.xsd"));
        set.Add(null, reader);
        set.Compile();
        return set;
    }
}
