using System.Text;
using System.Xml.Linq;
using ImsConference.Tests.Ue.Roster;
using NUnit.Framework;

namespace ImsConference.Tests.Unit.Focus;

/// <summary>Fails a test whose document breaks the schema of RFC 4575, or its rules.</summary>
internal static class ConferenceInfoSchema
{
    public static XElement Check(ReadOnlySpan<byte> document)
    {
        Assert.That(ConferenceSchema.FaultsOf(document), Is.Empty, Encoding.UTF8.GetString(document));
        return ConferenceSchema.Read(document);
    }
}
