using System.Diagnostics.CodeAnalysis;
using System.Xml;
using ImsConference.Sip.Messages;
using ImsConference.Sip.Sessions;

namespace ImsConference.Mrfc.Focus.Invitations;

/// <summary>Lists of recipients in requests: flat resource lists (RFC 4826 §3.2, RFC 5363 §4) with copy control (RFC 5364).</summary>
public static class RecipientList
{
    public const string MimeType = "application/resource-lists+xml";

    /// <summary>Content-Disposition of a list that is to be acted on.</summary>
    public const string Disposition = "recipient-list";

    internal const string Namespace = "urn:ietf:params:xml:ns:resource-lists";

    private const int MostCharacters = 65_536;
    private const int MostDepth = 16;

    /// <summary>The examples of RFC 5366 and some UEs write it with a capital.</summary>
    private static readonly string[] CopyNamespaces = ["urn:ietf:params:xml:ns:copycontrol", "urn:ietf:params:xml:ns:copyControl"];

    /// <summary>Reads a list. Entries by reference, names, and what is unknown are passed over (RFC 5366 §4).</summary>
    /// <param name="part">Of the body.</param>
    /// <param name="recipients">Each user once, in the order of the list; its first entry counts.</param>
    /// <param name="refusal">Why it cannot be read; null when the result is true.</param>
    public static bool TryRead(BodyPart part, out IReadOnlyList<Recipient> recipients, [NotNullWhen(false)] out Refusal? refusal)
    {
        recipients = [];
        refusal = Refusals.UnknownList;
        if (!part.Is(MimeType)) return false;

        refusal = Refusals.BadList;
        var found = new List<Recipient>();
        try
        {
            using var xml = XmlReader.Create(new MemoryStream(part.Content.ToArray()), new XmlReaderSettings
            {
                DtdProcessing = DtdProcessing.Prohibit, // no entities: nothing grows, nothing is fetched
                XmlResolver = null,
                MaxCharactersInDocument = MostCharacters,
            });
            if (!TryReadEntries(xml, found)) return false;
        }
        catch (XmlException)
        {
            return false;
        }

        recipients = [.. found.DistinctBy(recipient => CallerReader.IdentityOf(recipient.Uri))];
        refusal = recipients.Count == 0 ? Refusals.BadList : null;
        return refusal is null;
    }

    private static bool TryReadEntries(XmlReader xml, List<Recipient> found)
    {
        if (xml.MoveToContent() != XmlNodeType.Element || xml.LocalName != "resource-lists" || xml.NamespaceURI != Namespace) return false;

        while (xml.Read())
        {
            if (xml.Depth > MostDepth) return false;
            if (xml.NodeType != XmlNodeType.Element || xml.LocalName != "entry" || xml.NamespaceURI != Namespace) continue;
            if (!SipUri.TryParse(xml.GetAttribute("uri") ?? "", out var uri)) return false;
            found.Add(new Recipient(uri, CopyOf(Copying(xml, "copyControl")), Copying(xml, "anonymize") is "true" or "1"));
        }

        return true;
    }

    private static string? Copying(XmlReader xml, string name) =>
        CopyNamespaces.Select(copying => xml.GetAttribute(name, copying)).FirstOrDefault(value => value is not null)?.Trim();

    private static CopyControl CopyOf(string? value) => value switch
    {
        "to" => CopyControl.To,
        "cc" => CopyControl.Cc,
        _ => CopyControl.Bcc,
    };
}
