using ImsConference.Engine.Rtp;

namespace ImsConference.Mrfp.Contexts;

/// <summary>Something that happened on a media thread, on its way to the owner of the context.</summary>
/// <param name="Kind">What.</param>
/// <param name="Owner">Who is told.</param>
/// <param name="ContextId">Where.</param>
/// <param name="TerminationId">To whom; empty when it concerns the context.</param>
/// <param name="StreamId">In which stream; 0 likewise.</param>
/// <param name="DurationMs">Silence or length of the telephone-event.</param>
/// <param name="Code">Of the telephone-event (RFC 4733 §3).</param>
/// <param name="Source">Latched.</param>
/// <param name="Speakers">Who is heard, the loudest first.</param>
public readonly record struct MediaEvent(
    MediaEventKind Kind,
    string Owner,
    string ContextId,
    string TerminationId,
    int StreamId,
    int DurationMs = 0,
    byte Code = 0,
    PeerAddress Source = default,
    IReadOnlyList<ActiveSpeaker>? Speakers = null)
{
    /// <summary>Of the peer.</summary>
    public uint Ssrc { get; init; }

    /// <summary>What is over.</summary>
    public EndedActivity? Ended { get; init; }
}
