using ImsConference.Sip.Dialogs;
using ImsConference.Sip.Messages;

namespace ImsConference.Sip.Sessions;

/// <summary>A subscription that we notify (RFC 6665 §4.2). It answers its refreshes, expires, and ends when a NOTIFY fails.</summary>
public sealed class ServerSubscription
{
    public Dialog Dialog => throw new NotSupportedException();

    /// <summary>The SUBSCRIBE (or REFER) that made it.</summary>
    public SipMessage Request => throw new NotSupportedException();

    /// <summary>Event package without parameters.</summary>
    public string Package => throw new NotSupportedException();

    public bool HasEnded => throw new NotSupportedException();

    /// <summary>How it ended. Never faults.</summary>
    public Task<SubscriptionEnd> Ended => throw new NotSupportedException();

    /// <summary>Sends a NOTIFY. They go one at a time, in the order of the calls, each after the answer to the one before.</summary>
    /// <param name="body">Called when its turn has come, so that a burst may be merged; null: no longer needed.</param>
    /// <returns>True when answered 2xx.</returns>
    public Task<bool> NotifyAsync(Func<NotifyBody?> body) => throw new NotSupportedException();

    /// <summary>Ends it: a last NOTIFY <c>terminated;reason=…</c>.</summary>
    /// <param name="reason">deactivated, probation, rejected, timeout, giveup, noresource or invariant.</param>
    public Task TerminateAsync(string reason, NotifyBody? body = null, int? retryAfterSeconds = null) => throw new NotSupportedException();
}
