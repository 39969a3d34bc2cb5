using System.Runtime.InteropServices;

namespace ImsConference.Engine.Ports;

/// <summary>Linux's nice value of the calling thread: the runtime's own thread priorities mean nothing there.</summary>
public static partial class ThreadNiceness
{
    private const int PrioProcess = 0;
    private const int CallingThread = 0;

    /// <param name="niceness">-20 (served first) to 19.</param>
    /// <returns>False when it is not permitted (below 0 needs CAP_SYS_NICE or a limit), or this is not Linux.</returns>
    public static bool TrySet(int niceness) =>
        OperatingSystem.IsLinux() && SetPriority(PrioProcess, CallingThread, niceness) == 0;

    [LibraryImport("libc", EntryPoint = "setpriority")]
    private static partial int SetPriority(int which, int who, int niceness);
}
