using ImsConference.Sip.Messages;

namespace ImsConference.Sip.Sessions;

/// <summary>A SUBSCRIBE to send inside an INVITE dialog.</summary>
public sealed record InDialogSubscribe
{
    /// <inheritdoc cref="SubscribeRequest.Event"/>
    public required string Event { get; init; }

    /// <inheritdoc cref="SubscribeRequest.Accept"/>
    public IReadOnlyList<string> Accept { get; init; } = [];

    /// <inheritdoc cref="SubscribeRequest.Expires"/>
    public int Expires { get; init; } = 3600;

    /// <inheritdoc cref="SubscribeRequest.OnNotify"/>
    public Func<SipMessage, int>? OnNotify { get; init; }

    public IReadOnlyList<HeaderLine> Headers { get; init; } = [];
}
