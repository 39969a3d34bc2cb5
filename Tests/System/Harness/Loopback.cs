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
    private const int AddressesAByte = 250;
    private const int RunsApart = 15; // each with 16 times 250 addresses

    private static int _taken;

    /// <summary>For RTP at such an address: above those that baresip takes at all addresses, below those that the system gives to whoever asks for any.</summary>
    public const int MediaPort = 30_000;

    /// <summary>An address of 127.0.0.0/8 that nobody else in this run is given; runs beside one another differ by their process ids.</summary>
    public static IPAddress Take()
    {
        var number = Interlocked.Increment(ref _taken);
        var run = Environment.ProcessId;
        var third = run / 128 % RunsApart * 16 + number / AddressesAByte % 16;
        return new IPAddress([127, (byte)(64 + run % 128), (byte)(1 + third), (byte)(1 + number % AddressesAByte)]);
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
