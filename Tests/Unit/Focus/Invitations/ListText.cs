using System.Text;
using ImsConference.Mrfc.Focus.Invitations;
using ImsConference.Sip.Messages;

namespace ImsConference.Tests.Unit.Focus.Invitations;

/// <summary>Lists of recipients as UEs write them.</summary>
internal static class ListText
{
    /// <summary>A list of entries, each a URI and what else its element says.</summary>
    internal static string Of(params IEnumerable<string> entries) =>
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\r\n<resource-lists xmlns=\"urn:ietf:params:xml:ns:resource-lists\" xmlns:cp=\"urn:ietf:params:xml:ns:copycontrol\"><list>"
        + string.Concat(entries.Select(entry => $"<entry uri=\"{entry.Split(' ')[0]}\" {string.Join(' ', entry.Split(' ')[1..])}/>")) + "</list></resource-lists>";

    internal static BodyPart Part(string text, string id = "") =>
        new(RecipientList.MimeType, Encoding.UTF8.GetBytes(text)) { Disposition = RecipientList.Disposition, Id = id };
}
