namespace ImsConference.Sip.Sessions;

/// <summary>Wakes flows on the loop that wait until something is so; each looks again by itself.</summary>
internal sealed class Changes
{
    private TaskCompletionSource _next = new(TaskCreationOptions.RunContinuationsAsynchronously);

    internal void Signal()
    {
        var waiting = _next;
        _next = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        waiting.SetResult();
    }

    /// <summary>Returns when <paramref name="isSo"/> holds; it is asked now and after every signal.</summary>
    internal async Task UntilAsync(Func<bool> isSo)
    {
        while (!isSo()) await _next.Task;
    }
}
