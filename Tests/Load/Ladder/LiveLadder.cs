using System.Collections.Concurrent;
using Spectre.Console;

namespace ImsConference.Tests.Load.Ladder;

/// <summary>Prints arrows as they happen, from several observers, in the order of their times.</summary>
/// <remarks>What one observer reports may reach us a little after what another saw later, so each arrow waits a moment.</remarks>
internal sealed class LiveLadder : IAsyncDisposable
{
    private static readonly TimeSpan Hold = TimeSpan.FromMilliseconds(300);
    private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(50);

    private readonly IAnsiConsole _console;
    private readonly LadderRenderer _renderer;
    private readonly TimeProvider _time;
    private readonly DateTimeOffset _start;
    private readonly ConcurrentQueue<Line> _news = new();
    private readonly PriorityQueue<Line, (DateTimeOffset, long)> _waiting = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _printing;
    private long _count;
    private int _taken;

    public LiveLadder(IAnsiConsole console, LadderRenderer renderer, TimeProvider time)
    {
        _console = console;
        _renderer = renderer;
        _time = time;
        _start = time.GetUtcNow();
        Write(renderer.Head(), "bold");
        _printing = PrintAsync();
    }

    /// <summary>Arrows taken so far.</summary>
    public int Taken => Volatile.Read(ref _taken);

    /// <summary>Takes an arrow; passed over when an end of it has no lifeline. From any thread.</summary>
    public void Add(LadderEntry entry)
    {
        if (!_renderer.CanDraw(entry.From, entry.To)) return;
        Interlocked.Increment(ref _taken);
        var line = _renderer.Arrow((entry.Time - _start).TotalSeconds, entry.From, entry.To, entry.Label);
        _news.Enqueue(new Line(entry.Time, line, entry.IsMp ? "green" : ""));
    }

    /// <summary>Tells what happens next, between the arrows.</summary>
    public void Tell(string what) => _news.Enqueue(new Line(_time.GetUtcNow(), $"== {what}", "bold yellow"));

    /// <summary>Prints what is still waiting, and nothing after it.</summary>
    public async Task CompleteAsync()
    {
        await Task.Delay(Hold, _time);
        await _stop.CancelAsync();
        await _printing;
        Flush(DateTimeOffset.MaxValue);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _printing;
        _stop.Dispose();
    }

    private async Task PrintAsync()
    {
        using var beat = new PeriodicTimer(Beat, _time);
        try
        {
            while (await beat.WaitForNextTickAsync(_stop.Token)) Flush(_time.GetUtcNow() - Hold);
        }
        catch (OperationCanceledException)
        {
            return; // CompleteAsync prints the rest
        }
    }

    private void Flush(DateTimeOffset until)
    {
        while (_news.TryDequeue(out var line)) _waiting.Enqueue(line, (line.Time, _count++));
        while (_waiting.TryPeek(out var next, out _) && next.Time <= until)
        {
            _waiting.Dequeue();
            Write(next.Text, next.Style);
        }
    }

    private void Write(string text, string style) =>
        _console.WriteLine(text, style.Length > 0 ? Style.Parse(style) : Style.Plain);

    private sealed record Line(DateTimeOffset Time, string Text, string Style);
}
