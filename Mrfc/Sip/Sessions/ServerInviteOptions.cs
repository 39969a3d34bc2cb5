namespace ImsConference.Sip.Sessions;

/// <summary>How we take part in one incoming INVITE.</summary>
public sealed record ServerInviteOptions
{
    /// <summary>Contact value with its parameters: <c>&lt;sip:conf-1@mrfc1.home1.net&gt;;isfocus</c>; null: <see cref="UserAgentOptions.Contact"/>.</summary>
    public string? Contact { get; init; }

    /// <summary>Headers of every response from 101 to 299, for example P-Charging-Vector and Allow-Events.</summary>
    public IReadOnlyList<HeaderLine> Headers { get; init; } = [];

    /// <summary>Headers of every response from 101 to 199 besides, for example P-Early-Media.</summary>
    public IReadOnlyList<HeaderLine> ProgressHeaders { get; init; } = [];

    /// <summary>Our side's resources are reserved when our answer is written (RFC 3312); false: tell later with <see cref="InviteSession.ConfirmResourcesAsync"/>.</summary>
    public bool ResourcesReserved { get; init; } = true;

    /// <summary>An INVITE unanswered for this long, or for its own Expires if that is shorter, is answered 487 (RFC 3261 §13.3.1).</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Answers later offers; see <see cref="InviteSession.OnOffer"/>.</summary>
    public Func<IncomingOffer, Task<OfferReply>>? OnOffer { get; init; }
}
