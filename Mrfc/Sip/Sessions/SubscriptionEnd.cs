namespace ImsConference.Sip.Sessions;

/// <summary>How a subscription ended.</summary>
/// <param name="Reason">The reason parameter of Subscription-State (RFC 6665 §4.1.3), such as timeout or noresource; else in words why.</param>
/// <param name="Status">Status that ended it: of the SUBSCRIBE or of a NOTIFY; 0 when none did.</param>
/// <param name="RetryAfterSeconds">When the notifier said so, s; else null.</param>
public sealed record SubscriptionEnd(string Reason, int Status = 0, int? RetryAfterSeconds = null);
