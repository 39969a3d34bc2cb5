using ImsConference.Mrfc.Focus.Announcements;

namespace ImsConference.Mrfc.Console.Api;

/// <summary>A prompt to be played.</summary>
public sealed record NewAnnouncement
{
    /// <summary>What is played; how it sounds is configuration (<c>Announcements:…</c>).</summary>
    public required Prompt Prompt { get; init; }

    /// <summary>Number of the one who shall hear it, in the place of the conference; absent: all, mixed with it.</summary>
    public int? Participant { get; init; }
}
