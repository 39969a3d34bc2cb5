using ImsConference.Sip.Loop;

namespace ImsConference.Sip.Transactions;

/// <summary>One named timer of a state machine: starting it again replaces it, so that no stale one can fire.</summary>
public sealed class TimerSlot(SignallingLoop loop)
{
    private LoopTimer? _timer;

    public bool IsRunning => _timer is not null;

    public void Start(TimeSpan due, Action work)
    {
        Stop();
        _timer = loop.Schedule(due, () =>
        {
            _timer = null;
            work();
        });
    }

    public void Stop()
    {
        _timer?.Cancel();
        _timer = null;
    }
}
