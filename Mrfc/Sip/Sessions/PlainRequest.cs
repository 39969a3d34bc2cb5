namespace ImsConference.Sip.Sessions;

/// <summary>A request outside any dialog that forms none: OPTIONS, MESSAGE, REGISTER, PUBLISH, or any other by name.</summary>
public sealed record PlainRequest : OutgoingRequest
{
    /// <summary>Method as on the wire.</summary>
    public required string Method { get; init; }

    /// <summary>Content-Type of <see cref="Body"/>; null: no body.</summary>
    public string? ContentType { get; init; }

    public ReadOnlyMemory<byte> Body { get; init; }
}
