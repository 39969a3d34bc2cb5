using System.CommandLine;

namespace ImsConference.Tests.Load.Demo;

/// <summary><c>imsload demo</c>: a conference from its creation to its end, with the ladder live.</summary>
internal static class DemoCommand
{
    private static readonly Option<Uri> Console = new("--console")
    {
        HelpName = "URL",
        Description = "address of the MRFC's console, whose trace the ladder shows",
        DefaultValueFactory = _ => new Uri("http://127.0.0.1:8080"),
        CustomParser = result =>
        {
            if (Uri.TryCreate(result.Tokens[0].Value, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https") return uri;
            result.AddError($"--console: {result.Tokens[0].Value} is not an http address");
            return null;
        },
    };

    private static readonly Option<DemoVoiceKind> Voice = new("--voice")
    {
        Description = "what the UEs say: synthesised speech, or a tone each",
        DefaultValueFactory = _ => DemoVoiceKind.Speech,
    };

    private static readonly Option<double> Listen = new("--listen") { HelpName = "SECONDS", Description = "length of each listening check, 2 to 4 s", DefaultValueFactory = _ => 3 };
    private static readonly Option<double> Limit = new("--limit") { HelpName = "SECONDS", Description = "give up after so many seconds", DefaultValueFactory = _ => 120 };

    public static Command Build()
    {
        Listen.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<double>() is < 2 or > 4) result.AddError("--listen: 2 to 4");
        });
        var command = new Command("demo", """
            Plays a conference: UE1 calls the conference factory (183, PRACK, UPDATE, 200) and subscribes to the conference's state; UE2 and UE3
            join because UE1 refers them to the conference; all speak; the focus dials out to UE4 because UE1 refers it there; UE2 leaves;
            the others hang up. Prints the SIP and Mp messages as they happen, then who heard whom, and checks the recorded mix, which
            the MRFC makes when it runs with Focus:RecordMix=true.
            Exit status 0: everybody heard all the others and not itself, and every other check passed; 1: not; 2: bad arguments.
            """)
        {
            SharedOptions.Sip, SharedOptions.Domain, Console, Voice, Listen, Limit,
        };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult arguments, CancellationToken stop)
    {
        var options = new DemoOptions(
            arguments.GetRequiredValue(SharedOptions.Sip),
            arguments.GetRequiredValue(Console),
            arguments.GetRequiredValue(SharedOptions.Domain),
            arguments.GetValue(Voice),
            TimeSpan.FromSeconds(arguments.GetValue(Listen)),
            TimeSpan.FromSeconds(arguments.GetValue(Limit)));
        var console = Output.Open();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
        limit.CancelAfter(options.Limit);
        await using var story = new DemoStory(options, console);
        return await story.RunAsync(limit.Token) ? 0 : 1;
    }
}
