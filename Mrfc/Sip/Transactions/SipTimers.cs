namespace ImsConference.Sip.Transactions;

/// <summary>Timer values of RFC 3261 §17 (table 4), RFC 6026 and RFC 6665. IMS sets T1, T2, T4 to 2, 16, 17 s between UE and P-CSCF.</summary>
public sealed record SipTimers
{
    /// <summary>Round-trip estimate.</summary>
    public TimeSpan T1 { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Longest interval between retransmissions of a non-INVITE request or an INVITE response.</summary>
    public TimeSpan T2 { get; init; } = TimeSpan.FromSeconds(4);

    /// <summary>Longest time that a message stays in the network.</summary>
    public TimeSpan T4 { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>An INVITE that has no other response for this long is answered 100 (§17.2.1).</summary>
    public TimeSpan TryingAfter { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>64·T1: timers B, F, H, J, L, M and N, and how long a 2xx or a reliable 1xx is repeated.</summary>
    public TimeSpan Timeout => 64 * T1;

    /// <summary>Timer D over UDP: at least 32 s, and not less than timer H of the peer.</summary>
    public TimeSpan D => Timeout > TimeSpan.FromSeconds(32) ? Timeout : TimeSpan.FromSeconds(32);

    /// <summary>When a client's timer E has reached T2, so that a 100 to a non-INVITE request saves traffic (RFC 4320 §4.1).</summary>
    public TimeSpan NonInviteTryingAfter
    {
        get
        {
            var (elapsed, interval) = (TimeSpan.Zero, T1);
            while (interval < T2)
            {
                elapsed += interval;
                interval *= 2;
            }

            return elapsed > TimeSpan.Zero ? elapsed : T1;
        }
    }

    /// <summary>The interval after <paramref name="interval"/>: doubled, at most T2.</summary>
    public TimeSpan Next(TimeSpan interval) => 2 * interval < T2 ? 2 * interval : T2;
}
