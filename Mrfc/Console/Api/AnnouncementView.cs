using ImsConference.Mrfc.Focus.Announcements;
using ImsConference.Mrfc.Focus.Control;

namespace ImsConference.Mrfc.Console.Api;

/// <summary>A prompt that plays.</summary>
/// <param name="Id">Names it in the API.</param>
/// <param name="Prompt">What is played; how it sounds is configuration (<c>Announcements:…</c>).</param>
/// <param name="Participant">Number of the one who hears it; absent: all do.</param>
public sealed record AnnouncementView(string Id, Prompt Prompt, int? Participant)
{
    public static AnnouncementView Of(AnnouncementPlaying playing) => new(playing.Id, playing.Prompt, playing.To?.Number);
}
