using ImsConference.Sip.Dialogs;

namespace ImsConference.Sip.Sessions;

/// <summary>A subscription of ours (RFC 6665 §4.1): refreshed before it runs out, ended by the notifier's word, by 481, or by us.</summary>
public sealed class ClientSubscription
{
    /// <summary>Its dialog; null until the first NOTIFY or 200.</summary>
    public Dialog? Dialog => throw new NotSupportedException();

    /// <summary>True once the notifier answered 2xx or sent a NOTIFY; false when refused, or when no NOTIFY came within 64·T1 (timer N). Never faults.</summary>
    public Task<bool> Established => throw new NotSupportedException();

    public bool HasEnded => throw new NotSupportedException();

    /// <summary>How it ended. Never faults.</summary>
    public Task<SubscriptionEnd> Ended => throw new NotSupportedException();

    /// <summary>Refreshes now, for instance to get full state after a gap in versions.</summary>
    /// <returns>True when answered 2xx.</returns>
    public Task<bool> RefreshAsync() => throw new NotSupportedException();

    /// <summary>SUBSCRIBE with Expires 0; ends with the last NOTIFY, or 64·T1 later without one.</summary>
    public Task UnsubscribeAsync() => throw new NotSupportedException();
}
