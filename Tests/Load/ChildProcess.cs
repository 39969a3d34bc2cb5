using System.Diagnostics;

namespace ImsConference.Tests.Load;

/// <summary>A process that this one has started: it is ready when it prints a line that begins so, and is ended with it.</summary>
internal sealed class ChildProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly Process _process;
    private readonly Task _errors;

    private ChildProcess(Process process, Task errors, string ready) => (_process, _errors, Ready) = (process, errors, ready);

    public int Pid => _process.Id;

    /// <summary>The line that it printed.</summary>
    public string Ready { get; }

    /// <summary>Where a Release build of one of the tiers lies.</summary>
    public static FileInfo Built(string tier) => new(Path.GetFullPath(
        Path.Combine(AppContext.BaseDirectory, "..", "..", "..", "..", "..", tier, "bin", "Release", "net10.0", $"{tier.ToLowerInvariant()}.dll")));

    /// <param name="assembly">What <c>dotnet</c> runs.</param>
    /// <param name="arguments">Of it.</param>
    /// <param name="log">File for what it writes to standard error; null: nowhere.</param>
    /// <exception cref="IOException">It ended before it was ready.</exception>
    public static async Task<ChildProcess> StartAsync(string assembly, IEnumerable<string> arguments, string? log, CancellationToken stop)
    {
        var process = Process.Start(new ProcessStartInfo("dotnet", [assembly, .. arguments])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var errors = KeepAsync(process.StandardError, log);
        while (await process.StandardOutput.ReadLineAsync(stop) is { } line)
            if (line.StartsWith("ready ", StringComparison.Ordinal)) return new ChildProcess(process, errors, line);

        await process.WaitForExitAsync(stop);
        await errors;
        throw new IOException($"{Path.GetFileName(assembly)} ended with status {process.ExitCode} before it was ready");
    }

    /// <summary>The value of <c>name=value</c> in the ready line.</summary>
    public string Value(string name) =>
        Ready.Split(' ').FirstOrDefault(part => part.StartsWith($"{name}=", StringComparison.Ordinal))?[(name.Length + 1)..]
            ?? throw new IOException($"no {name} in: {Ready}");

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) _process.Kill(entireProcessTree: true);
        using var patience = new CancellationTokenSource(Patience);
        await _process.WaitForExitAsync(patience.Token);
        await _errors;
        _process.Dispose();
    }

    private static async Task KeepAsync(StreamReader errors, string? log)
    {
        var text = await errors.ReadToEndAsync();
        if (log is not null) await File.WriteAllTextAsync(log, text);
    }
}
