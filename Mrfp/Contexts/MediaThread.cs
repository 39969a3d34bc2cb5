using ImsConference.Engine.Ports;
using ImsConference.Engine.Rtp;

namespace ImsConference.Mrfp.Contexts;

/// <summary>The thread that turns one worker, asleep between its ticks.</summary>
public sealed class MediaThread : IDisposable
{
    private readonly MediaWorker _worker;
    private readonly MediaClock _clock;
    private readonly PreciseWait _wait = new();
    private readonly Thread _thread;
    private readonly int _niceness;
    private volatile bool _isStopping;

    /// <param name="worker">Turned by this thread alone.</param>
    /// <param name="clock">Of the media side.</param>
    /// <param name="niceness">Nice value, where it is permitted.</param>
    public MediaThread(MediaWorker worker, MediaClock clock, int niceness)
    {
        _niceness = niceness;
        _worker = worker;
        _clock = clock;
        worker.Posted = () => _wait.Wake();
        _thread = new Thread(Run)
        {
            Name = $"media-{worker.Index}",
            IsBackground = true,
        };
    }

    public void Start() => _thread.Start();

    /// <summary>Ends the thread after the turn it is in; commands not yet run are refused.</summary>
    public void Dispose()
    {
        _worker.Posted = static () => { };
        _isStopping = true;
        _wait.Wake();
        if (_thread.IsAlive) _thread.Join();
        _wait.Dispose();
    }

    private void Run()
    {
        ThreadNiceness.TrySet(_niceness);
        PreciseWait.MakePunctual();
        while (!_isStopping)
        {
            var nextUs = _worker.Turn();
            _wait.Wait(nextUs - _clock.NowUs);
        }

        _worker.Dispose();
    }
}
