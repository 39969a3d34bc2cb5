using System.Diagnostics;
using Microsoft.Extensions.Logging;

namespace ImsConference.Sip.Loop;

/// <summary>One thread, one mailbox, one timer queue. All signalling state is touched here only; an <c>await</c> comes back to it.</summary>
/// <remarks>The rule to learn: after an <c>await</c>, look again whether the dialog, the participant, the conference still stands.</remarks>
public sealed class SignallingLoop : SynchronizationContext, IAsyncDisposable
{
    private static readonly SendOrPostCallback RunAction = static work => ((Action)work!)();

    private readonly Lock _starting = new();
    private readonly object _gate = new();
    private readonly TimerQueue _timers = new();
    private readonly ILogger<SignallingLoop> _log;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Queue<Turn> _mailbox = new();
    private Queue<Turn> _batch = new();
    private Thread? _thread;
    private bool _stopping;
    private bool _closed;
    private int _runner;

    /// <param name="time">The clock of every timer; moved by hand in tests.</param>
    /// <param name="log">Hears of exceptions that escape a turn or a flow.</param>
    public SignallingLoop(TimeProvider time, ILogger<SignallingLoop> log)
    {
        Time = time;
        _log = log;
    }

    private readonly record struct Turn(SendOrPostCallback Callback, object? State);

    /// <summary>Called on the loop when an exception escaped a flow, after it was logged.</summary>
    public Action<string, Exception>? FlowFailed { get; set; }

    public TimeProvider Time { get; }

    /// <summary>True on the loop's thread. Before <see cref="Start"/> any one thread that builds or drives the loop counts as it.</summary>
    public bool IsCurrent
    {
        get
        {
            var runner = Volatile.Read(ref _runner);
            return runner == Environment.CurrentManagedThreadId || (runner == 0 && _thread is null);
        }
    }

    /// <summary>Flows that were spawned or invoked and have not ended.</summary>
    public int Flows { get; private set; }

    /// <summary>Timers that have neither run nor been cancelled.</summary>
    public int Timers => _timers.Count;

    /// <summary>Exceptions that escaped a turn, a timer or a flow.</summary>
    public int Faults { get; private set; }

    /// <summary>Turns waiting in the mailbox; from any thread. Receivers look at it to shed load.</summary>
    public int Backlog
    {
        get
        {
            lock (_gate) return _mailbox.Count;
        }
    }

    /// <summary>Time until the next timer is due (zero when overdue); null when there is none. A test moves its clock by it.</summary>
    public TimeSpan? UntilNextTimer
    {
        get
        {
            if (_timers.Count == 0) return null;
            var now = Time.GetTimestamp();
            return _timers.NextDue <= now ? TimeSpan.Zero : Time.GetElapsedTime(now, _timers.NextDue);
        }
    }

    /// <summary>Runs the loop on a thread of its own until <see cref="DisposeAsync"/>.</summary>
    /// <exception cref="InvalidOperationException">Started before, or disposed.</exception>
    public void Start()
    {
        lock (_starting)
        {
            if (_thread is not null || _stopping) throw new InvalidOperationException("A loop is started once.");
            _thread = new Thread(RunUntilStopped) { Name = "signalling", IsBackground = true };
            _thread.Start();
        }
    }

    /// <summary>Runs on the caller's thread all turns and timers that are due now. For a loop that was not started.</summary>
    /// <returns>True if anything ran.</returns>
    public bool RunReady()
    {
        Debug.Assert(_thread is null || _thread == Thread.CurrentThread, "A started loop drives itself.");
        Debug.Assert(_runner == 0, "A turn must not drive the loop it runs on.");
        var outer = Current;
        SetSynchronizationContext(this);
        Volatile.Write(ref _runner, Environment.CurrentManagedThreadId);
        try
        {
            var ran = false;
            while (RunBatch() | RunDueTimers()) ran = true;
            return ran;
        }
        finally
        {
            Volatile.Write(ref _runner, 0);
            SetSynchronizationContext(outer);
        }
    }

    /// <summary>Queues work for the loop; from any thread. After the loop has ended it is dropped.</summary>
    public void Post(Action work) => Post(RunAction, work);

    /// <inheritdoc/>
    public override void Post(SendOrPostCallback d, object? state) => TryPost(d, state);

    /// <summary>Runs at once on the loop. From elsewhere it would have to block, so it refuses.</summary>
    public override void Send(SendOrPostCallback d, object? state)
    {
        if (!IsCurrent) throw new NotSupportedException("Post to the loop, or InvokeAsync; never block on it.");
        d(state);
    }

    /// <inheritdoc/>
    public override SynchronizationContext CreateCopy() => this;

    /// <summary>Runs <paramref name="work"/> once, <paramref name="due"/> from now. On the loop only.</summary>
    public LoopTimer Schedule(TimeSpan due, Action work)
    {
        Debug.Assert(IsCurrent);
        var ticks = due <= TimeSpan.Zero ? 0 : (long)Math.Ceiling(due.TotalSeconds * Time.TimestampFrequency);
        return _timers.Add(Time.GetTimestamp() + ticks, work);
    }

    /// <summary>Completes, or faults, with the first of two. On the loop only, and never, as <see cref="Task.WhenAny(Task[])"/> does, by way of the thread pool.</summary>
    /// <remarks>The second one is waited for all the same: not for a task that outlives many others.</remarks>
    public static Task FirstAsync(Task one, Task other)
    {
        var first = new TaskCompletionSource();
        _ = NoteAsync(one);
        _ = NoteAsync(other);
        return first.Task;

        async Task NoteAsync(Task task)
        {
            try
            {
                await task;
                first.TrySetResult();
            }
            catch (Exception fault)
            {
                first.TrySetException(fault);
            }
        }
    }

