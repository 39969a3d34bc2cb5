using ImsConference.Mrfc.Focus.Keys;
using ImsConference.Mrfc.Media;
using ImsConference.Protos.Mp;

namespace ImsConference.Mrfc.Focus;

/// <summary>What MRFPs report of our conferences: silence, sources, digits, lost contexts and terminations.</summary>
public sealed class MediaEvents(FocusServices services, KeyPresses keys)
{
    /// <summary>Begins to listen; for the life of the process.</summary>
    public void Listen()
    {
        services.Pool.EventReceived += OnEvent;
        services.Pool.ContextLost += OnContextLost;
        services.Pool.TerminationLost += OnTerminationLost;
    }

    private void OnEvent(MrfpContext context, Event happened)
    {
        var participant = Find(context, happened.TerminationId);
        switch (happened.KindCase)
        {
            case Event.KindOneofCase.RtpTimeout when participant is not null:
                services.Log.LogInformation(
                    "{User} in conference {Conference} is silent ({SilentMs} ms)", participant.User.Uri, participant.Conference.Token, happened.RtpTimeout.SilentMs);
                participant.Remove(Removal.Silent);
                break;
            case Event.KindOneofCase.SourceChanged when participant?.Media is { } media:
                if (media.NoteSource(happened.SourceChanged.Ssrc) && participant.IsConnected) participant.ShowConnected(services.Now);
                break;
            case Event.KindOneofCase.Dtmf when participant is not null:
                keys.Take(participant, new KeyPress(happened.Dtmf.Digit, (int)happened.Dtmf.DurationMs));
                break;
            case Event.KindOneofCase.PlaybackEnded or Event.KindOneofCase.DigitsCollected:
                services.Prompter.Take(happened);
                break;
            case Event.KindOneofCase.ActiveSpeakers:
                Hear(context, happened.ActiveSpeakers);
                break;
            case Event.KindOneofCase.RecordingEnded:
                if (happened.RecordingEnded.Fault is { Length: > 0 } fault)
                    services.Log.LogError("Recording {Recording} of context {Context} ended: {Fault}", happened.RecordingEnded.RecordingId, context.Id, fault);
                Find(context)?.Recordings.Take(context, happened.TerminationId, happened.RecordingEnded);
                break;
        }
    }

    // One who has left the focus may still be named.
    private void Hear(MrfpContext context, ActiveSpeakers told)
    {
        if (Find(context) is not { } conference) return;
        var speakers = new List<ActiveSpeaker>(told.Speakers.Count);
        foreach (var speaker in told.Speakers)
            if (Find(context, speaker.TerminationId) is { } participant) speakers.Add(new ActiveSpeaker(participant, (int)speaker.LevelDbov));
        services.Conferences.Hear(conference, speakers);
    }

    /// <summary>Nobody hears anybody any more: better a BYE with a reason than silence. An unused reservation is just made anew.</summary>
    private void OnContextLost(MrfpContext context, ContextLoss loss)
    {
        if (Find(context) is not { } conference) return;
        conference.Recordings.Lose(context);
        if (conference.Participants.Any(participant => participant.Media?.Termination.Context == context))
            services.Conferences.End(conference, Removal.MediaLost);
    }

    /// <summary>One has no media any more while the others hear each other: it goes alone, and may come again.</summary>
    private void OnTerminationLost(MrfpContext context, string terminationId)
    {
        if (Find(context, terminationId) is not { } participant) return;
        services.Prompter.Lose(participant);
        participant.Remove(Removal.MediaLost);
    }

    private Participant? Find(MrfpContext context, string terminationId) => Find(context)?.Participants.FirstOrDefault(participant =>
        participant.Media?.Termination is { } termination && termination.Context == context && termination.TerminationId == terminationId);

    private Conference? Find(MrfpContext context) => services.Conferences.FindByContext(context.Id);
}
