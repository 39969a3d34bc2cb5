using System.Runtime.InteropServices;

namespace ImsConference.Engine.Ports;

/// <summary>The system calls of packet I/O, with arguments that need no marshalling. Each returns -1 on failure; <see cref="Marshal.GetLastSystemError"/> says why.</summary>
/// <remarks>
/// A collection that stops the thread right after a call may leave another error number behind: whoever decides by
/// it must do no harm when it is wrong.
/// </remarks>
internal static unsafe partial class LinuxCalls
{
    public const int WouldBlock = 11; // EAGAIN
    public const int Interrupted = 4; // EINTR

    public const int LevelSocket = 1; // SOL_SOCKET
    public const int ReceiveBufferForced = 33; // SO_RCVBUFFORCE: above net.core.rmem_max too, for who may
    public const int MemoryInfo = 55; // SO_MEMINFO
    public const int MemoryInfoDrops = 8; // SK_MEMINFO_DROPS, the count that SO_RXQ_OVFL puts on packets
    public const int MemoryInfoEntries = 9;

    [LibraryImport("libc", EntryPoint = "recv")]
    public static partial nint Receive(int socket, byte* buffer, nuint length, int flags);

    [LibraryImport("libc", EntryPoint = "recvfrom")]
    public static partial nint ReceiveFrom(int socket, byte* buffer, nuint length, int flags, SocketName* from, int* fromLength);

    [LibraryImport("libc", EntryPoint = "send")]
    public static partial nint Send(int socket, byte* packet, nuint length, int flags);

    [LibraryImport("libc", EntryPoint = "sendto")]
    public static partial nint SendTo(int socket, byte* packet, nuint length, int flags, SocketName* to, int toLength);

    [LibraryImport("libc", EntryPoint = "connect")]
    public static partial int Connect(int socket, SocketName* to, int toLength);

    [LibraryImport("libc", EntryPoint = "recvmmsg")]
    public static partial int ReceiveMany(int socket, ManyHeader* messages, uint count, int flags, void* timeout);

    [LibraryImport("libc", EntryPoint = "sendmmsg")]
    public static partial int SendMany(int socket, ManyHeader* messages, uint count, int flags);

    [LibraryImport("libc", EntryPoint = "getsockopt")]
    public static partial int GetOption(int socket, int level, int name, void* value, int* length);

    [LibraryImport("libc", EntryPoint = "setsockopt")]
    public static partial int SetOption(int socket, int level, int name, void* value, int length);

    [LibraryImport("libc", EntryPoint = "epoll_create1")]
    public static partial int EpollCreate(int flags);

    [LibraryImport("libc", EntryPoint = "epoll_ctl")]
    public static partial int EpollControl(int epoll, int operation, int file, void* change);

    [LibraryImport("libc", EntryPoint = "epoll_wait")]
    public static partial int EpollWait(int epoll, void* events, int count, int timeoutMs);

    [LibraryImport("libc", EntryPoint = "eventfd")]
    public static partial int EventFile(uint initial, int flags);

    [LibraryImport("libc", EntryPoint = "ppoll")]
    public static partial int Poll(PollEntry* entries, nuint count, TimeSpec* timeout, void* signals);

    [LibraryImport("libc", EntryPoint = "read")]
    public static partial nint Read(int file, void* buffer, nuint length);

    [LibraryImport("libc", EntryPoint = "write")]
    public static partial nint Write(int file, void* buffer, nuint length);

    [LibraryImport("libc", EntryPoint = "close")]
    public static partial int Close(int file);

    [LibraryImport("libc", EntryPoint = "prctl")]
    public static partial int Control(int option, nuint argument, nuint unused3, nuint unused4, nuint unused5);

    /// <summary>struct iovec.</summary>
    public struct Buffer
    {
        public byte* Start;
        public nuint Length;
    }

    /// <summary>struct msghdr.</summary>
    public struct MessageHeader
    {
        public SocketName* Name;
        public uint NameLength;
        public Buffer* Buffers;
        public nuint BufferCount;
        public byte* Control;
        public nuint ControlLength;
        public int Flags;
    }

    /// <summary>struct mmsghdr.</summary>
    public struct ManyHeader
    {
        public MessageHeader Message;
        public uint Length; // of the datagram, filled in by the kernel
    }

    /// <summary>struct pollfd.</summary>
    public struct PollEntry
    {
        public int File;
        public short Wanted;
        public short Happened;
    }

    /// <summary>struct timespec.</summary>
    public struct TimeSpec
    {
        public long Seconds;
        public long Nanoseconds;
    }
}
