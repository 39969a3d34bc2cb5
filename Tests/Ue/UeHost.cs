using System.Net;
using ImsConference.Sip.Loop;
using ImsConference.Sip.Sessions;
using ImsConference.Sip.Transports;
using ImsConference.Tests.Ue.Media;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace ImsConference.Tests.Ue;

/// <summary>Many simulated UEs in one process: one signalling loop and one media thread serve them all.</summary>
public sealed class UeHost : IAsyncDisposable
{
    // What a UE that leaves waits for the answers to its BYEs; a dead server must not hold a test up.
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(5);

    private readonly ILoggerFactory _logs;
    private readonly List<UserEquipment> _equipments = [];
    private readonly List<SipTransports> _transports = [];
    private readonly List<SipPort> _ports = [];

    private UeHost(UeHostOptions options, ILoggerFactory logs)
    {
        Options = options;
        _logs = logs;
        Loop = new SignallingLoop(TimeProvider.System, logs.CreateLogger<SignallingLoop>());
        Media = new MediaThread(TimeProvider.System);
        Loop.Start();
    }

    public UeHostOptions Options { get; }

    public MediaThread Media { get; }

    internal SignallingLoop Loop { get; }

    /// <summary>Starts the loop and the media thread; UEs are added afterwards.</summary>
    /// <param name="options">Where they live.</param>
    /// <param name="logs">Null: nothing is logged.</param>
    public static UeHost Start(UeHostOptions options, ILoggerFactory? logs = null) => new(options, logs ?? NullLoggerFactory.Instance);

    /// <summary>Brings a UE to life: its SIP port is open when this returns.</summary>
    public Task<UserEquipment> AddAsync(UeProfile profile) => Loop.InvokeAsync(async () =>
    {
        var port = Options.SharesSipPort && _ports.Count > 0 ? _ports[0] : await OpenPortAsync();
        var equipment = new UserEquipment(this, port, profile);
        port.Add(equipment.User, equipment);
        _equipments.Add(equipment);
        return equipment;
    });

    /// <summary>What is alive in all UEs' SIP stacks; all zero when every call has ended.</summary>
    public Task<UserAgentCounts> CountsAsync() => Loop.InvokeAsync(() => Task.FromResult(_ports
        .Select(p => p.Agent.Counts)
        .Aggregate(default(UserAgentCounts), (sum, c) => new UserAgentCounts(
            sum.ServerTransactions + c.ServerTransactions,
            sum.ClientTransactions + c.ClientTransactions,
            sum.Dialogs + c.Dialogs,
            sum.Sessions + c.Sessions,
            sum.Subscriptions + c.Subscriptions))));

    /// <summary>Every UE hangs up, unsubscribes and closes its ports.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (var equipment in await Loop.InvokeAsync(() => Task.FromResult(_equipments.ToArray()))) await equipment.DisposeAsync();
        await Loop.InvokeAsync(async () =>
        {
            var farewells = Task.WhenAll(_ports.Select(p => p.Agent.ShutdownAsync()));
            await Task.WhenAny(farewells, Task.Delay(Farewell));
        });
        foreach (var transports in _transports) await transports.DisposeAsync();
        await Loop.DisposeAsync();
        await Media.DisposeAsync();
    }

    internal void Remove(UserEquipment equipment) => _equipments.Remove(equipment);

    private async Task<SipPort> OpenPortAsync()
    {
        var transports = new SipTransports(Loop, _logs.CreateLogger<SipTransports>());
        _transports.Add(transports);
        transports.Tap = Options.Tap;
        await transports.ListenAsync(new IPEndPoint(Options.Address, 0));
        var port = new SipPort(Loop, new ProxiedTransports(transports, Options.Proxy), Options, _logs);
        _ports.Add(port);
        return port;
    }
}
