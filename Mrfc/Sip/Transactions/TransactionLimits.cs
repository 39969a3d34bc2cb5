namespace ImsConference.Sip.Transactions;

/// <summary>Bounds of the transaction tables. Above them a new request is answered 503 with Retry-After, without state.</summary>
public sealed record TransactionLimits
{
    /// <summary>Server transactions at once, those that only absorb repeats included.</summary>
    public int ServerTransactions { get; init; } = 100_000;

    /// <summary>Client transactions at once. Above it our own requests fail as if answered 503.</summary>
    public int ClientTransactions { get; init; } = 100_000;

    /// <summary>Retry-After of a 503, s.</summary>
    public int RetryAfterSeconds { get; init; } = 10;
}
