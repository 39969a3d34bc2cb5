using ImsConference.Mrfc.Console.Api;
using ImsConference.Mrfc.Focus.News;

namespace ImsConference.Mrfc.Console.Events;

/// <summary>An event as JSON. What does not belong to its kind is absent.</summary>
/// <param name="Type">What happened.</param>
/// <param name="Time">When.</param>
public sealed record EventView(ConferenceEventKind Type, DateTimeOffset Time)
{
    /// <summary>Id of the conference.</summary>
    public string? Conference { get; init; }

    /// <summary>The participant as it is after the event.</summary>
    public ParticipantView? Participant { get; init; }

    /// <summary>Who was refused, as a URI.</summary>
    public string? User { get; init; }

    /// <summary>Why, for people, or as the value of a Reason header.</summary>
    public string? Reason { get; init; }

    /// <summary>SIP status of a refusal.</summary>
    public int? Status { get; init; }

    /// <summary>The key that was pressed: 0-9 * # A-D or flash.</summary>
    public string? Key { get; init; }

    /// <summary>Who is heard, the loudest first.</summary>
    public IReadOnlyList<SpeakerView>? Speakers { get; init; }

    /// <summary>Id of the recording or announcement.</summary>
    public string? Item { get; init; }

    /// <summary>A copy of an event: the conference goes on.</summary>
    public static EventView Of(ConferenceEvent happened) => new(happened.Kind, happened.Time)
    {
        Conference = happened.Conference?.Token,
        Participant = happened.Participant is { } participant ? ParticipantView.Of(participant) : null,
        User = happened.User,
        Reason = happened.Reason,
        Status = happened.Refusal?.Status,
        Key = happened.Key?.Key,
        Speakers = happened.Kind == ConferenceEventKind.ActiveSpeakers ? [.. happened.Speakers.Select(speaker => new SpeakerView(speaker.Participant.Number, speaker.LevelDbov))] : null,
        Item = happened.Item,
    };
}