    /// <summary>Completes on the loop after <paramref name="due"/> of the loop's time. On the loop only.</summary>
    /// <exception cref="OperationCanceledException"><paramref name="stop"/> came first.</exception>
    public async Task DelayAsync(TimeSpan due, CancellationToken stop = default)
    {
        stop.ThrowIfCancellationRequested();
        var done = new TaskCompletionSource();
        var timer = Schedule(due, () => done.TrySetResult());
        await using var cancelled = stop.Register(() => Post(() => done.TrySetCanceled(stop)));
        try
        {
            await done.Task;
        }
        finally
        {
            timer.Cancel();
        }
    }

    /// <summary>Starts an owned flow: at once when on the loop, else in a turn of its own. A cancellation that escapes is a normal end;
    /// any other exception is logged, counted in <see cref="Faults"/> and reported by <see cref="FlowFailed"/>.</summary>
    /// <param name="name">Says in the log which flow failed.</param>
    /// <param name="flow">Runs on the loop, and comes back to it after each <c>await</c>.</param>
    public void Spawn(string name, Func<Task> flow)
    {
        if (Current == this && IsCurrent) _ = RunFlowAsync(name, flow);
        else Post(() => _ = RunFlowAsync(name, flow));
    }

    /// <summary>Runs a flow on the loop for somebody outside of it; its result or exception is the caller's.</summary>
    public Task InvokeAsync(Func<Task> flow) => InvokeAsync(async () =>
    {
        await flow();
        return true;
    });

    /// <inheritdoc cref="InvokeAsync(Func{Task})"/>
    public Task<T> InvokeAsync<T>(Func<Task<T>> flow)
    {
        var result = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        Action start = () => _ = RunInvokedAsync(flow, result);
        return TryPost(RunAction, start) ? result.Task : Task.FromException<T>(new ObjectDisposedException(nameof(SignallingLoop)));
    }

    /// <summary>Runs what is queued, then ends the thread. Timers that are left do not run. Not to be awaited on the loop itself.</summary>
    public async ValueTask DisposeAsync()
    {
        lock (_starting)
        {
            lock (_gate)
            {
                _stopping = true;
                Monitor.Pulse(_gate);
            }

            if (_thread is null) Close();
        }

        await _ended.Task;
    }

    private bool TryPost(SendOrPostCallback callback, object? state)
    {
        lock (_gate)
        {
            if (_closed) return false;
            _mailbox.Enqueue(new Turn(callback, state));
            if (_mailbox.Count == 1) Monitor.Pulse(_gate);
            return true;
        }
    }

    private async Task RunFlowAsync(string name, Func<Task> flow)
    {
        Flows++;
        try
        {
            await flow();
        }
        catch (OperationCanceledException e)
        {
            _log.LogDebug(e, "Flow {Flow} was cancelled", name);
        }
        catch (Exception e)
        {
            Faults++;
            _log.LogError(e, "Flow {Flow} failed", name);
            FlowFailed?.Invoke(name, e);
        }
        finally
        {
            Flows--;
        }
    }

    private async Task RunInvokedAsync<T>(Func<Task<T>> flow, TaskCompletionSource<T> result)
    {
        Flows++;
        try
        {
            result.TrySetResult(await flow());
        }
        catch (OperationCanceledException e)
        {
            result.TrySetCanceled(e.CancellationToken);
        }
        catch (Exception e)
        {
            result.TrySetException(e);
        }
        finally
        {
            Flows--;
        }
    }

    private void RunUntilStopped()
    {
        SetSynchronizationContext(this);
        do RunReady();
        while (WaitForWork());
        Close();
    }

    /// <returns>False when the loop shall end and nothing is queued.</returns>
    private bool WaitForWork()
    {
        var untilTimer = UntilNextTimer;
        lock (_gate)
        {
            if (_mailbox.Count > 0) return true;
            if (_stopping) return false;

            // Rounded up: waking a fraction of a millisecond early would spin.
            var wait = untilTimer is { } due ? (int)Math.Min(Math.Ceiling(due.TotalMilliseconds), int.MaxValue) : Timeout.Infinite;
            if (wait != 0) Monitor.Wait(_gate, wait);
            return true;
        }
    }

    private void Close()
    {
        lock (_gate)
        {
            _closed = true;
            _mailbox.Clear();
        }

        if (Flows > 0) _log.LogWarning("The signalling loop ended with {Flows} flows under way", Flows);
        _ended.TrySetResult();
    }

    private bool RunBatch()
    {
        lock (_gate)
        {
            if (_mailbox.Count == 0) return false;
            (_mailbox, _batch) = (_batch, _mailbox);
        }

        while (_batch.TryDequeue(out var turn)) RunGuarded(turn.Callback, turn.State);
        return true;
    }

    private bool RunDueTimers()
    {
        var ran = false;
        var now = Time.GetTimestamp();
        while (_timers.TryTakeDue(now, out var timer))
        {
            RunGuarded(RunAction, timer!.Work);
            ran = true;
        }

        return ran;
    }

    private void RunGuarded(SendOrPostCallback callback, object? state)
    {
        try
        {
            callback(state);
        }
        catch (Exception e)
        {
            Faults++;
            _log.LogError(e, "A turn of the signalling loop failed");
        }
    }
}
