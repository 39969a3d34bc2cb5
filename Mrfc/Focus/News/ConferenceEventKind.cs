namespace ImsConference.Mrfc.Focus.News;

/// <summary>What happens to conferences and those in them. On the wire the words have hyphens.</summary>
public enum ConferenceEventKind : byte
{
    /// <summary>Its URI is given out.</summary>
    ConferenceCreated,

    /// <summary>The first participant is in.</summary>
    ConferenceActivated,

    ConferenceLocked,

    ConferenceUnlocked,

    ConferenceEnded,

    /// <summary>It calls, or is about to be called.</summary>
    ParticipantDialing,

    ParticipantJoined,

    /// <summary>By itself or by the focus.</summary>
    ParticipantHeld,

    ParticipantResumed,

    /// <summary>By the focus.</summary>
    ParticipantMuted,

    ParticipantUnmuted,

    ParticipantRole,

    /// <summary>Its session is over, or never came to be.</summary>
    ParticipantLeft,

    /// <summary>Its media is given back: nothing of it is left, and the last figures are known.</summary>
    ParticipantReleased,

    KeyPressed,

    ActiveSpeakers,

    AnnouncementStarted,

    AnnouncementEnded,

    RecordingStarted,

    RecordingPaused,

    RecordingResumed,

    RecordingEnded,

    /// <summary>An INVITE was answered with no.</summary>
    CallRefused,
}
