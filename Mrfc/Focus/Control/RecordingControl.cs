using ImsConference.Mrfc.Focus.Admission;
using ImsConference.Mrfc.Focus.News;
using ImsConference.Mrfc.Focus.Recordings;
using ImsConference.Mrfc.Media;
using ImsConference.Sip.Sessions;

namespace ImsConference.Mrfc.Focus.Control;

/// <summary>Recordings that an operator or an application starts, pauses, resumes and stops; and the news of all recordings. On the signalling loop.</summary>
public sealed class RecordingControl
{
    private readonly FocusServices _services;

    public RecordingControl(FocusServices services)
    {
        _services = services;
        services.Conferences.RecordingChanged += TellRecording;
        services.Conferences.SpeakersChanged += TellSpeakers;
    }

    /// <summary>Starts a recording.</summary>
    /// <returns>What runs now; or why nothing does.</returns>
    public async Task<(ConferenceRecording? Recording, Refusal? Refusal)> StartAsync(Actor actor, Conference conference, RecordingWish wish)
    {
        if (!conference.Policy.MayRecord(actor, out var refusal)) return (null, refusal);
        try
        {
            return (await conference.RecordAsync(wish), null);
        }
        catch (MrfpException e)
        {
            return (null, RefusalOf(e, Refusals.NoMediaYet));
        }
    }

    /// <summary>Leaves out what is said from now on, or goes on.</summary>
    public Task<Refusal?> PauseAsync(Actor actor, Conference conference, ConferenceRecording recording, bool isPaused) => ActAsync(actor, conference, () =>
        isPaused == (recording.State == RecordingState.Paused) && recording.State != RecordingState.Ended ? Task.CompletedTask
        : isPaused ? conference.Recordings.PauseAsync(recording) : conference.Recordings.ResumeAsync(recording));

    /// <summary>Ends it: its files are whole then.</summary>
    public Task<Refusal?> StopAsync(Actor actor, Conference conference, ConferenceRecording recording) =>
        ActAsync(actor, conference, () => conference.Recordings.StopAsync(recording));

    private async Task<Refusal?> ActAsync(Actor actor, Conference conference, Func<Task> act)
    {
        if (!conference.Policy.MayRecord(actor, out var refusal)) return refusal;
        try
        {
            await act();
            return null;
        }
        catch (MrfpException e)
        {
            return RefusalOf(e, Refusals.RecordingOver);
        }
    }

    private Refusal RefusalOf(MrfpException fault, Refusal notFound)
    {
        _services.Log.LogWarning("A recording was not changed: {Why}", fault.Message);
        return fault.Fault == MrfpFault.NotFound ? notFound : Refusals.NoMediaResource(fault.Fault, _services.Options.RetryAfterSeconds);
    }

    private void TellRecording(Conference conference, ConferenceRecording recording, RecordingState? before) =>
        _services.News.Tell(new ConferenceEvent(KindOf(recording.State, before), _services.Now)
        {
            Conference = conference,
            Item = recording.Id,
            Reason = recording.Fault.Length > 0 ? recording.Fault : null,
        });

    private static ConferenceEventKind KindOf(RecordingState state, RecordingState? before) => state switch
    {
        RecordingState.Paused => ConferenceEventKind.RecordingPaused,
        RecordingState.Ended => ConferenceEventKind.RecordingEnded,
        _ => before is null ? ConferenceEventKind.RecordingStarted : ConferenceEventKind.RecordingResumed,
    };

    private void TellSpeakers(Conference conference) => _services.News.Tell(new ConferenceEvent(ConferenceEventKind.ActiveSpeakers, _services.Now)
    {
        Conference = conference,
        Speakers = conference.Speakers,
    });
}
