namespace ImsConference.Mrfc.Focus.News;

/// <summary>Where the focus tells what happens, for those who watch it from above: events, charging. On the signalling loop.</summary>
/// <param name="time">Of the events.</param>
public sealed class ConferenceNews(TimeProvider time)
{
    /// <summary>Listeners return soon and never throw.</summary>
    public event Action<ConferenceEvent>? Told;

    /// <summary>Something happened to a conference.</summary>
    public void Tell(ConferenceEventKind kind, Conference conference, string? reason = null) =>
        Tell(new ConferenceEvent(kind, time.GetUtcNow()) { Conference = conference, Reason = reason });

    /// <summary>Something happened to a participant.</summary>
    public void Tell(ConferenceEventKind kind, Participant participant, string? reason = null) =>
        Tell(new ConferenceEvent(kind, time.GetUtcNow()) { Conference = participant.Conference, Participant = participant, Reason = reason });

    /// <summary>Something with more to it.</summary>
    public void Tell(ConferenceEvent happened) => Told?.Invoke(happened);
}
