using ImsConference.Mrfc.Focus;

namespace ImsConference.Mrfc.Console.Api;

/// <summary>A conference as the API shows it. A PIN is never shown.</summary>
/// <param name="Id">Names it in the API.</param>
/// <param name="Uri">What SIP calls.</param>
/// <param name="State">Where it stands.</param>
public sealed record ConferenceView(string Id, string Uri, ConferenceState State)
{
    public string? Subject { get; init; }

    /// <summary>Who owns it, as a URI.</summary>
    public string? Creator { get; init; }

    /// <summary>In, or on the way in or out.</summary>
    public int ParticipantCount { get; init; }

    public int MaxParticipants { get; init; }

    public bool Locked { get; init; }

    public bool InvitedOnly { get; init; }

    public bool Lobby { get; init; }

    /// <summary>Whoever dials in has to press it.</summary>
    public bool PinRequired { get; init; }

    public static ConferenceView Of(Conference conference) => new(conference.Token, conference.Uri.ToString(), conference.State)
    {
        Subject = conference.Policy.Rules.Subject,
        Creator = conference.Creator.IsPrivate ? null : conference.Creator.Uri,
        ParticipantCount = conference.Participants.Count,
        MaxParticipants = conference.MaxParticipants,
        Locked = conference.Policy.IsLocked,
        InvitedOnly = conference.Policy.Rules.IsInvitedOnly,
        Lobby = conference.Policy.Rules.HasLobby,
        PinRequired = conference.Policy.Rules.Pin.Length > 0,
    };
}
