using ImsConference.Mrfc.Media;
using ImsConference.Protos.Mp;

namespace ImsConference.Mrfc.Focus;

/// <summary>What MRFPs report of our conferences: silence, lost contexts, terminations that are nobody's.</summary>
public sealed class MediaEvents(FocusServices services)
{
    /// <summary>Begins to listen; for the life of the process.</summary>
    public void Listen()
    {
        services.Pool.EventReceived += OnEvent;
        services.Pool.ContextLost += OnLost;
        services.Pool.ContextAudited += OnAudited;
    }

    private void OnEvent(MrfpContext context, Event happened)
    {
        if (Find(context) is not { } conference) return;
        var participant = conference.Participants.FirstOrDefault(one => one.Media?.Termination.TerminationId == happened.TerminationId);
        switch (happened.KindCase)
        {
            case Event.KindOneofCase.RtpTimeout when participant is not null:
                services.Log.LogInformation(
                    "{User} in conference {Conference} was silent for {SilentMs} ms", participant.User.Uri, conference.Token, happened.RtpTimeout.SilentMs);
                participant.Remove(Removal.Silent);
                break;
            case Event.KindOneofCase.Dtmf:
                services.Log.LogInformation("{User} in conference {Conference} pressed {Digit}", participant?.User.Uri, conference.Token, happened.Dtmf.Digit);
                break;
            case Event.KindOneofCase.RecordingEnded when happened.RecordingEnded.Fault.Length > 0:
                services.Log.LogError("The recording of conference {Conference} ended: {Fault}", conference.Token, happened.RecordingEnded.Fault);
                break;
        }
    }

    /// <summary>Nobody hears anybody any more: better a BYE with a reason than silence. An unused reservation is just made anew.</summary>
    private void OnLost(MrfpContext context, ContextLoss loss)
    {
        if (Find(context) is { } conference && conference.Participants.Any(participant => participant.Media?.Termination.Context == context))
            services.Conferences.End(conference, Removal.MediaLost);
    }

    private void OnAudited(MrfpContext context, ContextReply found)
    {
        if (context.IsGone || Find(context) is not { } conference) return;
        foreach (var termination in found.Terminations.Where(termination => !conference.Terminations.Contains(termination.TerminationId)))
            services.Loop.Spawn($"orphan {termination.TerminationId}", () => SubtractOrphanAsync(context, termination.TerminationId));
    }

    private async Task SubtractOrphanAsync(MrfpContext context, string terminationId)
    {
        services.Log.LogInformation("Termination {Termination} is nobody's; it is subtracted", terminationId);
        await new MrfpTermination(context, terminationId, services.Pool, services.Log).SubtractAsync();
    }

    private Conference? Find(MrfpContext context) => services.Conferences.FindByContext(context.Id);
}
