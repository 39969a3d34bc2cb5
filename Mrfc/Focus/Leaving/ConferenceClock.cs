using ImsConference.Sip.Loop;

namespace ImsConference.Mrfc.Focus.Leaving;

/// <summary>Ends conferences whose time is up: at their longest duration, with a word of warning before it, or when only one has been left for long.</summary>
/// <param name="loop">For the timers.</param>
/// <param name="options">The times; checked.</param>
/// <param name="end">Ends a conference.</param>
public sealed class ConferenceClock(SignallingLoop loop, FocusOptions options, Action<Conference, Removal> end)
{
    private readonly Dictionary<Conference, Timers> _timers = [];

    /// <summary>A conference ends in <see cref="FocusOptions.WarnBeforeEndSeconds"/>: whoever can tell those in it does.</summary>
    public event Action<Conference>? EndsSoon;

    /// <summary>The first participant is in.</summary>
    public void Start(Conference conference)
    {
        var timers = _timers[conference] = new Timers();
        if (options.MaxDurationSeconds == 0) return;

        timers.End = loop.Schedule(TimeSpan.FromSeconds(options.MaxDurationSeconds), () => end(conference, Removal.TimeIsUp));
        var untilWarning = options.MaxDurationSeconds - options.WarnBeforeEndSeconds;
        if (options.WarnBeforeEndSeconds > 0 && untilWarning > 0)
            timers.Warning = loop.Schedule(TimeSpan.FromSeconds(untilWarning), () => EndsSoon?.Invoke(conference));
    }

    /// <summary>Somebody has come or gone.</summary>
    public void Count(Conference conference)
    {
        if (options.AloneSeconds == 0 || !_timers.TryGetValue(conference, out var timers)) return;

        timers.Alone?.Cancel();
        timers.Alone = conference.Participants.Count > 1 ? null
            : loop.Schedule(TimeSpan.FromSeconds(options.AloneSeconds), () => EndIfAlone(conference));
    }

    /// <summary>The conference is over.</summary>
    public void Stop(Conference conference)
    {
        if (!_timers.Remove(conference, out var timers)) return;
        timers.End?.Cancel();
        timers.Warning?.Cancel();
        timers.Alone?.Cancel();
    }

    // Somebody may be on the way in, and not counted by anybody yet.
    private void EndIfAlone(Conference conference)
    {
        if (conference.Participants.Count > 1) Count(conference);
        else end(conference, Removal.Alone);
    }

    private sealed class Timers
    {
        public LoopTimer? End { get; set; }
        public LoopTimer? Warning { get; set; }
        public LoopTimer? Alone { get; set; }
    }
}
