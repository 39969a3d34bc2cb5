using System.Net;
using NUnit.Framework;

namespace ImsConference.Tests.EndToEnd.Harness;

/// <summary>A capture of what passes on loopback to and from one address (tcpdump), read by tshark.</summary>
public sealed class Capture : IAsyncDisposable
{
    private readonly RunningProgram _tcpdump;
    private readonly string _file;

    private Capture(RunningProgram tcpdump, string file)
    {
        _tcpdump = tcpdump;
        _file = file;
    }

    /// <summary>Starts it and waits until it sees packets. Fails, and says so, where it may not capture.</summary>
    public static async Task<Capture> StartAsync(IPAddress address, CancellationToken stop)
    {
        var file = Path.Combine(TestFolder.Current, "capture.pcap");
        string[] command = ["tcpdump", "-i", "lo", "-n", "-U", "-B", "16384", "-w", file, "host", $"{address}"];
        if (!Environment.IsPrivilegedProcess && !RunningProgram.IsInstalled("sudo"))
            throw new InvalidOperationException("a capture needs root, or sudo without a password: tcpdump may not listen otherwise");

        var privileged = Environment.IsPrivilegedProcess ? command : ["sudo", "-n", .. command];
        var tcpdump = RunningProgram.Start("tcpdump", privileged[0], privileged[1..]);
        await tcpdump.LineAsync(line => line.Contains("listening on lo", StringComparison.Ordinal), stop);
        return new Capture(tcpdump, file);
    }

    /// <summary>Ends the capture; packets that the kernel dropped fail the test.</summary>
    public async Task EndAsync()
    {
        await _tcpdump.InterruptAsync();
        Assert.That(_tcpdump.Lines, Has.Some.EqualTo("0 packets dropped by kernel"), "the capture is whole");
    }

    /// <summary>Reads the capture with tshark.</summary>
    /// <param name="filter">Display filter.</param>
    /// <param name="fields">Fields of the packets that match, separated by tabs in the lines returned.</param>
    public Task<IReadOnlyList<string>> ReadAsync(string filter, CancellationToken stop, params string[] fields) =>
        ReadAsync([], filter, stop, fields);

    /// <param name="preferences">Of tshark, for example <c>amr.mode:Wideband AMR</c>.</param>
    /// <inheritdoc cref="ReadAsync(string, CancellationToken, string[])" path="/summary|/param"/>
    public async Task<IReadOnlyList<string>> ReadAsync(string[] preferences, string filter, CancellationToken stop, params string[] fields)
    {
        string[] arguments = ["-r", _file, "-n", .. preferences.SelectMany(preference => new[] { "-o", preference }), "-Y", filter, "-T", "fields", .. fields.SelectMany(field => new[] { "-e", field })];
        await using var tshark = RunningProgram.Start("tshark", "tshark", arguments);
        var status = await tshark.ExitAsync(stop);
        Assert.That(status, Is.Zero, () => tshark.Tail());
        return [.. tshark.Lines.Where(line => !line.StartsWith("Running as user", StringComparison.Ordinal))];
    }

    public ValueTask DisposeAsync() => _tcpdump.DisposeAsync();
}
