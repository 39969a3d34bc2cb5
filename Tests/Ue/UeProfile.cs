using ImsConference.Sip.Sessions;
using ImsConference.Tests.Ue.Sounds;

namespace ImsConference.Tests.Ue;

/// <summary>Who a UE is and how it behaves.</summary>
public sealed record UeProfile
{
    /// <summary>Public identity: <c>sip:user1_public1@home1.net</c>. Its user part names the Contact too.</summary>
    public required string Identity { get; init; }

    public string DisplayName { get; init; } = "";

    /// <summary>Makes what it says, anew for each call.</summary>
    public Func<ISound> NewVoice { get; init; } = () => new Silence();

    /// <summary>Offers 100rel and QoS preconditions, as an IMS UE does; else it is a plain SIP phone.</summary>
    public bool Preconditions { get; init; } = true;

    /// <summary>Codecs, best first.</summary>
    public IReadOnlyList<UeCodec> Codecs { get; init; } = [UeCodec.Pcma, UeCodec.Pcmu];

    /// <summary>Answers digest challenges; null: it cannot.</summary>
    public string? Password { get; init; }

    /// <summary>What it does with an INVITE that comes.</summary>
    public AnswerPolicy Answer { get; init; } = AnswerPolicy.Accept;

    /// <summary>What it says of itself in each INVITE beyond what SIP asks.</summary>
    public IReadOnlyList<HeaderLine> Headers { get; init; } = [];

    /// <summary>Asks for a session timer (RFC 4028).</summary>
    public bool SessionTimer { get; init; } = true;
}
