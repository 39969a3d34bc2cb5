using System.CommandLine;

namespace ImsConference.Tests.Load.Signalling;

/// <summary><c>imsload signalling</c>: what calls cost an MRFC.</summary>
internal static class SignallingCommand
{
    private static readonly Option<int> Calls = new("--calls") { HelpName = "N", Description = "calls that are measured", DefaultValueFactory = _ => 10_000 };
    private static readonly Option<int> Warmup = new("--warmup") { HelpName = "N", Description = "calls before them, until the code is compiled as well as it will be", DefaultValueFactory = _ => 5_000 };
    private static readonly Option<double> Rate = new("--rate") { HelpName = "PER-SECOND", Description = "calls begun a second", DefaultValueFactory = _ => 200 };
    private static readonly Option<int> Size = new("--size") { HelpName = "N", Description = "participants of each conference; the first makes it by the factory", DefaultValueFactory = _ => 3 };
    private static readonly Option<double> Hold = new("--hold") { HelpName = "SECONDS", Description = "from the 200 to the BYE, s", DefaultValueFactory = _ => 1 };
    private static readonly Option<double> Rest = new("--rest") { HelpName = "SECONDS", Description = "from the last BYE to the last look at the processes, s; transactions live for 32 s", DefaultValueFactory = _ => 34 };
    private static readonly Option<bool> Reserves = new("--preconditions") { Description = "calls with 183, PRACK and UPDATE, each with a subscription to the roster; else plain ones" };
    private static readonly Option<string[]> Set = new("--set") { HelpName = "KEY=VALUE", Description = "a setting of the MRFC; may be repeated", DefaultValueFactory = _ => [] };
    private static readonly Option<FileInfo> Mrfc = new("--mrfc") { HelpName = "FILE", Description = "the built mrfc.dll", DefaultValueFactory = _ => ChildProcess.Built("Mrfc") };
    private static readonly Option<FileInfo> Mrfp = new("--mrfp") { HelpName = "FILE", Description = "the built mrfp.dll", DefaultValueFactory = _ => ChildProcess.Built("Mrfp") };
    private static readonly Option<FileInfo?> Log = new("--log") { HelpName = "FILE", Description = "write the MRFC's log to this file" };

    public static Command Build()
    {
        Size.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 1 or > 100) result.AddError("--size: 1 to 100");
        });
        var command = new Command("signalling", """
            Starts an MRFP and an MRFC, makes complete calls at a steady rate from a process of its own, and reads from /proc what they cost the MRFC.
            Build Release first: dotnet build Mrfc -c Release; dotnet build Mrfp -c Release; dotnet build Tests/Load -c Release.
            Exit status 0: every call was complete; 1: not; 2: bad arguments.
            """)
        {
            Calls, Warmup, Rate, Size, Hold, Rest, Reserves, Set, Mrfc, Mrfp, Log,
        };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult arguments, CancellationToken stop)
    {
        var options = new SignallingOptions
        {
            Mrfc = arguments.GetRequiredValue(Mrfc).FullName,
            Mrfp = arguments.GetRequiredValue(Mrfp).FullName,
            Calls = arguments.GetValue(Calls),
            Warmup = arguments.GetValue(Warmup),
            Rate = arguments.GetValue(Rate),
            Size = arguments.GetValue(Size),
            Hold = TimeSpan.FromSeconds(arguments.GetValue(Hold)),
            Reserves = arguments.GetValue(Reserves),
            Rest = TimeSpan.FromSeconds(arguments.GetValue(Rest)),
            Settings = arguments.GetValue(Set) ?? [],
            Log = arguments.GetValue(Log)?.FullName,
        };
        try
        {
            foreach (var file in new[] { options.Mrfc, options.Mrfp })
                if (!File.Exists(file)) throw new IOException($"{file} is not there: build Release first");
            return await new SignallingRun(options, Output.Open()).RunAsync(stop) ? 0 : 1;
        }
        catch (IOException e)
        {
            await Console.Error.WriteLineAsync($"imsload: {e.Message}");
            return 1;
        }
    }
}
