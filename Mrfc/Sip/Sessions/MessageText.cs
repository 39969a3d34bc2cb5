using System.Text;
using ImsConference.Sip.Messages;

namespace ImsConference.Sip.Sessions;

/// <summary>Header values as strings.</summary>
internal static class MessageText
{
    /// <summary>First value; null when absent.</summary>
    internal static string? Text(this SipMessage message, HeaderId id) =>
        message.Has(id) ? Encoding.UTF8.GetString(message[id]) : null;

    /// <summary>All values, separated by commas; null when there is none.</summary>
    internal static string? AllText(this SipMessage message, HeaderId id)
    {
        if (!message.Has(id)) return null;

        var text = new StringBuilder();
        foreach (var value in message.Values(id)) text.Append(text.Length > 0 ? ", " : "").Append(Encoding.UTF8.GetString(value));
        return text.ToString();
    }
}
