using System.Net;

namespace ImsConference.Tests.EndToEnd.Harness;

/// <summary>A TLS client that we did not write (<c>openssl s_client</c>): says one thing, and shows what comes.</summary>
public sealed class OpensslClient : IAsyncDisposable
{
    private static int _count;

    private readonly RunningProgram _program;

    private OpensslClient(RunningProgram program) => _program = program;

    /// <param name="server">Where to.</param>
    /// <param name="request">What to say when the handshake is done; its line ends may be LF.</param>
    /// <param name="options">Further options, for example <c>-tls1_1</c>.</param>
    public static OpensslClient Start(IPEndPoint server, string request, params string[] options)
    {
        var name = $"openssl{Interlocked.Increment(ref _count)}";
        var file = Path.Combine(TestFolder.Current, $"{name}.txt");
        File.WriteAllText(file, request.ReplaceLineEndings("\r\n"));
        string[] words = ["openssl", "s_client", "-connect", $"{server}", "-ign_eof", "-nocommands", .. options];
        return new OpensslClient(RunningProgram.Start(name, "sh", ["-c", $"exec {string.Join(' ', words.Select(word => $"'{word}'"))} < '{file}'"]));
    }

    /// <summary>The first line with this in it, of the handshake or of an answer.</summary>
    public Task<string> SaysAsync(string text, CancellationToken stop) => _program.LineAsync(line => line.Contains(text, StringComparison.Ordinal), stop);

    /// <summary>All that it printed, once the server has closed.</summary>
    public async Task<string> EndsAsync(CancellationToken stop)
    {
        await _program.ExitAsync(stop);
        return string.Join('\n', _program.Lines);
    }

    public ValueTask DisposeAsync() => _program.DisposeAsync();
}
