using System.Net;
using System.Text.RegularExpressions;
using Grpc.Net.Client;
using ImsConference.Protos.Mp;
using ImsConference.Tests.EndToEnd.Harness;

namespace ImsConference.Tests.EndToEnd.Mrfp;

/// <summary>One MRFP as a real process on a loopback address of its own, and a client of its Mp service.</summary>
public sealed partial class MrfpProcess : IAsyncDisposable
{
    private readonly GrpcChannel _channel;

    private MrfpProcess(RunningProgram program, IPAddress address, string ready)
    {
        Program = program;
        Address = address;
        Ready = ready;
        _channel = GrpcChannel.ForAddress($"http://{MpAddress().Match(ready).Groups["mp"].Value}");
        Mp = new MediaProcessor.MediaProcessorClient(_channel);
    }

    public RunningProgram Program { get; }

    public IPAddress Address { get; }

    /// <summary>The line that it printed when it listened.</summary>
    public string Ready { get; }

    public MediaProcessor.MediaProcessorClient Mp { get; }

    public GrpcChannel Channel => _channel;

    public static async Task<MrfpProcess> StartAsync(CancellationToken stop, params string[] settings)
    {
        var address = Loopback.Take();
        var program = Launch([$"--Mp:Address={address}", "--Mp:Port=0", $"--Rtp:Address={address}", .. settings]);
        try
        {
            return new MrfpProcess(program, address, await program.LineAsync(line => line.StartsWith("ready ", StringComparison.Ordinal), stop));
        }
        catch
        {
            await program.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts the program with these arguments alone.</summary>
    public static RunningProgram Launch(params string[] arguments)
    {
        var configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;
        var assembly = Path.Combine(TestSystem.RepositoryRoot, "Mrfp", "bin", configuration, "net10.0", "mrfp.dll");
        return RunningProgram.Start("mrfp", "dotnet", [assembly, .. arguments]);
    }

    public async ValueTask DisposeAsync()
    {
        _channel.Dispose();
        await Program.DisposeAsync();
    }

    [GeneratedRegex(@" mp=(?<mp>\S+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex MpAddress();
}
