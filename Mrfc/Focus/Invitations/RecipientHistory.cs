using System.Globalization;
using System.Xml;
using ImsConference.Sip.Messages;

namespace ImsConference.Mrfc.Focus.Invitations;

/// <summary>Tells whom a list invites who else is on it (RFC 5364 §4, RFC 5366 §5).</summary>
public static class RecipientHistory
{
    private const string CopyNamespace = "urn:ietf:params:xml:ns:copycontrol";
    private const string Nobody = "sip:anonymous@anonymous.invalid";

    /// <summary>The part of the body that tells it.</summary>
    /// <returns>Null when nobody may be told of anybody.</returns>
    public static BodyPart? Of(IReadOnlyList<Recipient> recipients)
    {
        var told = recipients.Where(recipient => recipient.Copy != CopyControl.Bcc).ToArray();
        return told.Length == 0 ? null : new BodyPart(RecipientList.MimeType, Write(told)) { Disposition = "recipient-list-history; handling=optional" };
    }

    private static byte[] Write(Recipient[] told)
    {
        using var bytes = new MemoryStream();
        using (var xml = XmlWriter.Create(bytes, new XmlWriterSettings { Encoding = new System.Text.UTF8Encoding(false) }))
        {
            xml.WriteStartElement("resource-lists", RecipientList.Namespace);
            xml.WriteAttributeString("xmlns", "cp", null, CopyNamespace);
            xml.WriteStartElement("list", RecipientList.Namespace);
            foreach (var recipient in told.Where(recipient => !recipient.IsAnonymous))
            {
                // What stands behind the question mark, and the method, are between the list's author and us.
                WriteEntry(xml, recipient.Uri.AsTarget().Text, recipient.Copy);
                xml.WriteEndElement();
            }

            foreach (var hidden in told.Where(recipient => recipient.IsAnonymous).GroupBy(recipient => recipient.Copy))
            {
                WriteEntry(xml, Nobody, hidden.Key);
                xml.WriteAttributeString("count", CopyNamespace, hidden.Count().ToString(CultureInfo.InvariantCulture));
                xml.WriteEndElement();
            }
        }

        return bytes.ToArray();
    }

    private static void WriteEntry(XmlWriter xml, string uri, CopyControl copy)
    {
        xml.WriteStartElement("entry", RecipientList.Namespace);
        xml.WriteAttributeString("uri", uri);
        xml.WriteAttributeString("copyControl", CopyNamespace, copy == CopyControl.To ? "to" : "cc");
    }
}
