using System.Net;

namespace ImsConference.Tests.EndToEnd.Harness;

/// <summary>The lab's CSCF (Deploy/kamailio/kamailio.cfg) in front of an MRFC.</summary>
public sealed class Kamailio : IAsyncDisposable
{
    private readonly RunningProgram _program;

    private Kamailio(RunningProgram program, IPEndPoint address)
    {
        _program = program;
        Address = address;
    }

    /// <summary>Where UEs send their requests.</summary>
    public IPEndPoint Address { get; }

    /// <param name="address">Where it is to listen: chosen before the MRFC starts, so that the MRFC can be told to trust it.</param>
    /// <param name="mrfc">Where the MRFC listens.</param>
    /// <param name="stop">Ends the wait for it to listen.</param>
    /// <param name="defines">Further definitions of its configuration, such as <c>MRFCTLS=127.0.0.1:5061</c>.</param>
    public static async Task<Kamailio> StartAsync(IPEndPoint address, IPEndPoint mrfc, CancellationToken stop, params string[] defines)
    {
        var config = Path.Combine(TestSystem.RepositoryRoot, "Deploy", "kamailio", "kamailio.cfg");
        var program = RunningProgram.Start(
            "kamailio", "kamailio", ["-DD", "-E", "-m", "32", "-M", "4", "-f", config, "-A", $"LISTEN={address}", "-A", $"MRFC={mrfc}", .. defines.SelectMany(define => new[] { "-A", define })]);
        try
        {
            await UdpTable.BoundAsync(address, program, stop);
            return new Kamailio(program, address);
        }
        catch
        {
            await program.DisposeAsync();
            throw;
        }
    }

    public ValueTask DisposeAsync() => _program.DisposeAsync();
}
