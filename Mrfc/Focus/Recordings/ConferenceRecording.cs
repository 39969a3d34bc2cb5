using ImsConference.Mrfc.Media;
using ImsConference.Protos.Mp;

namespace ImsConference.Mrfc.Focus.Recordings;

/// <summary>One recording of a conference: what is recorded, whether it runs, and its files. On the signalling loop.</summary>
public sealed class ConferenceRecording
{
    private readonly List<RecordingFile> _files = [];

    internal ConferenceRecording(string id, string conference, MrfpContext context, RecordingWish wish, DateTimeOffset began)
    {
        Id = id;
        Conference = conference;
        Context = context;
        Wish = wish;
        Began = began;
    }

    /// <summary>Unique within the conference.</summary>
    public string Id { get; }

    /// <summary>Token of the conference.</summary>
    public string Conference { get; }

    public RecordingWish Wish { get; }

    public RecordingState State { get; private set; }

    public DateTimeOffset Began { get; }

    /// <summary>Null until it has ended.</summary>
    public DateTimeOffset? Ended { get; private set; }

    /// <summary>In the order they began; each file's figures are those of the last report.</summary>
    public IReadOnlyList<RecordingFile> Files => _files;

    /// <summary>Why it ended before anybody asked it to, in words; empty otherwise.</summary>
    public string Fault { get; private set; } = "";

    internal MrfpContext Context { get; }

    /// <summary>Takes what the MRFP replied. One that has ended meanwhile stays so.</summary>
    internal void Take(RecordingReply reply, RecordingState state, DateTimeOffset now)
    {
        foreach (var file in reply.Files) Put(RecordingFile.From(file, state == RecordingState.Ended));
        if (State == RecordingState.Ended) return;
        State = state;
        if (state == RecordingState.Ended) Ended = now;
    }

    /// <summary>Takes the end of one file. That of each participant goes on with the others; the others are at their end.</summary>
    internal void Take(string terminationId, RecordingEnded ended, DateTimeOffset now)
    {
        Put(RecordingFile.From(terminationId, ended));
        var goesOn = Wish.Voices == RecordedVoices.EachParticipant && ended.Reason is not (RecordingEnd.Stopped or RecordingEnd.ContextGone);
        if (!goesOn) End(ended.Reason == RecordingEnd.Stopped ? "" : ended.Fault, now);
    }

    /// <summary>Nothing will be written any more.</summary>
    internal void End(string fault, DateTimeOffset now)
    {
        if (State == RecordingState.Ended) return;
        State = RecordingState.Ended;
        Ended = now;
        Fault = fault;
    }

    // A participant who left and came back has two files; what is known of the end of one is not overwritten by a later reply.
    private void Put(RecordingFile file)
    {
        var known = _files.FindIndex(it => it.TerminationId == file.TerminationId && (it.Path == file.Path || it.Path.Length == 0));
        if (known < 0) _files.Add(file);
        else if (_files[known].End is null || file.Fault.Length > 0) _files[known] = file;
    }
}
