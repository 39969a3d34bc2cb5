using System.Diagnostics;
using System.Runtime.InteropServices;

namespace ImsConference.Tests.EndToEnd.Harness;

/// <summary>A process that a test started, with every line it printed. Disposal ends it and whatever it started.</summary>
public sealed partial class RunningProgram : IAsyncDisposable
{
    private const int SigInt = 2;
    private const int SigTerm = 15;
    private const int SigCont = 18;
    private const int SigStop = 19;
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(10);

    private readonly Process _process;
    private readonly StreamWriter _log;
    private readonly Lock _gate = new();
    private readonly List<string> _lines = [];
    private readonly List<(Func<string, bool> Wanted, TaskCompletionSource<string> Seen)> _waiters = [];
    private readonly TaskCompletionSource _outputEnded = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _openStreams = 2;

    private RunningProgram(string name, Process process, string logFile)
    {
        Name = name;
        _process = process;
        _log = new StreamWriter(logFile, append: true) { AutoFlush = true };
        process.OutputDataReceived += (_, line) => Take(line.Data);
        process.ErrorDataReceived += (_, line) => Take(line.Data);
        AppDomain.CurrentDomain.ProcessExit += KillNow;
    }

    /// <summary>What messages and the log file call it.</summary>
    public string Name { get; }

    /// <summary>Every line printed so far, standard output and error in the order of arrival.</summary>
    public IReadOnlyList<string> Lines
    {
        get { lock (_gate) return [.. _lines]; }
    }

    public int ProcessId => _process.Id;

    public bool HasExited => _process.HasExited;

    /// <summary>Starts a program with no standard input; its log is <c>name.log</c> in the test's folder.</summary>
    /// <param name="name">What messages and the log file call it.</param>
    /// <param name="file">Path, or a name that is looked up in PATH.</param>
    /// <param name="arguments">Arguments, none of them quoted.</param>
    /// <param name="workingFolder">Null: the test's folder.</param>
    /// <param name="environment">Variables in addition to the test's own.</param>
    /// <exception cref="FileNotFoundException">The program is not installed; the message tells how to get it.</exception>
    public static RunningProgram Start(
        string name, string file, IEnumerable<string> arguments, string? workingFolder = null, IReadOnlyDictionary<string, string>? environment = null)
    {
        var start = new ProcessStartInfo(Locate(file), arguments)
        {
            WorkingDirectory = workingFolder ?? TestFolder.Current,
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (key, value) in environment ?? new Dictionary<string, string>()) start.Environment[key] = value;

        var program = new RunningProgram(name, new Process { StartInfo = start }, Path.Combine(TestFolder.Current, $"{name}.log"));
        program._log.WriteLine($"$ {file} {string.Join(' ', start.ArgumentList)}");
        program._process.Start();
        program._process.StandardInput.Close();
        program._process.BeginOutputReadLine();
        program._process.BeginErrorReadLine();
        return program;
    }

    /// <summary>Whether there is such a program.</summary>
    /// <param name="file">A name that is looked up in PATH.</param>
    public static bool IsInstalled(string file) => Find(file) is not null;

    /// <summary>The first line that is wanted, be it printed already or yet to come.</summary>
    /// <exception cref="InvalidOperationException">The program ended without it.</exception>
    public async Task<string> LineAsync(Func<string, bool> wanted, CancellationToken stop)
    {
        var seen = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            if (_lines.FirstOrDefault(wanted) is { } line) return line;
            _waiters.Add((wanted, seen));
        }

        var first = await Task.WhenAny(seen.Task, _outputEnded.Task).WaitAsync(stop);
        if (first == _outputEnded.Task && !seen.Task.IsCompleted)
            throw new InvalidOperationException($"{Name} ended before it printed the awaited line. {Tail()}");
        return await seen.Task;
    }

    /// <summary>The exit status, once the program has ended and all its output is read.</summary>
    public async Task<int> ExitAsync(CancellationToken stop)
    {
        await _process.WaitForExitAsync(stop);
        await _outputEnded.Task.WaitAsync(stop);
        return _process.ExitCode;
    }

    /// <summary>Asks the program to stop (SIGTERM) and returns its exit status; kills it if it does not comply within 10 s.</summary>
    public Task<int> StopAsync() => StopAsync(SigTerm);

    /// <summary>As Ctrl-C does.</summary>
    public Task<int> InterruptAsync() => StopAsync(SigInt);

    /// <summary>Ends it at once, with no chance to say good-bye (SIGKILL).</summary>
    public async Task KillAsync()
    {
        KillNow(this, EventArgs.Empty);
        await _process.WaitForExitAsync();
    }

    /// <summary>From now on it does nothing at all, although its sockets stay open and the kernel still takes connections for it (SIGSTOP).</summary>
    public void Freeze() => _ = Kill(_process.Id, SigStop);

    /// <summary>It goes on where it was.</summary>
    public void Thaw() => _ = Kill(_process.Id, SigCont);

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) await StopAsync();
        AppDomain.CurrentDomain.ProcessExit -= KillNow;
        _process.Dispose();
        lock (_gate) _log.Dispose();
    }

    /// <summary>The last lines, for the message of a failure.</summary>
    public string Tail(int lines = 30) => $"Its last lines:\n{string.Join('\n', Lines.TakeLast(lines))}";

    private async Task<int> StopAsync(int signal)
    {
        if (!_process.HasExited) _ = Kill(_process.Id, signal);
        try
        {
            using var grace = new CancellationTokenSource(Grace);
            return await ExitAsync(grace.Token);
        }
        catch (OperationCanceledException late)
        {
            await KillAsync();
            throw new TimeoutException($"{Name} did not stop within {Grace.TotalSeconds} s. {Tail()}", late);
        }
    }

    private void Take(string? line)
    {
        List<TaskCompletionSource<string>> served = [];
        lock (_gate)
        {
            if (line is null)
            {
                if (--_openStreams == 0) _outputEnded.TrySetResult();
                return;
            }

            _lines.Add(line);
            _log.WriteLine(line);
            for (var i = _waiters.Count - 1; i >= 0; i--)
            {
                if (!_waiters[i].Wanted(line)) continue;
                served.Add(_waiters[i].Seen);
                _waiters.RemoveAt(i);
            }
        }

        foreach (var waiter in served) waiter.TrySetResult(line);
    }

    private void KillNow(object? sender, EventArgs e)
    {
        if (!_process.HasExited) _process.Kill(entireProcessTree: true);
    }

    private static string Locate(string file) =>
        Find(file) ?? throw new FileNotFoundException($"{file} is not installed; Deploy/test installs what the tests need");

    private static string? Find(string file)
    {
        if (Path.IsPathRooted(file)) return file;
        var folders = $"{Environment.GetEnvironmentVariable("PATH")}:/usr/local/sbin:/usr/sbin:/sbin".Split(':', StringSplitOptions.RemoveEmptyEntries);
        return folders.Select(folder => Path.Combine(folder, file)).FirstOrDefault(File.Exists);
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int process, int signal);
}
