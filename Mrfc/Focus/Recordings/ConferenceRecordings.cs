using System.Globalization;
using ImsConference.Mrfc.Media;
using ImsConference.Protos.Mp;

namespace ImsConference.Mrfc.Focus.Recordings;

/// <summary>The recordings of one conference, on the MRFP where its media is: starts, pauses, resumes and stops them. On the signalling loop.</summary>
/// <param name="conference">Token; part of the file names.</param>
/// <param name="time">The other part.</param>
/// <param name="log">One line for each of these.</param>
public sealed class ConferenceRecordings(string conference, TimeProvider time, ILogger log)
{
    private const int MostKept = 100; // of those that have ended

    private readonly List<ConferenceRecording> _all = [];
    private int _last;

    /// <summary>A recording has begun, paused, gone on or ended; with its state before, null when it begins.</summary>
    public event Action<ConferenceRecording, RecordingState?>? Changed;

    /// <summary>Running ones and the last that have ended, in the order they began.</summary>
    public IReadOnlyList<ConferenceRecording> All => _all;

    /// <returns>Null when there is none of this id.</returns>
    public ConferenceRecording? Find(string id) => _all.Find(recording => recording.Id == id);

    /// <summary>Starts a recording.</summary>
    /// <param name="context">Where the conference's media is; null while it has none.</param>
    /// <param name="wish">What to record.</param>
    /// <exception cref="MrfpException">NotFound: no media yet, or the participant has none; else why the MRFP does not record.</exception>
    public async Task<ConferenceRecording> StartAsync(MrfpContext? context, RecordingWish wish)
    {
        if (context is null) throw new MrfpException(MrfpFault.NotFound, $"conference {conference} has no media yet");
        var id = (++_last).ToString(CultureInfo.InvariantCulture);
        var began = time.GetUtcNow();
        var reply = await context.Mrfp.StartRecordingAsync(RequestOf(context, id, wish, began), CancellationToken.None);
        var recording = new ConferenceRecording(id, conference, context, wish, began);
        recording.Take(reply, RecordingState.Running, began);
        if (context.IsGone) recording.End("media resource lost", time.GetUtcNow());
        if (_all.Count >= MostKept && _all.FindIndex(it => it.State == RecordingState.Ended) is >= 0 and var oldest) _all.RemoveAt(oldest);
        _all.Add(recording);
        Tell(recording, null, reply.Path);
        return recording;
    }

    /// <summary>Leaves out what is said from now on.</summary>
    /// <exception cref="MrfpException">NotFound: it has ended; else why the MRFP did not.</exception>
    public Task PauseAsync(ConferenceRecording recording) => ChangeAsync(recording, RecordingState.Paused, static (mrfp, context, id) =>
        mrfp.PauseRecordingAsync(new PauseRecordingRequest { ContextId = context, RecordingId = id }, CancellationToken.None));

    /// <summary>Goes on with the same files.</summary>
    /// <exception cref="MrfpException">As of <see cref="PauseAsync"/>.</exception>
    public Task ResumeAsync(ConferenceRecording recording) => ChangeAsync(recording, RecordingState.Running, static (mrfp, context, id) =>
        mrfp.ResumeRecordingAsync(new ResumeRecordingRequest { ContextId = context, RecordingId = id }, CancellationToken.None));

    /// <summary>Ends it: the files are whole when this completes. One that has ended stays as it is.</summary>
    /// <exception cref="MrfpException">The MRFP did not say that they are.</exception>
    public async Task StopAsync(ConferenceRecording recording)
    {
        if (recording.State == RecordingState.Ended) return;
        await ChangeAsync(recording, RecordingState.Ended, static (mrfp, context, id) =>
            mrfp.StopRecordingAsync(new StopRecordingRequest { ContextId = context, RecordingId = id }, CancellationToken.None));
    }

    /// <summary>Ends all that run in this context, before it is given back. Never fails.</summary>
    internal async Task StopAllAsync(MrfpContext context)
    {
        foreach (var recording in Running(context))
        {
            try
            {
                await StopAsync(recording);
            }
            catch (MrfpException e)
            {
                log.LogError("Recording {Recording} of conference {Conference} was not closed in order: {Why}", recording.Id, conference, e.Message);
                End(recording, e.Message);
            }
        }
    }

    /// <summary>A file has ended, whether anybody asked for it or not.</summary>
    internal void Take(MrfpContext context, string terminationId, RecordingEnded ended)
    {
        if (_all.Find(it => it.Id == ended.RecordingId && it.Context == context) is not { } recording) return;
        var before = recording.State;
        recording.Take(terminationId, ended, time.GetUtcNow());
        Tell(recording, before, ended.Path);
    }

    /// <summary>The MRFP has lost the context, and what was recorded there has ended.</summary>
    internal void Lose(MrfpContext context)
    {
        foreach (var recording in Running(context)) End(recording, "media resource lost");
    }

    private ConferenceRecording[] Running(MrfpContext context) =>
        [.. _all.Where(recording => recording.Context == context && recording.State != RecordingState.Ended)];

    private async Task ChangeAsync(
        ConferenceRecording recording, RecordingState goal, Func<IMrfp, string, string, Task<RecordingReply>> command)
    {
        if (recording.State == RecordingState.Ended || recording.Context.IsGone)
            throw new MrfpException(MrfpFault.NotFound, $"recording {recording.Id} of conference {conference} has ended");
        var reply = await command(recording.Context.Mrfp, recording.Context.Id, recording.Id);
        var before = recording.State;
        recording.Take(reply, goal, time.GetUtcNow());
        Tell(recording, before, reply.Path);
    }

    private void End(ConferenceRecording recording, string fault)
    {
        var before = recording.State;
        recording.End(fault, time.GetUtcNow());
        Tell(recording, before, "");
    }

    private void Tell(ConferenceRecording recording, RecordingState? before, string path)
    {
        log.LogInformation(
            "Recording {Recording} of conference {Conference}: {State} {Path} {Fault}", recording.Id, conference, recording.State, path, recording.Fault);
        if (recording.State != before) Changed?.Invoke(recording, before);
    }

    private StartRecordingRequest RequestOf(MrfpContext context, string id, RecordingWish wish, DateTimeOffset began)
    {
        var (scope, terminationId) = wish.Voices switch
        {
            RecordedVoices.EachParticipant => (RecordingScope.EachTermination, ""),
            RecordedVoices.OneParticipant => (RecordingScope.Termination, TerminationOf(wish.Participant)),
            _ => (RecordingScope.Mix, ""),
        };
        return new StartRecordingRequest
        {
            ContextId = context.Id,
            RecordingId = id,
            FileName = string.Create(CultureInfo.InvariantCulture, $"{conference}-{began:yyyyMMdd'T'HHmmss'Z'}-{id}.wav"),
            Scope = scope,
            TerminationId = terminationId,
            SampleRateHz = (uint)wish.SampleRateHz,
            MostSeconds = (uint)wish.MostSeconds,
        };
    }

    private string TerminationOf(Participant? participant) =>
        participant?.Media?.Termination.TerminationId ?? throw new MrfpException(MrfpFault.NotFound, $"conference {conference}: the participant has no media");
}
