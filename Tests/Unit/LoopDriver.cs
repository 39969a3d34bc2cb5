using ImsConference.Sip.Loop;
using NUnit.Framework;

namespace ImsConference.Tests.Unit;

/// <summary>Drives a <see cref="SignallingLoop"/> on the test's thread with a hand-moved clock: a 32-second timer takes no time.</summary>
public sealed class LoopDriver
{
    private readonly DateTimeOffset _start;

    public LoopDriver()
    {
        _start = Time.GetUtcNow();
        Log = new RecordingLog<SignallingLoop>();
        Loop = new SignallingLoop(Time, Log);
    }

    public ManualTime Time { get; } = new();

    public SignallingLoop Loop { get; }

    public RecordingLog<SignallingLoop> Log { get; }

    /// <summary>Time since the driver was made.</summary>
    public TimeSpan Elapsed => Time.GetUtcNow() - _start;

    /// <summary>Runs all that is due now.</summary>
    public void RunUntilIdle()
    {
        while (Loop.RunReady())
        {
        }
    }

    /// <summary>Moves the clock from timer to timer, running the loop at each stop.</summary>
    public void Advance(TimeSpan by)
    {
        var target = Time.GetUtcNow() + by;
        RunUntilIdle();
        while (NextStop() is { } wait && Time.GetUtcNow() + wait <= target)
        {
            Time.Advance(wait);
            RunUntilIdle();
        }

        Time.Advance(target - Time.GetUtcNow());
        RunUntilIdle();
    }

    /// <inheritdoc cref="Advance(TimeSpan)"/>
    public void AdvanceMs(double ms) => Advance(TimeSpan.FromMilliseconds(ms));

    /// <summary>Runs work in a turn of the loop; its exception is the caller's.</summary>
    public void Run(Action work) => Run(() =>
    {
        work();
        return true;
    });

    /// <inheritdoc cref="Run(Action)"/>
    public T Run<T>(Func<T> work) => Complete(Loop.InvokeAsync(() => Task.FromResult(work())), TimeSpan.Zero);

    /// <summary>Runs a flow to its end, moving the clock as it waits, at most by <paramref name="limit"/> (one minute unless said).</summary>
    public void Run(Func<Task> flow, TimeSpan? limit = null) => Run(async () =>
    {
        await flow();
        return true;
    }, limit);

    /// <inheritdoc cref="Run(Func{Task}, TimeSpan?)"/>
    public T Run<T>(Func<Task<T>> flow, TimeSpan? limit = null) => Complete(Loop.InvokeAsync(flow), limit ?? TimeSpan.FromMinutes(1));

    /// <summary>Fails the test when an exception escaped a turn or a flow, or anything is left behind.</summary>
    public void AssertClean()
    {
        Assert.That(Log.Errors, Is.Empty);
        Assert.That(Loop.Faults, Is.Zero, "faults");
        Assert.That(Loop.Flows, Is.Zero, "flows left");
        Assert.That(Loop.Timers, Is.Zero, "timers left");
    }

    private T Complete<T>(Task<T> task, TimeSpan limit)
    {
        var target = Time.GetUtcNow() + limit;
        RunUntilIdle();
        while (!task.IsCompleted && NextStop() is { } wait && Time.GetUtcNow() + wait <= target)
        {
            Time.Advance(wait);
            RunUntilIdle();
        }

        if (!task.IsCompleted) throw new TimeoutException($"The flow still waits after {limit} of the test's time.");
        return task.GetAwaiter().GetResult();
    }

    private TimeSpan? NextStop() => (Loop.UntilNextTimer, Time.UntilNextTimer) switch
    {
        ({ } loop, { } time) => loop < time ? loop : time,
        var (loop, time) => loop ?? time,
    };
}
