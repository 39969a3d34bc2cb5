using Microsoft.Extensions.Logging;

namespace ImsConference.Tests.Unit;

/// <summary>Keeps what was logged, so that a test can fail on any error it did not announce.</summary>
public sealed class RecordingLog<T> : ILogger<T>
{
    private readonly Lock _gate = new();
    private readonly List<(LogLevel Level, string Text)> _entries = [];

    public IReadOnlyList<string> Errors => Entries(LogLevel.Error);

    public IReadOnlyList<string> Warnings => Entries(LogLevel.Warning);

    public IReadOnlyList<string> News => Entries(LogLevel.Information);

    /// <summary>All that was logged so far: for tests that measure memory.</summary>
    public void Forget()
    {
        lock (_gate) _entries.Clear();
    }

    public IReadOnlyList<string> All
    {
        get
        {
            lock (_gate) return [.. _entries.Select(entry => entry.Text)];
        }
    }

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        lock (_gate) _entries.Add((logLevel, exception is null ? formatter(state, exception) : $"{formatter(state, exception)}: {exception}"));
    }

    private List<string> Entries(LogLevel level)
    {
        lock (_gate) return [.. _entries.Where(entry => entry.Level == level).Select(entry => entry.Text)];
    }
}
