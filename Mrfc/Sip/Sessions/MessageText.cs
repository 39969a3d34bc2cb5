using System.Text;
using ImsConference.Sip.Messages;

namespace ImsConference.Sip.Sessions;

/// <summary>Header values as strings.</summary>
internal static class MessageText
{
    /// <summary>First value; null when absent.</summary>
    internal static string? Text(this SipMessage message, HeaderId id) =>
        message.Has(id) ? Encoding.UTF8.GetString(message[id]) : null;
}
