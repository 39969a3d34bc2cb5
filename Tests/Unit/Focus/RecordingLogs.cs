using Microsoft.Extensions.Logging;

namespace ImsConference.Tests.Unit.Focus;

/// <summary>One log for all rooms.</summary>
internal sealed class RecordingLogs : ILoggerFactory
{
    private readonly RecordingLog<FocusBench> _log = new();

    public IReadOnlyList<string> Errors => _log.Errors;

    public void Forget() => _log.Forget();

    public IReadOnlyList<string> All => _log.All;

    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

    public ILogger CreateLogger(string categoryName) => _log;

    public void Dispose()
    {
    }
}
