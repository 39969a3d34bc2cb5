namespace ImsConference.Sip.Sessions;

/// <summary>How a SUBSCRIBE is accepted.</summary>
public sealed record ServerSubscriptionOptions
{
    /// <summary>Contact value; null: <see cref="UserAgentOptions.Contact"/>.</summary>
    public string? Contact { get; init; }

    /// <summary>Duration when the subscriber names none, s.</summary>
    public int DefaultExpires { get; init; } = 3600;

    /// <summary>Longest duration granted, s.</summary>
    public int MaxExpires { get; init; } = 7200;

    /// <summary>Shortest duration granted, s; less (but not 0) is answered 423.</summary>
    public int MinExpires { get; init; } = 60;

    /// <summary>Media type of our NOTIFY bodies; a SUBSCRIBE whose Accept excludes it is answered 406. Null: not checked.</summary>
    public string? ContentType { get; init; }

    /// <summary>Full state for the NOTIFY that follows each SUBSCRIBE at once, also the last one of a fetch; null: that NOTIFY has no body.</summary>
    public Func<NotifyBody?>? FullState { get; init; }

    /// <summary>
    /// Entity-tag of the state as it is now (RFC 5839): who names it in Suppress-If-Match of a refresh gets 204 and no NOTIFY. Null: there are no tags.
    /// </summary>
    public Func<string>? StateTag { get; init; }

    /// <summary>Headers of the 200 and of each NOTIFY.</summary>
    public IReadOnlyList<HeaderLine> Headers { get; init; } = [];
}
