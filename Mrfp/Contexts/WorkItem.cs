namespace ImsConference.Mrfp.Contexts;

/// <summary>A command with its reply.</summary>
internal sealed class WorkItem<T>(Func<T> work, CancellationToken stop) : IWorkItem
{
    private readonly TaskCompletionSource<T> _reply = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<T> Reply => _reply.Task;

    public void Run()
    {
        if (stop.IsCancellationRequested)
        {
            _reply.TrySetCanceled(stop); // nobody waits any more, and nothing has been changed
            return;
        }

        try
        {
            _reply.TrySetResult(work());
        }
        catch (Exception fault)
        {
            _reply.TrySetException(fault); // the edge of the worker: the fault is the caller's
        }
    }

    public void Refuse() => _reply.TrySetException(new WorkerStoppedException());
}
