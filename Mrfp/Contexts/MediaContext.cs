using System.Diagnostics;
using System.Runtime.InteropServices;
using ImsConference.Engine.Mixing;
using ImsConference.Engine.Rtp;
using ImsConference.Mrfp.Playback;

namespace ImsConference.Mrfp.Contexts;

/// <summary>An H.248 context: a conference's terminations and their mix. All but the identity is touched on its worker's thread only.</summary>
/// <param name="identity">What it is called and whose it is.</param>
/// <param name="worker">Ticks it.</param>
/// <param name="session">What all contexts have in common.</param>
/// <param name="report">Told of what happens in it.</param>
internal sealed class MediaContext(ContextIdentity identity, MediaWorker worker, MediaSession session, Action<MediaEvent> report)
{
    private const int MostRecordings = 32; // the last ones that have ended included

    private readonly List<Termination> _terminations = [];
    private readonly List<Recording> _recordings = [];
    private readonly List<Member> _members = []; // of the terminations, in their order: what the tick walks, an object less each
    private readonly List<Talker> _talkers = []; // likewise
    private readonly SpeakerSelector _selector = new(session.Rules.Speakers);
    private readonly ConferenceMix _mix = new(session.Codecs, session.Rules);
    private readonly SpeakersWatch? _speakers = identity.SpeakersInterval > TimeSpan.Zero ? new SpeakersWatch(identity.SpeakersInterval) : null;

    public ContextIdentity Identity => identity;

    public string Id => identity.Id;

    public MediaWorker Worker => worker;

    /// <summary>True once it was subtracted: a command that was on its way finds nothing.</summary>
    public bool IsClosed { get; private set; }

    public IReadOnlyList<Termination> Terminations => _terminations;

    /// <summary>A tick has found that something is to be made: <see cref="Fit"/> is to be called.</summary>
    public bool IsUnfit => _mix.IsUnfit;

    /// <summary>Encoders of its mix, in use or not.</summary>
    public int Encoders => _mix.Encoders;

    /// <summary>Running ones, and the last that have ended.</summary>
    public IReadOnlyList<Recording> Recordings => _recordings;

    /// <summary>What is played and asked here.</summary>
    public ContextSounds Sounds { get; } = new(identity, report);

    /// <summary>Runs a command on the worker.</summary>
    /// <exception cref="WorkerStoppedException">Through the task: the process is stopping.</exception>
    public Task<T> RunAsync<T>(Func<MediaContext, T> command, CancellationToken stop) => worker.RunAsync(() => command(this), stop);

    /// <summary>Takes it into the tick.</summary>
    public bool Start()
    {
        worker.Start(this);
        return true;
    }

    public Termination? Find(string terminationId)
    {
        foreach (var termination in _terminations)
            if (termination.Id == terminationId) return termination;
        return null;
    }

    public void Enter(Termination termination)
    {
        Debug.Assert(!IsClosed && Find(termination.Id) is null);
        termination.Audio.Enter(new StreamPlace(identity.Owner, identity.Id, termination.Id, report));
        _terminations.Add(termination);
        _members.Add(Member.Of(termination));
        _talkers.Add(termination.Audio.Voice.Talker);
        foreach (var recording in _recordings) recording.Enter(termination);
        Fit();
        worker.Watch(termination.Audio.Ports);
        worker.Weigh(1);
    }

    /// <summary>Takes one out; the others are told that its source has left (RFC 3550 §7.3).</summary>
    /// <param name="termination">One of them.</param>
    /// <param name="isMoving">To another context.</param>
    /// <param name="nowUs">When.</param>
    public void Leave(Termination termination, bool isMoving, long nowUs)
    {
        var place = _terminations.IndexOf(termination);
        _terminations.RemoveAt(place);
        _members.RemoveAt(place);
        _talkers.RemoveAt(place);
        _speakers?.Forget(termination);
        Sounds.Leave(termination);
        foreach (var recording in _recordings) recording.Leave(termination);
        TakeOut(termination.Audio, isMoving);
        Fit();
        worker.Unwatch(termination.Audio.Ports);
        worker.Weigh(-1);
        Span<byte> buffer = stackalloc byte[AudioStream.RtcpBytes];
        TellDeparture(termination.Audio.PeerSsrc, buffer, nowUs);
    }

    /// <summary>Begins a recording.</summary>
    /// <exception cref="MediaException">Exhausted: too many run.</exception>
    public void Record(Recording recording)
    {
        if (_recordings.Count >= MostRecordings && !_recordings.Remove(_recordings.Find(other => !other.IsRunning)!))
            throw new MediaException(MediaFault.Exhausted, $"{MostRecordings} recordings run in context {Id}");
        recording.Start(_terminations);
        _recordings.Add(recording);
        Fit();
    }

    /// <summary>Drops a recording that could not begin.</summary>
    public bool Forget(Recording recording)
    {
        recording.Finish(RecordingEnd.Unwritable);
        return _recordings.Remove(recording);
    }

