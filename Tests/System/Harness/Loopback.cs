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
    private static int _takenPorts;

    /// <summary>An address of 127.0.0.0/8 that nobody else in this run is given; runs beside one another differ by their process ids.</summary>
    public static IPAddress Take()
    {
        var number = Interlocked.Increment(ref _taken);
        var run = Environment.ProcessId;
        var third = run / 128 % RunsApart * 16 + number / AddressesAByte % 16;
        return new IPAddress([127, (byte)(64 + run % 128), (byte)(1 + third), (byte)(1 + number % AddressesAByte)]);
    }

    /// <summary>
    /// An even port for RTP, and the next one for RTCP, that nobody else in this run is given: some programs take them at all addresses.
    /// Above those of baresip, below those that the system gives to whoever asks for any.
    /// </summary>
    public static int TakePorts() => 30_000 + 2 * (Interlocked.Increment(ref _takenPorts) % 1000);

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
