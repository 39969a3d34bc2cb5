namespace ImsConference.Sip.Messages;

/// <summary>Subscription-State; numbers are -1 when absent.</summary>
public readonly ref struct SubscriptionState
{
    public ReadOnlySpan<byte> State { get; }

    public ReadOnlySpan<byte> Reason { get; }

    public int ExpiresSeconds { get; }

    public int RetryAfterSeconds { get; }

    public ReadOnlySpan<byte> Parameters { get; }

    public bool TryGetParameter(ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value) => HeaderParameters.TryGet(Parameters, name, out value);

    public static bool TryParse(ReadOnlySpan<byte> value, out SubscriptionState parsed) => throw new NotSupportedException();
}
