using ImsConference.Sip.Messages;

namespace ImsConference.Sip.Sessions;

/// <summary>A SUBSCRIBE to send outside any dialog.</summary>
public sealed record SubscribeRequest : OutgoingRequest
{
    /// <summary>Event value, such as <c>conference</c>.</summary>
    public required string Event { get; init; }

    /// <summary>Accept values.</summary>
    public IReadOnlyList<string> Accept { get; init; } = [];

    /// <summary>Duration asked for, s; 0 is a fetch.</summary>
    public int Expires { get; init; } = 3600;

    /// <summary>Every NOTIFY, in order, the last one too; the result is the status to answer (200).</summary>
    public Func<SipMessage, int>? OnNotify { get; init; }
}
