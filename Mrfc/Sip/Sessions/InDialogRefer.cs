namespace ImsConference.Sip.Sessions;

/// <summary>A REFER to send inside an INVITE dialog.</summary>
public sealed record InDialogRefer
{
    /// <inheritdoc cref="ReferRequest.ReferTo"/>
    public required string ReferTo { get; init; }

    /// <inheritdoc cref="ReferRequest.ReferredBy"/>
    public string? ReferredBy { get; init; }

    /// <inheritdoc cref="ReferRequest.Subscribe"/>
    public bool Subscribe { get; init; } = true;

    /// <inheritdoc cref="ReferRequest.OnProgress"/>
    public Action<int>? OnProgress { get; init; }

    public IReadOnlyList<HeaderLine> Headers { get; init; } = [];
}
