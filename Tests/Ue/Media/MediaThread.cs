using System.Collections.Concurrent;
using System.Diagnostics;
using ImsConference.Engine.Codecs;
using ImsConference.Engine.Ports;
using ImsConference.Engine.Rtp;

namespace ImsConference.Tests.Ue.Media;

/// <summary>Paces the audio of many UEs on one thread: each sends every 20 ms and looks for packets every 10 ms.</summary>
public sealed class MediaThread : IAsyncDisposable
{
    private const int StepUs = 5_000;

    // UEs take turns within the 20 ms, as they would in life, so that packets do not leave in one burst.
    private const int Slots = 4;

    private const int FirstServed = -15;

    private readonly MediaClock _clock;
    private readonly ConcurrentQueue<Action> _commands = new();
    private readonly AutoResetEvent _wake = new(false);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<MediaEndpoint>[] _slots = [[], [], [], []];
    private volatile bool _stopping;
    private long _step;
    private long _worstLateUs;

    public MediaThread(TimeProvider time)
    {
        _clock = new MediaClock(time);
        new Thread(Run) { Name = "ue media", IsBackground = true }.Start();
    }

    /// <summary>Worst delay of this thread itself since the last call: what the UEs' own pacing adds to the jitter of what they send.</summary>
    public double TakeWorstLateMs() => Interlocked.Exchange(ref _worstLateUs, 0) / 1000.0;

    internal MediaClock Clock => _clock;

    /// <summary>What this machine can speak.</summary>
    internal CodecLibrary Codecs { get; } = new();

    internal Task AddAsync(MediaEndpoint endpoint) => RunAsync(() =>
    {
        var slot = Array.IndexOf(_slots, _slots.MinBy(s => s.Count));
        _slots[slot].Add(endpoint);
        return true;
    });

    /// <returns>False when it was removed before, or this thread has ended.</returns>
    internal async Task<bool> RemoveAsync(MediaEndpoint endpoint) =>
        !_stopping && await RunAsync(() => Array.Exists(_slots, s => s.Remove(endpoint)));

    /// <summary>Runs work between two steps.</summary>
    /// <exception cref="ObjectDisposedException">The thread has ended.</exception>
    internal Task<T> RunAsync<T>(Func<T> work)
    {
        ObjectDisposedException.ThrowIf(_stopping, this);
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        _commands.Enqueue(() =>
        {
            try
            {
                done.SetResult(work());
            }
            catch (Exception e) // belongs to the caller, wherever it waits
            {
                done.SetException(e);
            }
        });
        if (_ended.Task.IsCompleted) RunCommands();
        else _wake.Set();
        return done.Task;
    }

    public async ValueTask DisposeAsync()
    {
        _stopping = true;
        _wake.Set();
        await _ended.Task;
        _wake.Dispose();
    }

    private void Run()
    {
        // UEs are devices of their own in life, and wait for nobody's processor.
        _ = ThreadNiceness.TrySet(FirstServed);
        try
        {
            var due = _clock.NowUs;
            while (!_stopping)
            {
                RunCommands();
                var now = _clock.NowUs;
                if (now - due > _worstLateUs) Volatile.Write(ref _worstLateUs, now - due);
                for (; due <= _clock.NowUs; due += StepUs) Step();
                var waitUs = due - _clock.NowUs;
                if (waitUs > 0) _wake.WaitOne((int)((waitUs + 999) / 1000));
            }

            RunCommands();
        }
        finally
        {
            _ended.SetResult();
        }
    }

    private void RunCommands()
    {
        while (_commands.TryDequeue(out var command)) command();
    }

    private void Step()
    {
        Debug.Assert(_slots.Length == Slots);
        var slot = (int)(_step++ % Slots);
        foreach (var endpoint in _slots[slot]) endpoint.Tick();
        foreach (var endpoint in _slots[(slot + Slots / 2) % Slots]) endpoint.Receive();
    }
}
