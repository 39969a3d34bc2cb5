using ImsConference.Sip.Loop;
using ImsConference.Sip.Transactions;

namespace ImsConference.Sip.Sessions;

/// <summary>Watches over one session's interval (RFC 4028 §10): refresh at half of it, end it shortly before it runs out.</summary>
/// <param name="loop">The clock.</param>
/// <param name="refresh">We are the refresher and half of the interval has passed.</param>
/// <param name="expire">No refresh succeeded: BYE.</param>
internal sealed class SessionTimer(SignallingLoop loop, Action refresh, Action expire)
{
    private readonly TimerSlot _refresh = new(loop);
    private readonly TimerSlot _expire = new(loop);

    /// <summary>Interval in force, s; 0: none.</summary>
    internal int Seconds { get; private set; }

    internal bool WeRefresh { get; private set; }

    /// <summary>A session refresh succeeded, or the session began.</summary>
    internal void Set(SessionInterval interval, bool weAreUac)
    {
        Stop();
        Seconds = interval.Seconds;
        WeRefresh = interval.RefresherIsUac == weAreUac;
        if (Seconds == 0) return;

        // §10: the other side ends it min(32 s, a third of the interval) before it runs out, so that the BYE still finds it.
        _expire.Start(TimeSpan.FromSeconds(Seconds - Math.Min(32.0, Seconds / 3.0)), expire);
        if (WeRefresh) _refresh.Start(TimeSpan.FromSeconds(Seconds / 2.0), refresh);
    }

    /// <summary>A refresh failed for now: once more, a little later.</summary>
    internal void RetryIn(TimeSpan wait) => _refresh.Start(wait, refresh);

    internal void Stop()
    {
        _refresh.Stop();
        _expire.Stop();
    }
}
