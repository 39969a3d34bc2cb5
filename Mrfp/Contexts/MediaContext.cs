using System.Diagnostics;
using ImsConference.Engine.Codecs;
using ImsConference.Engine.Mixing;
using ImsConference.Mrfp.Playback;

namespace ImsConference.Mrfp.Contexts;

/// <summary>An H.248 context: a conference's terminations and their mix. All but the identity is touched on its worker's thread only.</summary>
internal sealed class MediaContext(ContextIdentity identity, MediaWorker worker, Action<MediaEvent> report)
{
    // Quieter than the idle noise of A-law (±8 of 32767) is nobody's contribution.
    private const int QuietDbov = 70;

    private readonly List<Termination> _terminations = [];
    private readonly List<MixRecorder> _recorders = [];
    private readonly SharedMix _shared = new();

    public ContextIdentity Identity => identity;

    public string Id => identity.Id;

    public MediaWorker Worker => worker;

    /// <summary>True once it was subtracted: a command that was on its way finds nothing.</summary>
    public bool IsClosed { get; private set; }

    public IReadOnlyList<Termination> Terminations => _terminations;

    /// <summary>Running and ended ones, until the context goes.</summary>
    public IReadOnlyList<MixRecorder> Recorders => _recorders;

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
        worker.Watch(termination.Audio.Ports);
        worker.Weigh(1);
    }

    /// <summary>Takes one out; the others are told that its source has left (RFC 3550 §7.3).</summary>
    public void Leave(Termination termination, long nowUs)
    {
        _terminations.Remove(termination);
        worker.Unwatch(termination.Audio.Ports);
        worker.Weigh(-1);
        Span<byte> buffer = stackalloc byte[AudioStream.RtcpBytes];
        TellDeparture(termination.Audio.PeerSsrc, buffer, nowUs);
    }

    public void Record(MixRecorder recorder) => _recorders.Add(recorder);

    /// <summary>Takes everything out; the caller returns the ports and ends the recordings.</summary>
    public (IReadOnlyList<Termination> Terminations, IReadOnlyList<MixRecorder> Recorders) Close()
    {
        IsClosed = true;
        worker.Stop(this);
        foreach (var termination in _terminations) worker.Unwatch(termination.Audio.Ports);
        worker.Weigh(-_terminations.Count);
        var all = (_terminations.ToArray(), _recorders.ToArray());
        _terminations.Clear();
        _recorders.Clear();
        return all;
    }

    /// <summary>One frame of the conference: receive, sum, send to each the sum without itself.</summary>
    public void Tick(MixScratch scratch)
    {
        if (_terminations.Count == 0 && _recorders.Count == 0) return;

        var contributors = Gather(scratch);
        _shared.Begin(scratch.Sum);
        foreach (var termination in _terminations) Serve(termination.Audio, contributors, scratch);
        foreach (var recorder in _recorders) recorder.Write(_shared.Heard);
    }

    private static bool IsAudible(AudioStream stream, MixScratch scratch) =>
        stream.Pull(scratch) && LevelMeter.Measure(stream.Frame) < QuietDbov;

    private ReadOnlySpan<uint> Gather(MixScratch scratch)
    {
        scratch.Sum.AsSpan().Clear();
        var contributors = 0;
        foreach (var termination in _terminations)
        {
            var stream = termination.Audio;
            stream.Receive(scratch);
            if (stream.TakeDeparted() is var departed and not 0) TellDeparture(departed, scratch.Packet.AsSpan(0, AudioStream.RtcpBytes), scratch.NowUs);
            stream.Contributes = IsAudible(stream, scratch);
            if (!stream.Contributes) continue;

            MixKernel.Add(scratch.Sum, stream.Frame);
            if (contributors < scratch.Contributors.Length) scratch.Contributors[contributors++] = stream.PeerSsrc;
        }

        return scratch.Contributors.AsSpan(0, contributors);
    }

    private void Serve(AudioStream stream, ReadOnlySpan<uint> contributors, MixScratch scratch)
    {
        if (scratch.SkippedFrames > 0) stream.SkipFrames(scratch.SkippedFrames);
        if (!stream.IsListening)
            stream.SendNothing();
        else if (stream.Contributes)
            SendOwnMix(stream, contributors, scratch);
        else
            stream.Send(_shared.Encode(stream.Settings.SendLaw), contributors, scratch);
        stream.Report(_terminations, scratch);
    }

    private void TellDeparture(uint ssrc, Span<byte> buffer, long nowUs)
    {
        foreach (var termination in _terminations)
            if (termination.Audio.PeerSsrc != ssrc) termination.Audio.TellDeparture(buffer, ssrc, nowUs);
    }

    private static void SendOwnMix(AudioStream stream, ReadOnlySpan<uint> contributors, MixScratch scratch)
    {
        MixKernel.Subtract(scratch.Sum, stream.Frame, scratch.Rest);
        stream.Limiter.Apply(scratch.Rest, scratch.Heard);
        G711.Encode(stream.Settings.SendLaw, scratch.Heard, scratch.Encoded);

        var named = 0;
        foreach (var contributor in contributors)
            if (contributor != stream.PeerSsrc && named < scratch.Named.Length) scratch.Named[named++] = contributor;
        stream.Send(scratch.Encoded, scratch.Named.AsSpan(0, named), scratch);
    }
}
