namespace ImsConference.Engine.Ports;

/// <summary>Lets one thread sleep to the microsecond, unless another wakes it. Where there is no Linux, to the millisecond.</summary>
public sealed unsafe class PreciseWait : IDisposable
{
    private const int TimerSlack = 29; // PR_SET_TIMERSLACK
    private const int NonBlocking = 0x800;
    private const int CloseOnExec = 0x80000;
    private const short Readable = 1; // POLLIN
    private const long UsPerSecond = 1_000_000;

    private readonly int _file = OperatingSystem.IsLinux() ? LinuxCalls.EventFile(0, NonBlocking | CloseOnExec) : -1;
    private readonly AutoResetEvent _event = new(false);
    private int _isWoken;

    /// <summary>Asks for punctual wake-ups of the calling thread: by itself the kernel gathers those of 50 µs.</summary>
    public static void MakePunctual()
    {
        if (OperatingSystem.IsLinux()) _ = LinuxCalls.Control(TimerSlack, 1, 0, 0, 0);
    }

    /// <summary>Sleeps. One thread only.</summary>
    /// <param name="us">At most so long, µs; 0 or less returns at once.</param>
    public void Wait(long us)
    {
        var isSignalled = us > 0 && Volatile.Read(ref _isWoken) == 0 && Sleep(us);
        if (Interlocked.Exchange(ref _isWoken, 0) != 0 || isSignalled) Drain();
    }

    /// <summary>Ends the present sleep, or the next one at once. From any thread.</summary>
    public void Wake()
    {
        if (Interlocked.Exchange(ref _isWoken, 1) != 0) return;
        var one = 1UL;
        if (_file >= 0)
            _ = LinuxCalls.Write(_file, &one, sizeof(ulong));
        else
            _event.Set();
    }

    public void Dispose()
    {
        if (_file >= 0) _ = LinuxCalls.Close(_file);
        _event.Dispose();
    }

    private bool Sleep(long us)
    {
        // Rounded up: a wait that ends a little early would only be followed by another.
        if (_file < 0) return _event.WaitOne((int)Math.Min((us + 999) / 1000, int.MaxValue));

        var wake = new LinuxCalls.PollEntry { File = _file, Wanted = Readable };
        var time = new LinuxCalls.TimeSpec { Seconds = us / UsPerSecond, Nanoseconds = us % UsPerSecond * 1000 };
        return LinuxCalls.Poll(&wake, 1, &time, null) > 0;
    }

    // Who wakes writes after it has raised the flag: a drain may come too early, and the next sleep then ends at once.
    private void Drain()
    {
        if (_file < 0) return;
        ulong count;
        _ = LinuxCalls.Read(_file, &count, sizeof(ulong));
    }
}
