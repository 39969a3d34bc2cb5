using ImsConference.Mrfc.Focus.Roster;
using ImsConference.Sip.Messages;
using ImsConference.Sip.Sessions;

namespace ImsConference.Mrfc.Focus.Invitations;

/// <summary>Somebody whom the focus shall bring into a conference.</summary>
/// <param name="Target">Without headers and method parameter.</param>
public sealed record Invitation(SipUri Target)
{
    /// <summary>Who asked for it and when, as the roster shows it; null when nobody did.</summary>
    public RosterExecution? Referred { get; init; }

    /// <summary>What the INVITE carries besides the usual.</summary>
    public IReadOnlyList<HeaderLine> Headers { get; init; } = [];

    /// <summary>What its body carries besides the offer.</summary>
    public IReadOnlyList<BodyPart> Parts { get; init; } = [];

    /// <summary>Hops that are left to it, so that a circle of those who invite each other comes to an end.</summary>
    public int MaxForwards { get; init; } = 70;

    /// <summary>Replaces or Join names a session of the user's: it is meant, and no other, though the user may be in already.</summary>
    public bool NamesSession => Headers.Any(header => header.Name is ReferenceHeaders.Replaces or ReferenceHeaders.Join);
}
