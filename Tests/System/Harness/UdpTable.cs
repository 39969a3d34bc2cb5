using System.Globalization;
using System.Net;

namespace ImsConference.Tests.EndToEnd.Harness;

/// <summary>The kernel's table of UDP sockets, to learn when a program that says nothing is listening.</summary>
public static class UdpTable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);

    /// <summary>Waits until the program has bound the address.</summary>
    /// <exception cref="InvalidOperationException">It ended before that.</exception>
    public static async Task BoundAsync(IPEndPoint address, RunningProgram program, CancellationToken stop)
    {
        // /proc/net/udp writes an IPv4 address as one number in the machine's byte order.
        var number = BitConverter.ToUInt32(address.Address.GetAddressBytes());
        var wanted = string.Create(CultureInfo.InvariantCulture, $" {number:X8}:{address.Port:X4} ");
        using var timer = new PeriodicTimer(Interval);
        while (!(await File.ReadAllTextAsync("/proc/net/udp", stop)).Contains(wanted, StringComparison.Ordinal))
        {
            if (program.HasExited) throw new InvalidOperationException($"{program.Name} ended before it listened on {address}. {program.Tail()}");
            await timer.WaitForNextTickAsync(stop);
        }
    }
}
