namespace ImsConference.Sip.Messages;

/// <summary>Subscription-State value (RFC 6665 §8.2.3). Spans point into the message.</summary>
public readonly ref struct SubscriptionState
{
    private SubscriptionState(ReadOnlySpan<byte> state, ReadOnlySpan<byte> parameters)
    {
        State = state;
        Parameters = parameters;
    }

    /// <summary><c>active</c>, <c>pending</c>, <c>terminated</c>, or another; in any case.</summary>
    public ReadOnlySpan<byte> State { get; }

    public ReadOnlySpan<byte> Parameters { get; }

    public bool IsTerminated => SipSyntax.EqualsIgnoreCase(State, "terminated"u8);

    /// <summary>Empty when absent.</summary>
    public ReadOnlySpan<byte> Reason => HeaderParameters.TryGet(Parameters, "reason"u8, out var reason) ? reason : default;

    /// <summary>−1 when absent.</summary>
    public int ExpiresSeconds => Seconds("expires"u8);

    /// <summary>−1 when absent.</summary>
    public int RetryAfterSeconds => Seconds("retry-after"u8);

    public static bool TryParse(ReadOnlySpan<byte> value, out SubscriptionState parsed)
    {
        parsed = default;
        if (!TokenHeader.TrySplit(value, out var state, out var parameters) || !SipSyntax.IsToken(state)) return false;
        parsed = new SubscriptionState(state, parameters);
        return true;
    }

    private int Seconds(ReadOnlySpan<byte> name) =>
        HeaderParameters.TryGetNumber(Parameters, name, out var seconds) ? (int)Math.Min(seconds, int.MaxValue) : -1;
}
