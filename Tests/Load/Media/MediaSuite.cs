using Spectre.Console;

namespace ImsConference.Tests.Load.Media;

/// <summary>The table of loads that the README shows.</summary>
internal sealed class MediaSuite(MediaOptions options, IAnsiConsole console)
{
    private static readonly LoadCodec Pcmu = LoadCodec.Named("pcmu");

    private static IReadOnlyList<MediaLoad> Loads { get; } =
    [
        new() { Name = "G.711, 333 rooms of 3, all talk", Rooms = 333, Size = 3, Talkers = 3, Codec = Pcmu },
        new() { Name = "G.711, 100 rooms of 10, 2 talk", Rooms = 100, Size = 10, Talkers = 2, Codec = Pcmu },
        new() { Name = "G.711, one room of 1000, 3 talk", Rooms = 1, Size = 1000, Talkers = 3, Codec = Pcmu },
    ];

    public async Task<int> RunAsync(CancellationToken stop)
    {
        foreach (var load in Loads)
        {
            var report = await new MediaRun(load, options, console).RunAsync(stop);
            report.Print(console);
        }

        return 0;
    }
}
