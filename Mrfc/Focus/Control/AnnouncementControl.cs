using System.Globalization;
using ImsConference.Mrfc.Focus.Admission;
using ImsConference.Mrfc.Focus.Announcements;
using ImsConference.Mrfc.Focus.News;
using ImsConference.Sip.Sessions;

namespace ImsConference.Mrfc.Focus.Control;

/// <summary>Prompts that an operator or an application plays to one or all, and stops. On the signalling loop.</summary>
public sealed class AnnouncementControl(FocusServices services)
{
    private readonly List<AnnouncementPlaying> _playing = [];
    private int _last;

    /// <summary>What plays in a conference because somebody asked for it.</summary>
    public IEnumerable<AnnouncementPlaying> In(Conference conference) => _playing.Where(one => one.Conference == conference);

    /// <summary>Plays a prompt as it is configured: to one in the place of the conference, to all mixed with it.</summary>
    /// <returns>What plays now; or why nothing does.</returns>
    public async Task<(AnnouncementPlaying? Playing, Refusal? Refusal)> StartAsync(Actor actor, Conference conference, Participant? to, Prompt prompt)
    {
        if (!conference.Policy.MayPlay(actor, out var refusal)) return (null, refusal);

        var playing = new AnnouncementPlaying((++_last).ToString(CultureInfo.InvariantCulture), conference, to, prompt);
        var result = to is null
            ? services.Prompter.PlayToAllAsync(conference, prompt, playing.Stopping.Token)
            : services.Prompter.PlayAsync(to, prompt, playing.Stopping.Token);
        if (result.IsCompleted)
            return (null, await result == PlayResult.Off ? Refusals.PromptIsOff : Refusals.NoMediaYet);

        _playing.Add(playing);
        Tell(ConferenceEventKind.AnnouncementStarted, playing, null);
        services.Loop.Spawn($"announcement {playing.Id}", () => AwaitAsync(playing, result));
        return (playing, null);
    }

    /// <summary>Stops one. One that has just ended stays so.</summary>
    public Refusal? Stop(Actor actor, AnnouncementPlaying playing)
    {
        if (!playing.Conference.Policy.MayPlay(actor, out var refusal)) return refusal;

        playing.Stopping.Cancel();
        return null;
    }

    private async Task AwaitAsync(AnnouncementPlaying playing, Task<PlayResult> result)
    {
        var how = await result;
        _playing.Remove(playing);
        playing.Stopping.Dispose();
        Tell(ConferenceEventKind.AnnouncementEnded, playing, $"{how}");
    }

    private void Tell(ConferenceEventKind kind, AnnouncementPlaying playing, string? reason) => services.News.Tell(new ConferenceEvent(kind, services.Now)
    {
        Conference = playing.Conference,
        Participant = playing.To,
        Item = playing.Id,
        Reason = reason,
    });
}
