using ImsConference.Mrfc.Focus.Keys;
using ImsConference.Protos.Mp;
using ImsConference.Sip.Sessions;

namespace ImsConference.Mrfc.Focus.News;

/// <summary>Something that has just happened. Conference and participant are as they are now: whoever wants to keep something copies it at once.</summary>
/// <param name="Kind">What.</param>
/// <param name="Time">When.</param>
public sealed record ConferenceEvent(ConferenceEventKind Kind, DateTimeOffset Time)
{
    /// <summary>Null where none is concerned, as when a factory refuses.</summary>
    public Conference? Conference { get; init; }

    /// <summary>Null where all of the conference is concerned.</summary>
    public Participant? Participant { get; init; }

    /// <summary>Who was refused, as a URI; null for any other event.</summary>
    public string? User { get; init; }

    /// <summary>Why, for people, or as the value of a Reason header; null when there is nothing to say.</summary>
    public string? Reason { get; init; }

    /// <summary>Of <see cref="ConferenceEventKind.KeyPressed"/>.</summary>
    public KeyPress? Key { get; init; }

    /// <summary>Of <see cref="ConferenceEventKind.ActiveSpeakers"/>: who is heard, the loudest first.</summary>
    public IReadOnlyList<ActiveSpeaker> Speakers { get; init; } = [];

    /// <summary>Id of the recording or announcement.</summary>
    public string? Item { get; init; }

    /// <summary>Of <see cref="ConferenceEventKind.ParticipantReleased"/>: the last figures of its stream; null when no MRFP told them.</summary>
    public StreamStatistics? Figures { get; init; }

    /// <summary>Of <see cref="ConferenceEventKind.CallRefused"/>.</summary>
    public Refusal? Refusal { get; init; }
}
