namespace ImsConference.Sip.Loop;

/// <summary>One entry of the loop's timer queue. Runs at most once; belongs to the loop's thread.</summary>
public sealed class LoopTimer
{
    private readonly TimerQueue _queue;

    internal LoopTimer(TimerQueue queue, long due, long order, Action work)
    {
        _queue = queue;
        Due = due;
        Order = order;
        Work = work;
    }

    /// <summary>True until it ran or was cancelled.</summary>
    public bool IsPending => Index >= 0;

    /// <summary>Timestamp of the loop's <see cref="TimeProvider"/> at which it runs.</summary>
    internal long Due { get; }

    internal long Order { get; }

    internal Action Work { get; }

    /// <summary>Place in the queue's heap; −1 when it is no longer there.</summary>
    internal int Index { get; set; } = -1;

    /// <summary>Takes it out of the queue at once; harmless when it ran or was cancelled before.</summary>
    public void Cancel() => _queue.Remove(this);
}
