using System.Numerics;
using ImsConference.Mrfp.Playback;

namespace ImsConference.Mrfp.Contexts;

/// <summary>One recording of a context: the files that are written. Belongs to the context's worker.</summary>
/// <param name="order">What was commanded.</param>
/// <param name="begin">Begins a file: for whose voice (empty for the mix), at which sample rate, and when in the recording's time (ms).</param>
internal sealed class Recording(RecordingOrder order, Func<string, int, int, Recorder> begin)
{
    private const int RateOfNobodyHz = 16_000;

    private readonly List<StreamTap> _taps = [];
    private Recorder? _mix;
    private int _mixRate;
    private int _frames;
    private bool _isFinished;

    public RecordingOrder Order => order;

    /// <summary>What is said now is left out.</summary>
    public bool IsPaused { get; set; }

    /// <summary>It may still write something.</summary>
    public bool IsRunning => !_isFinished && order.Scope switch
    {
        RecordingScope.Mix => _mix is { IsEnded: false },
        RecordingScope.Termination => _taps is [{ Recorder.IsEnded: false }],
        _ => true,
    };

    /// <summary>Rates, one bit each, that it wants the mix at.</summary>
    public int MixRate => order.Scope == RecordingScope.Mix && IsRunning ? 1 << _mixRate : 0;

    /// <summary>Completes when the first file is open; fails when it cannot be. Of each participant: at once.</summary>
    public Task Opened => order.Scope == RecordingScope.EachTermination ? Task.CompletedTask : (_mix ?? _taps[0].Recorder).Opened;

    /// <summary>Completes when every file is closed.</summary>
    public Task Closed => Task.WhenAll([_mix?.Closed ?? Task.CompletedTask, .. _taps.Select(tap => tap.Recorder.Closed)]);

    /// <summary>Begins with those who are there.</summary>
    public void Start(IReadOnlyList<Termination> members)
    {
        if (order.Scope == RecordingScope.Mix)
        {
            var rateHz = RateOf(members.Aggregate(0, static (rates, member) => rates | member.Audio.Voice.SpokenRates));
            _mixRate = MixRates.IndexOf(rateHz);
            _mix = begin("", rateHz, 0);
        }

        foreach (var member in members)
            if (order.Scope == RecordingScope.EachTermination || member.Id == order.TerminationId) Tap(member);
    }

    /// <summary>One joins.</summary>
    public void Enter(Termination termination)
    {
        if (!_isFinished && order.Scope == RecordingScope.EachTermination) Tap(termination);
    }

    /// <summary>One leaves: its file ends. That of the only one it was made for is kept for whoever asks.</summary>
    public void Leave(Termination termination)
    {
        if (_taps.Find(tap => tap.Termination == termination) is not { } tap) return;
        termination.Audio.Voice.Remove(tap);
        tap.Recorder.Finish(RecordingEnd.TerminationGone);
        if (order.Scope == RecordingScope.EachTermination) _taps.Remove(tap);
    }

    /// <summary>Makes what the next ticks need.</summary>
    public void Prepare()
    {
        foreach (var tap in _taps) tap.Prepare();
    }

    /// <summary>The context's side, once a tick: the mix, and time. The voices come by their taps.</summary>
    public void Write(ConferenceMix mix, MixScratch scratch)
    {
        if (IsPaused) return;
        _frames++;
        if (_mix is { IsEnded: false }) _mix.Write(mix.Heard(_mixRate, scratch));
    }

    /// <summary>Ends every file; they are closed in the background. The first reason stands.</summary>
    public void Finish(RecordingEnd why)
    {
        _isFinished = true;
        _mix?.Finish(why);
        foreach (var tap in _taps)
        {
            tap.Termination.Audio.Voice.Remove(tap);
            tap.Recorder.Finish(why);
        }
    }

    public RecordingStatus Capture()
    {
        var files = _taps.ConvertAll(tap => tap.Capture());
        if (_mix is not null) files.Add(RecordedFile.Of(_mix, "", 0));
        return new RecordingStatus(order, IsPaused, files);
    }

    private void Tap(Termination termination)
    {
        var beginsAtMs = _frames * MixFormat.FrameMs;
        var recorder = begin(termination.Id, RateOf(termination.Audio.Voice.SpokenRates), beginsAtMs);
        var tap = new StreamTap(this, termination, recorder, beginsAtMs);
        _taps.Add(tap);
        termination.Audio.Voice.Add(tap);
    }

    private int RateOf(int spokenRates) =>
        order.SampleRateHz != 0 ? order.SampleRateHz
        : spokenRates == 0 ? RateOfNobodyHz
        : MixRates.Hz(BitOperations.Log2((uint)spokenRates));
}
