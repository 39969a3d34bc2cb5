using System.CommandLine;
using Grpc.Core;

namespace ImsConference.Tests.Load.Media;

/// <summary><c>imsload media</c>: what an MRFP costs, beside a reflector.</summary>
internal static class MediaCommand
{
    private static readonly Option<int> Rooms = new("--rooms") { HelpName = "N", Description = "conferences", DefaultValueFactory = _ => 100 };
    private static readonly Option<int> Size = new("--size") { HelpName = "N", Description = "participants of each", DefaultValueFactory = _ => 10 };
    private static readonly Option<int> Talkers = new("--talkers") { HelpName = "N", Description = "of each who talk all the time; the others send faint noise", DefaultValueFactory = _ => 2 };
    private static readonly Option<string> Codec = new("--codec") { HelpName = "NAME", Description = "of everybody", DefaultValueFactory = _ => "pcmu" };
    private static readonly Option<PortKind> Ports = new("--ports") { Description = "port mode" };
    private static readonly Option<int> Workers = new("--workers") { HelpName = "N", Description = "media threads; 0: one for each core" };
    private static readonly Option<double> Seconds = new("--seconds") { HelpName = "SECONDS", Description = "CPU time is measured for so long, s", DefaultValueFactory = _ => 10 };
    private static readonly Option<double> Listen = new("--listen") { HelpName = "SECONDS", Description = "then gaps for so long, and then delays, s", DefaultValueFactory = _ => 4 };
    private static readonly Option<double> Warmup = new("--warmup") { HelpName = "SECONDS", Description = "from the last participant's coming to the first figure, s", DefaultValueFactory = _ => 5 };
    private static readonly Option<bool> NoReflector = new("--no-reflector") { Description = "leave the reflector out" };
    private static readonly Option<bool> Suite = new("--suite") { Description = "the whole table of loads, as Markdown; the load's own options are ignored" };
    private static readonly Option<string[]> Set = new("--set") { HelpName = "KEY=VALUE", Description = "a setting of the MRFP; may be repeated", DefaultValueFactory = _ => [] };
    private static readonly Option<FileInfo> Mrfp = new("--mrfp") { HelpName = "FILE", Description = "the built mrfp.dll", DefaultValueFactory = _ => ChildProcess.Built("Mrfp") };
    private static readonly Option<FileInfo?> Log = new("--log") { HelpName = "FILE", Description = "write the MRFP's log to this file" };

    public static Command Build()
    {
        Codec.AcceptOnlyFromAmong([.. LoadCodec.All.Select(codec => codec.Name)]);
        foreach (var option in new[] { Rooms, Size })
            option.Validators.Add(result =>
            {
                if (result.GetValueOrDefault<int>() is < 1 or > 10_000) result.AddError($"{option.Name}: 1 to 10000");
            });
        var command = new Command("media", """
            Starts an MRFP, fills it with participants over Mp, and measures what it needs for them and what they get: CPU time, memory, delay, gaps.
            Beside it, in the same run, a reflector: the same packet I/O that only sends back what comes. Every participant sends and receives
            50 packets a second over UDP on loopback. Build Release first: dotnet build Mrfp -c Release; dotnet build Tests/Load -c Release.
            """)
        {
            Rooms, Size, Talkers, Codec, Ports, Workers, Seconds, Listen, Warmup, NoReflector, Suite, Set, Mrfp, Log,
        };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult arguments, CancellationToken stop)
    {
        var options = new MediaOptions
        {
            Mrfp = arguments.GetRequiredValue(Mrfp).FullName,
            Steady = TimeSpan.FromSeconds(arguments.GetValue(Seconds)),
            Listening = TimeSpan.FromSeconds(arguments.GetValue(Listen)),
            Warmup = TimeSpan.FromSeconds(arguments.GetValue(Warmup)),
            Reflector = !arguments.GetValue(NoReflector),
            Log = arguments.GetValue(Log)?.FullName,
        };
        var console = Output.Open();
        try
        {
            if (!File.Exists(options.Mrfp)) throw new IOException($"{options.Mrfp} is not there: dotnet build Mrfp -c Release");
            if (arguments.GetValue(Suite)) return await new MediaSuite(options, console).RunAsync(stop);

            var report = await new MediaRun(LoadFrom(arguments), options, console).RunAsync(stop);
            report.Print(console);
            return 0;
        }
        catch (Exception e) when (e is IOException or RpcException or NotSupportedException)
        {
            await Console.Error.WriteLineAsync($"imsload: {e.Message}");
            return 1;
        }
    }

    private static MediaLoad LoadFrom(ParseResult arguments)
    {
        var codec = LoadCodec.Named(arguments.GetRequiredValue(Codec));
        var (rooms, size, talkers) = (arguments.GetValue(Rooms), arguments.GetValue(Size), arguments.GetValue(Talkers));
        return new MediaLoad
        {
            Name = $"{codec.Name}, {rooms} × {size}, {talkers} talk, {arguments.GetValue(Ports)}",
            Rooms = rooms,
            Size = size,
            Talkers = talkers,
            Codec = codec,
            Ports = arguments.GetValue(Ports),
            Workers = arguments.GetValue(Workers),
            Settings = arguments.GetValue(Set) ?? [],
        };
    }

    // Tests/Load/bin/CONFIGURATION/net10.0 → Mrfp/bin/Release/net10.0
}
