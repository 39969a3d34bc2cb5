namespace ImsConference.Mrfp.Contexts;

/// <summary>What a termination or context reports of its own accord.</summary>
public enum MediaEventKind : byte
{
    /// <summary>Nothing came for the time that was asked to be reported.</summary>
    RtpTimeout,

    /// <summary>Packets came again.</summary>
    RtpResumed,

    /// <summary>One whole telephone-event.</summary>
    Dtmf,

    /// <summary>The source of the peer's packets was learnt or moved.</summary>
    Latched,

    /// <summary>Another SSRC sends than before, or the first.</summary>
    SourceChanged,

    /// <summary>Others are heard in a context than before.</summary>
    ActiveSpeakers,

    /// <summary>A playback is over.</summary>
    PlaybackEnded,

    /// <summary>A collection of digits is over.</summary>
    DigitsCollected,
}
