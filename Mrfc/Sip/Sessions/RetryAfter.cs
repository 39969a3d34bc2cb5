using System.Buffers.Text;
using ImsConference.Sip.Messages;
using ImsConference.Sip.Transactions;

namespace ImsConference.Sip.Sessions;

/// <summary>Retry-After (RFC 3261 §20.33).</summary>
internal static class RetryAfter
{
    /// <summary>Seconds; null when absent or malformed.</summary>
    internal static int? Of(SipMessage response) =>
        Utf8Parser.TryParse(response[HeaderId.RetryAfter], out int seconds, out _) && seconds >= 0 ? seconds : null;

    /// <inheritdoc cref="Of(SipMessage)"/>
    internal static int? Of(RequestOutcome outcome) => outcome.Response is { } response ? Of(response) : null;
}
