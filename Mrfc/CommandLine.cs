using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace ImsConference.Mrfc;

/// <summary>The command line: <c>--help</c> and <c>--version</c>; all else is configuration.</summary>
internal static class CommandLine
{
    /// <summary>Reads the arguments and runs.</summary>
    /// <param name="args">Of the process.</param>
    /// <param name="run">Takes the arguments that are configuration and returns the exit code.</param>
    public static Task<int> RunAsync(string[] args, Func<string[], Task<int>> run)
    {
        var root = new RootCommand("Media resource function controller: conference factory and focus of IMS conferences (SIP), which commands media processors over gRPC.")
        {
            TreatUnmatchedTokensAsErrors = false,
        };
        root.SetAction((_, _) => run(args));
        var help = root.Options.OfType<HelpOption>().Single();
        help.Action = new HelpWithSettings((HelpAction)help.Action!);

        // The host handles signals, and takes its time to say goodbye.
        return root.Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null });
    }

    private sealed class HelpWithSettings(HelpAction standard) : SynchronousCommandLineAction
    {
        public override int Invoke(ParseResult parseResult)
        {
            var code = standard.Invoke(parseResult);
            var output = parseResult.InvocationConfiguration.Output;
            output.WriteLine("Configuration (--Key=value, or environment variable Key with ':' as '__', or appsettings.json beside the program):");
            foreach (var (key, defaultValue, meaning) in SettingsTable.Rows)
                output.WriteLine($"  {key,-30} {(defaultValue.Length == 0 ? "-" : defaultValue),-44} {meaning}");
            output.WriteLine("  Logging:LogLevel:Default       Information                                  least level that is logged, to standard error");
            output.WriteLine();
            output.WriteLine("When SIP listens and an MRFP is connected it prints one line that begins with 'ready'. SIGTERM or Ctrl-C: ends every conference, then stops.");
            output.WriteLine($"Exit codes: {ExitCode.Done} stopped as asked; {ExitCode.Failed} could not start or go on; {ExitCode.Misconfigured} wrong configuration.");
            return code;
        }
    }
}
