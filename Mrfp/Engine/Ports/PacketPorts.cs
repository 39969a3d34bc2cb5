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
}
