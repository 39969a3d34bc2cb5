using Spectre.Console;

namespace ImsConference.Tests.Load;

/// <summary>Standard output: colours on a terminal only.</summary>
internal static class Output
{
    // What the ladder's six lifelines and the tables need, whatever a pipe claims to be.
    private const int Width = 140;

    public static IAnsiConsole Open()
    {
        if (!Console.IsOutputRedirected) return AnsiConsole.Console;
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.No,
            ColorSystem = ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
            Out = new AnsiConsoleOutput(Console.Out),
        });
        console.Profile.Width = Width;
        return console;
    }
}
