using System.CommandLine;
using System.Net;
using System.Net.Sockets;
using ImsConference.Engine.Ports;
using ImsConference.Engine.Rtp;

namespace ImsConference.Tests.Load.Media;

/// <summary><c>imsload reflect</c>: the other process that <c>imsload media</c> measures. Sends back what comes, until its input ends.</summary>
internal static class ReflectCommand
{
    private const int FirstPort = 10_000;
    private const int LastPort = 39_999;
    private const int SharedBufferBytes = 8 << 20;

    private static readonly Option<int> Count = new("--participants") { HelpName = "N", DefaultValueFactory = _ => 1000, Description = "pairs of ports" };
    private static readonly Option<PortKind> Ports = new("--ports") { Description = "shared: one pair for each thread" };
    private static readonly Option<int> Workers = new("--workers") { HelpName = "N", Description = "threads; 0: one for each core" };

    public static Command Build()
    {
        var command = new Command("reflect", "Sends back what comes to many ports, on the MRFP's packet I/O and nothing else. imsload media starts it.")
        {
            Count, Ports, Workers,
        };
        command.Hidden = true;
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult arguments, CancellationToken stop)
    {
        var workers = arguments.GetValue(Workers) is > 0 and var asked ? asked : Environment.ProcessorCount;
        var isShared = arguments.GetValue(Ports) == PortKind.Shared;
        var pairs = isShared ? [] : Bind(arguments.GetValue(Count), port => new ReflectorPair(Port(port), Port(port + 1)));
        var shared = isShared ? Bind(workers, port => new SharedPair(Bulk(port), Bulk(port + 1))) : [];
        var first = isShared ? shared[0].Rtp.Local.Port : pairs[0].Rtp.Local.Port;
        var threads = Enumerable.Range(0, workers)
            .Select(worker => new ReflectorThread(
                [.. pairs.Where((_, index) => index % workers == worker)], isShared ? [shared[worker].Rtp, shared[worker].Rtcp] : []))
            .ToArray();
        foreach (var thread in threads) thread.Start();
        Console.WriteLine($"ready first={first} pairs={pairs.Length + shared.Length}");
        while (await Console.In.ReadLineAsync(stop) is not null) continue;
        foreach (var thread in threads) thread.Dispose();
        return 0;
    }

    // One run of consecutive ports, wherever it is free.
    private static T[] Bind<T>(int count, Func<int, T> bind) where T : IDisposable
    {
        for (var first = FirstPort; first + 2 * count <= LastPort; first += 1000)
        {
            var pairs = new List<T>();
            try
            {
                for (var i = 0; i < count; i++) pairs.Add(bind(first + 2 * i));
                return [.. pairs];
            }
            catch (SocketException e) when (e.SocketErrorCode == SocketError.AddressAlreadyInUse)
            {
                foreach (var pair in pairs) pair.Dispose();
            }
        }

        throw new IOException($"no {2 * count} consecutive ports are free in {FirstPort}..{LastPort}");
    }

    private static IPacketPort Port(int number) => PacketPorts.Bind(new IPEndPoint(IPAddress.Loopback, number));

    private static LinuxBulkPort Bulk(int number) => new(new IPEndPoint(IPAddress.Loopback, number), SharedBufferBytes);

    private sealed record SharedPair(LinuxBulkPort Rtp, LinuxBulkPort Rtcp) : IDisposable
    {
        public void Dispose()
        {
            Rtp.Dispose();
            Rtcp.Dispose();
        }
    }
}
