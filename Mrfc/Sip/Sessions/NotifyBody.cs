namespace ImsConference.Sip.Sessions;

/// <summary>Body of a NOTIFY, for example <c>application/conference-info+xml</c>.</summary>
public sealed record NotifyBody(string ContentType, ReadOnlyMemory<byte> Content)
{
    /// <summary>Entity-tag of the state that the subscriber knows with it (SIP-ETag, RFC 5839 §7.1); null: none.</summary>
    public string? Tag { get; init; }
}
