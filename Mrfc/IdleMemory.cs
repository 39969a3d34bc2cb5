using ImsConference.Mrfc.Console;

namespace ImsConference.Mrfc;

/// <summary>Gives memory back to the system once the last conference is over and its last transaction forgotten.</summary>
/// <remarks>A process that does nothing allocates nothing, and the collector then has no occasion of its own.</remarks>
internal sealed class IdleMemory : IAsyncDisposable
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);

    private readonly Func<Task<NodeStatus>> _status;
    private readonly PeriodicTimer _timer = new(Period);
    private readonly Task _watch;

    /// <param name="status">What is alive now.</param>
    public IdleMemory(Func<Task<NodeStatus>> status)
    {
        _status = status;
        _watch = WatchAsync();
    }

    public async ValueTask DisposeAsync()
    {
        _timer.Dispose();
        await _watch;
    }

    private async Task WatchAsync()
    {
        var wasBusy = false;
        while (await _timer.WaitForNextTickAsync())
        {
            var now = await _status();
            var isBusy = now is not { Conferences: 0, Dialogs: 0, Transactions: 0 };
            if (wasBusy && !isBusy) GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
            wasBusy = isBusy;
        }
    }
}
