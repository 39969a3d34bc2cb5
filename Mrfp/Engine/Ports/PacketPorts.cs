using System.Net;
using System.Net.Sockets;
using ImsConference.Engine.Rtp;

namespace ImsConference.Engine.Ports;

/// <summary>Opens packet ports in the way that is cheapest on this system.</summary>
public static class PacketPorts
{
    /// <param name="local">Address and port to bind; port 0 takes a free one.</param>
    /// <exception cref="SocketException">The port is in use, the address is not ours, or no socket can be opened.</exception>
    public static IPacketPort Bind(IPEndPoint local) => OperatingSystem.IsLinux() ? new LinuxPacketPort(local) : new SocketPacketPort(local);

    /// <summary>How to open a port that many streams share.</summary>
    /// <param name="isWanted">False: not at all.</param>
    /// <param name="streams">That may use it at once.</param>
    /// <returns>Null when it is not wanted or this system cannot do it.</returns>
    public static Func<IPEndPoint, IBulkPort>? BulkBinder(bool isWanted, int streams)
    {
        // A worker that is held up for a fifth of a second loses nothing.
        const int BytesAStream = 10 * 1024;
        const int LeastBytes = 1 << 20;
        const int MostBytes = 64 << 20;
        if (!isWanted || !OperatingSystem.IsLinux()) return null;
        var bytes = (int)Math.Clamp((long)streams * BytesAStream, LeastBytes, MostBytes);
        return local => new LinuxBulkPort(local, bytes);
    }
}
