using ImsConference.Sip.Messages;
using ImsConference.Sip.Sdp;

namespace ImsConference.Sip.Sessions;

/// <summary>An initial INVITE to send.</summary>
public sealed record InviteRequest : OutgoingRequest
{
    /// <summary>Offer; null: an INVITE without SDP, the peer offers and <see cref="OnOffer"/> answers.</summary>
    public SessionDescription? Offer { get; init; }

    /// <summary>Further parts of the body, after the offer: with any the body is multipart/mixed.</summary>
    public IReadOnlyList<BodyPart> Parts { get; init; } = [];

    /// <summary>Answers the peer's offers in every session that comes of it; see <see cref="InviteSession.OnOffer"/>.</summary>
    public Func<IncomingOffer, Task<OfferReply>>? OnOffer { get; init; }

    /// <summary>Whether to offer QoS preconditions (RFC 3312), and whether our side is reserved from the start.</summary>
    public PreconditionUse Preconditions { get; init; } = PreconditionUse.None;

    /// <summary>List 100rel in Supported (the default), or leave it out: a plain UE.</summary>
    public bool Reliable { get; init; } = true;

    /// <summary>List timer in Supported and ask for <see cref="UserAgentOptions.SessionExpires"/>.</summary>
    public bool SessionTimer { get; init; } = true;

    /// <summary>CANCEL when there is no final response after this long.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromMinutes(3);

    /// <summary>Every provisional response, before PRACK; the session is null for a response that forms no dialog.</summary>
    public Action<InviteProgress>? OnProgress { get; init; }
}
