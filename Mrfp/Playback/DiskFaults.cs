namespace ImsConference.Mrfp.Playback;

/// <summary>Tells a full disk from other faults of writing.</summary>
internal static class DiskFaults
{
    private const int NoSpace = 28; // ENOSPC
    private const int OverQuota = 122; // EDQUOT, of Linux
    private const int DiskFull = unchecked((int)0x80070070); // ERROR_DISK_FULL, as .NET says it where a file is preallocated

    public static bool IsFull(Exception fault) => fault is IOException { HResult: NoSpace or OverQuota or DiskFull };
}
