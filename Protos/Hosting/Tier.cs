using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace ImsConference.Hosting;

/// <summary>One of the two processes, as whoever starts it sees it. All of its command line but <c>--help</c> and <c>--version</c> is configuration.</summary>
/// <param name="Name">First word of what it says about itself on standard error.</param>
/// <param name="Description">What it is, for <c>--help</c>.</param>
/// <param name="Conduct">When it is ready and how it ends, for <c>--help</c>.</param>
/// <param name="Rows">Every key that it reads, its default, and what it means with its unit.</param>
/// <param name="Elsewhere">Sections and keys that the other tier reads.</param>
public sealed record Tier(
    string Name, string Description, string Conduct, IReadOnlyList<(string Key, string Default, string Meaning)> Rows, IReadOnlyList<string> Elsewhere)
{
    private static readonly (string Key, string Default, string Meaning) LogLevelRow =
        ("Logging:LogLevel:Default", "Information", "least level that is logged, to standard error");

    /// <summary>The defaults as configuration.</summary>
    public IEnumerable<KeyValuePair<string, string?>> Defaults =>
        Rows.Where(row => row.Default.Length > 0).Select(row => new KeyValuePair<string, string?>(row.Key, row.Default));

    /// <summary>Reads the arguments, checks every setting, runs, and returns the exit status.</summary>
    /// <param name="arguments">Of the process.</param>
    /// <param name="build">Builds the host; nothing is started yet.</param>
    /// <param name="run">Starts it, and returns when it has ended.</param>
    public Task<int> RunAsync(string[] arguments, Func<string[], WebApplication> build, Func<WebApplication, Task> run)
    {
        var root = new RootCommand(Description) { new Argument<string[]>("setting") { Arity = ArgumentArity.ZeroOrMore, Description = "--Key=value, see Configuration" } };
        root.SetAction((_, _) => GuardedAsync(arguments, build, run));
        var help = root.Options.OfType<HelpOption>().Single();
        help.Action = new HelpWithSettings((HelpAction)help.Action!, this);

        // The host handles signals, and takes its time to say goodbye.
        return root.Parse(arguments).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null });
    }

    private async Task<int> GuardedAsync(string[] arguments, Func<string[], WebApplication> build, Func<WebApplication, Task> run)
    {
        WebApplication? app = null;
        try
        {
            var faults = Configure(arguments, build, out app);
            foreach (var fault in faults) await Console.Error.WriteLineAsync($"{Name}: configuration: {fault}");
            if (app is null || faults.Count > 0) return ExitCode.Misconfigured;

            await run(app);
            return ExitCode.Done;
        }
        catch (Exception fault) when (fault is IOException or SocketException)
        {
            await Console.Error.WriteLineAsync($"{Name}: {fault.Message}");
            return ExitCode.Failed;
        }
        finally
        {
            if (app is not null) await app.DisposeAsync();
        }
    }

    // All faults at once, before anything is built on them.
    private List<string> Configure(string[] arguments, Func<string[], WebApplication> build, out WebApplication? app)
    {
        var settings = new SettingsReader(Rows, Elsewhere);
        List<string> unknown = [.. settings.UnknownArguments(arguments)];
        app = null;
        try
        {
            app = build(arguments);
            unknown.AddRange(settings.UnknownKeys(app.Configuration));
            app.Services.GetRequiredService<IStartupValidator>().Validate();
            return Faults();
        }
        catch (Exception fault) when (IsOfConfiguration(fault))
        {
            return Faults(fault);
        }

        List<string> Faults(params Exception[] more) => [.. unknown.Select(key => $"{key}: no such setting (see --help)"), .. more.SelectMany(Texts)];
    }

    // A value that cannot be read is an InvalidOperationException whose message names the key; a file that cannot be, an InvalidDataException.
    private static bool IsOfConfiguration(Exception fault) => fault
        is OptionsValidationException or AggregateException or FormatException or InvalidDataException
        or InvalidOperationException { InnerException: FormatException or ArgumentException };

    private static IEnumerable<string> Texts(Exception fault) => fault switch
    {
        OptionsValidationException faults => faults.Failures.Select(WithoutItsKind),
        AggregateException several => several.InnerExceptions.SelectMany(Texts),
        InvalidDataException => [$"{fault.Message} {fault.GetBaseException().Message}"],
        _ => [fault.Message],
    };

    // "Property Sip:Port: 70000: 0..65535", as the builder of validation results writes it, begins with the key then.
    private static string WithoutItsKind(string failure) =>
        failure.StartsWith("Property ", StringComparison.Ordinal) ? failure["Property ".Length..] : failure;

    private sealed class HelpWithSettings(HelpAction standard, Tier tier) : SynchronousCommandLineAction
    {
        public override int Invoke(ParseResult parseResult)
        {
            var code = standard.Invoke(parseResult);
            var output = parseResult.InvocationConfiguration.Output;
            output.WriteLine("Configuration (--Key=value, or environment variable Key with ':' as '__', or appsettings.json beside the program):");
            (string Key, string Default, string Meaning)[] rows = [.. tier.Rows, LogLevelRow];
            var keyWidth = rows.Max(row => row.Key.Length);
            var defaultWidth = rows.Max(row => row.Default.Length);
            foreach (var row in rows)
                output.WriteLine($"  {row.Key.PadRight(keyWidth)} {(row.Default.Length == 0 ? "-" : row.Default).PadRight(defaultWidth)} {row.Meaning}");
            output.WriteLine();
            output.WriteLine(tier.Conduct);
            output.WriteLine($"Exit codes: {ExitCode.Done} stopped as asked; {ExitCode.Failed} could not start or go on; {ExitCode.Misconfigured} wrong configuration.");
            return code;
        }
    }
}
