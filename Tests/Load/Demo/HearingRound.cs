using Spectre.Console;

namespace ImsConference.Tests.Load.Demo;

/// <summary>Everybody listens at the same time; the table says who heard whom, and how loud.</summary>
internal sealed class HearingRound
{
    // Two packets in a hundred: more than loopback ever loses, and what a busy machine may keep a mixer from sending.
    private const int MaxMissingMs = 60;

    private readonly IReadOnlyList<Actor> _present;
    private readonly List<Listener> _listeners;

    private HearingRound(string title, IReadOnlyList<Actor> present, List<Listener> listeners)
    {
        Title = title;
        _present = present;
        _listeners = listeners;
    }

    public string Title { get; }

    /// <summary>Everybody heard all the others, and neither itself nor anybody else.</summary>
    public bool Passed => _listeners.TrueForAll(IsRight);

    /// <summary>Listens.</summary>
    /// <param name="title">Name of the round.</param>
    /// <param name="present">Who is in the conference.</param>
    /// <param name="cast">Everybody whose voice could be heard.</param>
    /// <param name="duration">How long.</param>
    /// <param name="stop">Ends it.</param>
    public static async Task<HearingRound> RunAsync(
        string title, IReadOnlyList<Actor> present, IReadOnlyList<Actor> cast, TimeSpan duration, CancellationToken stop)
    {
        var clips = await Task.WhenAll(present.Select(actor => actor.Call.ListenAsync(duration, stop)));
        var listeners = new List<Listener>();
        foreach (var (actor, clip) in present.Zip(clips))
        {
            var figures = await actor.Call.Media.FiguresAsync();
            listeners.Add(new Listener(actor, [.. cast.Select(c => new Level(c, c.Voice.GainDb(clip.Samples)))], clip.MissingMs, figures.JitterMs));
        }

        return new HearingRound(title, present, listeners);
    }

    public Table ToTable()
    {
        var table = new Table().Title(Title).Border(TableBorder.Rounded).AddColumn("heard by");
        foreach (var level in _listeners[0].Levels) table.AddColumn(new TableColumn(level.Speaker.Name).RightAligned());
        table.AddColumn(new TableColumn("missing").RightAligned()).AddColumn(new TableColumn("jitter").RightAligned()).AddColumn("outcome");
        foreach (var listener in _listeners)
            table.AddRow([
                listener.Actor.Name,
                .. listener.Levels.Select(l => CellOf(listener.Actor, l)),
                FormattableString.Invariant($"{listener.MissingMs} ms"),
                FormattableString.Invariant($"{listener.JitterMs:0.0} ms"),
                IsRight(listener) ? "[green]as it should be[/]" : "[red]WRONG[/]",
            ]);
        return table;
    }

    private bool IsRight(Listener listener) => listener.MissingMs <= MaxMissingMs && listener.Levels.All(l => IsRight(listener.Actor, l));

    private bool IsRight(Actor listener, Level level) =>
        ShouldHear(listener, level.Speaker) ? level.Speaker.Voice.IsPresent(level.GainDb) : level.Speaker.Voice.IsAbsent(level.GainDb);

    private bool ShouldHear(Actor listener, Actor speaker) => speaker != listener && _present.Contains(speaker);

    private string CellOf(Actor listener, Level level)
    {
        var colour = IsRight(listener, level) ? "green" : "red";
        var word = level.Speaker.Voice.IsPresent(level.GainDb) ? FormattableString.Invariant($"{level.GainDb:0.0} dB") : "silent";
        return $"[{colour}]{(level.Speaker == listener ? $"itself: {word}" : word)}[/]";
    }

    private sealed record Level(Actor Speaker, double GainDb);

    private sealed record Listener(Actor Actor, IReadOnlyList<Level> Levels, int MissingMs, double JitterMs);
}
