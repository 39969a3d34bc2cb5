using ImsConference.Sip.Messages;
using ImsConference.Sip.Transactions;

namespace ImsConference.Sip.Sessions;

/// <summary>Retry-After (RFC 3261 §20.33).</summary>
internal static class RetryAfter
{
    /// <summary>Seconds; null when absent or malformed.</summary>
    internal static int? Of(SipMessage response) =>
        response.TryGetNumber(HeaderId.RetryAfter, out var seconds) ? (int)Math.Min(seconds, int.MaxValue) : null;

    /// <inheritdoc cref="Of(SipMessage)"/>
    internal static int? Of(RequestOutcome outcome) => outcome.Response is { } response ? Of(response) : null;
}
