using ImsConference.Mrfc.Focus.Announcements;

namespace ImsConference.Mrfc.Focus.Control;

/// <summary>A prompt that somebody has asked for and that still plays.</summary>
/// <param name="Id">Unique on this node.</param>
/// <param name="Conference">Where.</param>
/// <param name="To">Who hears it; null: all.</param>
/// <param name="Prompt">What.</param>
public sealed record AnnouncementPlaying(string Id, Conference Conference, Participant? To, Prompt Prompt)
{
    /// <summary>Ends it.</summary>
    internal CancellationTokenSource Stopping { get; } = new();
}
