using ImsConference.Mrfc.Focus;
using ImsConference.Mrfc.Focus.Admission;
using ImsConference.Mrfc.Focus.Roster;

namespace ImsConference.Mrfc.Console.Api;

/// <summary>A participant as the API shows it: to operators, so by its own name even where it wants privacy.</summary>
/// <param name="Number">Unique in its conference, never given twice.</param>
/// <param name="Uri">Of the user.</param>
/// <param name="Status">Where it stands.</param>
/// <param name="Role">What it may do.</param>
public sealed record ParticipantView(int Number, string Uri, ParticipantStatus Status, Role Role)
{
    public string? DisplayName { get; init; }

    /// <summary>The other participants do not see who it is.</summary>
    public bool Private { get; init; }

    /// <summary>Who called whom.</summary>
    public JoiningMethod Method { get; init; }

    /// <summary>Since when it is in; absent before.</summary>
    public DateTimeOffset? Joined { get; init; }

    /// <summary>By the focus.</summary>
    public bool Muted { get; init; }

    /// <summary>By itself or by the focus.</summary>
    public bool Held { get; init; }

    public string? CallId { get; init; }

    public static ParticipantView Of(Participant participant) => new(participant.Number, participant.User.Uri, StatusOf(participant), participant.Role)
    {
        DisplayName = participant.User.DisplayName,
        Private = participant.User.IsPrivate,
        Method = participant.Method,
        Joined = participant.Joined,
        Muted = participant.IsMuted,
        Held = participant.IsHeld,
        CallId = participant.Session?.Dialog.Id.CallId,
    };

    private static ParticipantStatus StatusOf(Participant participant) =>
        participant.IsLeaving ? ParticipantStatus.Leaving : participant.IsConnected ? ParticipantStatus.Connected
        : participant.IsAtThreshold ? ParticipantStatus.Waiting : ParticipantStatus.Dialing;
}
