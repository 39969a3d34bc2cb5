using System.Diagnostics;
using NUnit.Framework;

namespace ImsConference.Tests.EndToEnd.Interop;

/// <summary>Debian's Python with its grpcio, which knows nothing of our runtime.</summary>
public sealed class Python : IAsyncDisposable
{
    private const string Interpreter = "/usr/bin/python3";   // not the first one on the path: Debian's modules are this one's

    private static readonly Lazy<Task<string>> Modules = new(GenerateAsync);

    private readonly Process _process;
    private readonly Task<string> _errors;

    private Python(Process process)
    {
        _process = process;
        _errors = process.StandardError.ReadToEndAsync();
    }

    /// <summary>Runs a script of this folder; its first argument is where the generated modules are.</summary>
    /// <exception cref="InvalidOperationException">Python or one of its modules is missing; the text says which.</exception>
    public static async Task<Python> StartAsync(string script, params string[] arguments) =>
        new(Run([Path.Combine(Folder, script), await Modules.Value, .. arguments]));

    /// <summary>The next line of its output; null at the end.</summary>
    public async Task<string?> ReadLineAsync(CancellationToken stop) => await _process.StandardOutput.ReadLineAsync(stop);

    /// <summary>Waits for its end and fails the test unless that is a good one.</summary>
    public async Task AssertEndedWellAsync(CancellationToken stop)
    {
        await _process.WaitForExitAsync(stop);
        Assert.That(_process.ExitCode, Is.Zero, await _errors);
    }

    /// <summary>What it wrote to standard error, once it has ended.</summary>
    public Task<string> ErrorsAsync() => _errors;

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) _process.Kill();
        await _process.WaitForExitAsync();
        await _errors;
        _process.Dispose();
    }

    private static string Folder => Path.Combine(TestContext.CurrentContext.TestDirectory, "Interop");

    private static async Task<string> GenerateAsync()
    {
        var target = Directory.CreateTempSubdirectory("probe-").FullName;
        using var protoc = Run(["-m", "grpc_tools.protoc", $"-I{Folder}", $"--python_out={target}", $"--grpc_python_out={target}", "probe.proto"]);
        var errors = await protoc.StandardError.ReadToEndAsync();
        await protoc.WaitForExitAsync();
        return protoc.ExitCode == 0 ? target : throw new InvalidOperationException($"Deploy/test installs what is missing: {errors}");
    }

    private static Process Run(IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(Interpreter, arguments)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["PYTHONDONTWRITEBYTECODE"] = "1";
        return Process.Start(start) ?? throw new InvalidOperationException($"{Interpreter} does not start.");
    }
}
