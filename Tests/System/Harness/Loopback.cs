using System.Net;
using System.Net.Sockets;
using NUnit.Framework;

namespace ImsConference.Tests.EndToEnd.Harness;

/// <summary>
/// Addresses of the loopback network that no other test has. Each program gets one of its own, with all of its ports:
/// the well-known ones serve everywhere, and tests run beside one another.
/// </summary>
public static class Loopback
{
    private static int _taken;

    /// <summary>An address of 127.0.0.0/8 that nobody else in this run is given; its middle is made from the process id.</summary>
    public static IPAddress Take()
    {
        var number = Interlocked.Increment(ref _taken);
        var process = Environment.ProcessId;
        return new IPAddress([127, (byte)(64 + process / 250 % 128), (byte)(1 + process % 250), (byte)(1 + number % 250)]);
    }

    /// <summary>Skips the test on a machine that has not this address, such as a container without IPv6; Deploy/test counts it in its last line.</summary>
    public static void Need(IPAddress address)
    {
        try
        {
            using var probe = new Socket(address.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
            probe.Bind(new IPEndPoint(address, 0));
        }
        catch (SocketException fault)
        {
            Assert.Ignore($"{address} is no address of this machine: {fault.Message}");
        }
    }
}