    /// <summary>Takes everything out; the caller returns the ports.</summary>
    /// <returns>All terminations, and when the last file of its recordings is closed.</returns>
    public (IReadOnlyList<Termination> Terminations, Task Recorded) Close()
    {
        foreach (var recording in _recordings) recording.Finish(RecordingEnd.ContextGone);
        var recorded = Task.WhenAll(_recordings.Select(recording => recording.Closed).ToArray());
        IsClosed = true;
        worker.Stop(this);
        foreach (var termination in _terminations) worker.Unwatch(termination.Audio.Ports);
        worker.Weigh(-_terminations.Count);
        foreach (var termination in _terminations)
        {
            Sounds.Leave(termination);
            TakeOut(termination.Audio, isMoving: false);
        }

        Sounds.Close();
        _mix.Close();
        var all = _terminations.ToArray();
        _terminations.Clear();
        _members.Clear();
        _talkers.Clear();
        _recordings.Clear();
        return (all, recorded);
    }

    /// <summary>Takes new settings for one of them.</summary>
    public void Modify(Termination termination, AudioSettings settings, long nowUs)
    {
        termination.Audio.Modify(settings, nowUs);
        _members[_terminations.IndexOf(termination)] = Member.Of(termination);
        Fit();
    }

    /// <summary>Takes one of them from the ports that the worker's streams share to a pair of its own.</summary>
    public void Rehome(Termination termination, PortPair ports)
    {
        worker.Unwatch(termination.Audio.Ports);
        termination.Audio.ExpectNobody();
        termination.Audio.MoveTo(ports);
        worker.Watch(ports);
    }

    /// <summary>Makes what the next ticks need. Never in a tick.</summary>
    public void Fit()
    {
        var recordedRates = 0;
        foreach (var recording in _recordings)
        {
            recording.Prepare();
            recordedRates |= recording.MixRate;
        }

        _mix.Fit(_terminations, Sounds.Rates, recordedRates);
    }

    /// <summary>One frame of the conference: receive, choose who is heard, sum, send to each the sum without itself.</summary>
    public void Tick(MixScratch scratch)
    {
        if (_terminations.Count == 0 && _recordings.Count == 0 && !Sounds.IsPlaying) return;

        scratch.NeededDbov = _selector.NeededDbov;
        for (var i = 0; i < _members.Count; i++)
        {
            Approach(i + 1);
            Hear(_members[i].Stream, scratch);
        }

        Sounds.Look(scratch.NowUs);
        scratch.NobodySpeaks = _selector.Select(CollectionsMarshal.AsSpan(_talkers)) == 0;
        Sum(scratch);
        for (var i = 0; i < _members.Count; i++)
        {
            Approach(i + 1); // again: in a large room the others have taken its place
            Serve(_members[i].Stream, scratch);
        }

        foreach (var recording in _recordings) recording.Write(_mix, scratch);
        Sounds.Settle();
        if (_speakers?.Look(_terminations, scratch.NowUs) is { } speakers)
            report(new MediaEvent(MediaEventKind.ActiveSpeakers, identity.Owner, identity.Id, "", 0, Speakers: speakers));
    }

    /// <summary>Begins to bring near what the tick will touch first.</summary>
    public void Approach() => Approach(0);

    private void Approach(int place)
    {
        if (place < _members.Count) CacheLines.Fetch(_members[place].Parts);
    }

    private void Hear(AudioStream stream, MixScratch scratch)
    {
        stream.Receive(scratch);
        if (stream.TakeDeparted() is var departed and not 0) TellDeparture(departed, scratch.Packet.AsSpan(0, AudioStream.RtcpBytes), scratch.NowUs);
        stream.Voice.Listen(scratch);
    }

    private void Sum(MixScratch scratch)
    {
        _mix.Begin();
        scratch.Contributors.Clear();
        foreach (var (stream, _) in _members)
        {
            stream.Voice.Contribute(scratch);
            if (!stream.Voice.Contributes) continue;
            _mix.Add(stream, scratch);
            scratch.Contributors.Add(stream.PeerSsrc, stream.Voice.Talker.Level);
        }

        Sounds.AddTo(_mix, scratch);
    }

    private void Serve(AudioStream stream, MixScratch scratch)
    {
        if (scratch.SkippedFrames > 0) stream.SkipFrames(scratch.SkippedFrames);
        _mix.Serve(stream, scratch);
        stream.Report(_terminations, scratch);
    }

    private void TakeOut(AudioStream stream, bool isMoving)
    {
        stream.Voice.Withdraw();
        _mix.Detach(stream, isMoving);
    }

    private void TellDeparture(uint ssrc, Span<byte> buffer, long nowUs)
    {
        foreach (var termination in _terminations)
            if (termination.Audio.PeerSsrc != ssrc) termination.Audio.TellDeparture(buffer, ssrc, nowUs);
    }

    /// <param name="Stream">Of a termination.</param>
    /// <param name="Parts">What the tick touches of it.</param>
    private readonly record struct Member(AudioStream Stream, object[] Parts)
    {
        public static Member Of(Termination termination) => new(termination.Audio, termination.Audio.Parts);
    }
}
