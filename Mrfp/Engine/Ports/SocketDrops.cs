namespace ImsConference.Engine.Ports;

/// <summary>What the kernel dropped at a socket whose buffer was full (the count of SO_RXQ_OVFL, socket(7)).</summary>
internal static unsafe class SocketDrops
{
    /// <param name="file">Number of an open socket.</param>
    /// <returns>Since it was opened, modulo 2^32; 0 when the kernel does not tell.</returns>
    public static long Of(int file)
    {
        // Asked for rather than taken from a control message on each packet, which would make every one dearer.
        var entries = stackalloc uint[LinuxCalls.MemoryInfoEntries];
        var bytes = LinuxCalls.MemoryInfoEntries * sizeof(uint);
        var answer = LinuxCalls.GetOption(file, LinuxCalls.LevelSocket, LinuxCalls.MemoryInfo, entries, &bytes);
        return answer == 0 && bytes > LinuxCalls.MemoryInfoDrops * sizeof(uint) ? entries[LinuxCalls.MemoryInfoDrops] : 0;
    }
}
