using System.CommandLine;
using System.Net;
using System.Net.Sockets;
using ImsConference.Engine.Ports;

namespace ImsConference.Tests.Load.Media;

/// <summary><c>imsload reflect</c>: the other process that <c>imsload media</c> measures. Sends back what comes, until its input ends.</summary>
internal static class ReflectCommand
{
    private const int FirstPort = 10_000;
    private const int LastPort = 39_999;

    private static readonly Option<int> Count = new("--participants") { HelpName = "N", DefaultValueFactory = _ => 1000, Description = "pairs of ports" };
    private static readonly Option<int> Workers = new("--workers") { HelpName = "N", Description = "threads; 0: one for each core" };

    public static Command Build()
    {
        var command = new Command("reflect", "Sends back what comes to many ports, on the MRFP's packet I/O and nothing else. imsload media starts it.")
        {
            Count, Workers,
        };
        command.Hidden = true;
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult arguments, CancellationToken stop)
    {
        var pairs = Bind(arguments.GetValue(Count));
        var workers = arguments.GetValue(Workers) is > 0 and var asked ? asked : Environment.ProcessorCount;
        var threads = Enumerable.Range(0, workers)
            .Select(worker => new ReflectorThread([.. pairs.Where((_, index) => index % workers == worker)]))
            .ToArray();
        foreach (var thread in threads) thread.Start();
        Console.WriteLine($"ready first={pairs[0].Rtp.Local.Port}");
        while (await Console.In.ReadLineAsync(stop) is not null) continue;
        foreach (var thread in threads) thread.Dispose();
        return 0;
    }

    // One run of consecutive ports, wherever it is free.
    private static ReflectorPair[] Bind(int count)
    {
        for (var first = FirstPort; first + 2 * count <= LastPort; first += 1000)
        {
            var pairs = new List<ReflectorPair>();
            try
            {
                for (var i = 0; i < count; i++) pairs.Add(new ReflectorPair(Port(first + 2 * i), Port(first + 2 * i + 1)));
                return [.. pairs];
            }
            catch (SocketException e) when (e.SocketErrorCode == SocketError.AddressAlreadyInUse)
            {
                foreach (var pair in pairs) pair.Dispose();
            }
        }

        throw new IOException($"no {2 * count} consecutive ports are free in {FirstPort}..{LastPort}");
    }

    private static Engine.Rtp.IPacketPort Port(int number) => PacketPorts.Bind(new IPEndPoint(IPAddress.Loopback, number));
}
