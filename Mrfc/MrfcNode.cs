using System.Net;
using System.Net.Sockets;
using ImsConference.Mrfc.Charging;
using ImsConference.Mrfc.Console;
using ImsConference.Mrfc.Console.Events;
using ImsConference.Mrfc.Focus;
using ImsConference.Mrfc.Focus.Accounting;
using ImsConference.Mrfc.Focus.Admission;
using ImsConference.Mrfc.Focus.Announcements;
using ImsConference.Mrfc.Focus.Control;
using ImsConference.Mrfc.Focus.Ims;
using ImsConference.Mrfc.Media;
using ImsConference.Mrfc.Remote;
using ImsConference.Sip.Loop;
using ImsConference.Sip.Messages;
using ImsConference.Sip.Sessions;
using ImsConference.Sip.Transactions;
using ImsConference.Sip.Transports;

namespace ImsConference.Mrfc;

/// <summary>The rooms of a running MRFC, built in plain sight from below upwards, and stopped from above downwards.</summary>
internal sealed class MrfcNode : IAsyncDisposable
{
    private readonly SignallingLoop _loop;
    private readonly SipTransports _transports;
    private readonly IPEndPoint[] _listen;
    private readonly IPEndPoint[] _listenTls;
    private readonly UserAgent _agent;
    private readonly List<GrpcMrfp> _mrfps;
    private readonly MrfpPool _pool;
    private readonly SubscriberFile _subscribers;
    private readonly GrpcPinServer? _pinServer;
    private readonly ControlHost? _control;
    private readonly ConferenceFocus _focus;
    private readonly FocusOptions _focusOptions;
    private readonly TaskCompletionSource _served = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ILogger<MrfcNode> _log;
    private readonly ChargingOptions _charging;
    private readonly ILoggerFactory _logs;
    private RecordWriter? _records;
    private IdleMemory? _idleMemory;

    public MrfcNode(
        SipOptions sip, FocusOptions focus, AnnouncementOptions announcements, MpOptions mp, ConsoleOptions console, ChargingOptions charging, ILoggerFactory logs)
    {
        _log = logs.CreateLogger<MrfcNode>();
        _logs = logs;
        _focusOptions = focus;
        _charging = charging;
        if (!ConferenceUriTemplate.TryParse(focus, out var template, out var fault)) throw new FormatException(fault);

        Ladder = new Ladder(console.TraceKept, template);
        _loop = new SignallingLoop(TimeProvider.System, logs.CreateLogger<SignallingLoop>());
        var tls = sip.Tls.IsOn ? TlsFiles.Read(sip.Tls, (wrong, key) => throw new IOException($"{key}: {wrong}")) : null;
        _transports = new SipTransports(_loop, logs.CreateLogger<SipTransports>(), tls: tls) { Tap = Ladder.Add };
        _listen = [new IPEndPoint(IPAddress.Parse(sip.Address), sip.Port), .. sip.Listen.Select(IPEndPoint.Parse)];
        _listenTls = tls is null ? [] : [.. _listen.Select(local => local.Address).Distinct().Select(address => new IPEndPoint(address, sip.Tls.Port))];
        if (tls is not null) _log.LogInformation("SIP over TLS shows a certificate of {Certificate}", tls);
        var trust = new TrustDomain(AddressPrefixes.From(focus.TrustedPeers), sip.Tls.TrustedPeers);
        _agent = new UserAgent(_loop, _transports, AgentOptions(sip, focus, trust), logs.CreateLogger<UserAgent>());
        _mrfps = [.. mp.Addresses.Select(address => new GrpcMrfp(new Uri(address), mp, TimeProvider.System, logs.CreateLogger<GrpcMrfp>()) { Tap = Ladder.Add })];
        _pool = new MrfpPool(_loop, _mrfps, focus.Node, mp, logs.CreateLogger<MrfpPool>());
        _pool.StateChanged += mrfp =>
        {
            if (mrfp.State == MrfpState.Serving) _served.TrySetResult();
        };
        var subscribers = new Subscribers();
        _subscribers = new SubscriberFile(focus.SubscriberFile, subscribers, TimeProvider.System, logs.CreateLogger<SubscriberFile>());
        _pinServer = focus.PinServer.Length > 0 ? new GrpcPinServer(new Uri(focus.PinServer), TimeProvider.System) : null;
        _focus = new ConferenceFocus(_agent, _pool, focus, announcements, logs, new AdmissionSources(subscribers, _pinServer, trust));
        _transports.HidesBody = message => message is { IsRequest: true, Method: SipMethod.Info } && _focus.Prompter.IsAsking(message.CallId);
        Events = new EventFeed(console.EventsKept, TimeProvider.System);
        _focus.News.Told += Events.Hear;
        _control = focus.ControlUrl.Length > 0 ? new ControlHost(focus.ControlUrl, _loop, _focus.Pins, logs) : null;
        _log.LogInformation("Conference URIs have the form {Pattern} (wildcarded PSI)", template.WildcardedPsi);
    }

    public Ladder Ladder { get; }

    public EventFeed Events { get; }

    public SignallingLoop Loop => _loop;

    public ConferenceControl Control => _focus.Control;

    /// <summary>What the ready line says after <c>ready</c>: where SIP listens, and which MRFPs serve.</summary>
    public string ReadyLine =>
        $"sip={Listening(hop => hop.Protocol != TransportProtocol.Tls)}{(_listenTls.Length > 0 ? $" tls={Listening(hop => hop.Protocol == TransportProtocol.Tls)}" : "")} "
        + $"mrfp={string.Join(',', _mrfps.Select(mrfp => mrfp.Name))}";

    /// <summary>Opens the sockets, begins to connect to the MRFPs.</summary>
    /// <exception cref="IOException">A listening address, or the folder of the records, cannot be had.</exception>
    public async Task StartAsync()
    {
        KeepAccounts();
        _loop.Start();
        _subscribers.Start();
        foreach (var local in _listen) await ListenAsync(local, _transports.ListenAsync, "Sip:Address, Sip:Port, Sip:Listen");
        foreach (var local in _listenTls) await ListenAsync(local, _transports.ListenTlsAsync, "Sip:Address, Sip:Tls:Port, Sip:Listen");
        if (_control is not null) await _control.StartAsync();
        await _loop.InvokeAsync(() =>
        {
            _pool.Start();
            return Task.CompletedTask;
        });
        _idleMemory = new IdleMemory(StatusAsync);
    }

    private static async Task ListenAsync(IPEndPoint local, Func<IPEndPoint, Task> listen, string keys)
    {
        try
        {
            await listen(local);
        }
        catch (SocketException e)
        {
            throw new IOException($"SIP cannot listen on {local} ({keys}): {e.Message}", e);
        }
    }

    private string Listening(Func<Hop, bool> which) => string.Join(',', _transports.Listening.Where(which).Select(hop => hop.Local).Distinct());

    private void KeepAccounts()
    {
        if (_charging.Folder.Length == 0) return;
        _records = RecordWriter.Start(_charging, TimeProvider.System, _logs.CreateLogger<RecordWriter>());
        _focus.News.Told += new Accountant(_loop, _focusOptions.Node, TimeSpan.FromSeconds(_charging.InterimSeconds), _records.Write).Hear;
    }

    /// <summary>Waits until an MRFP serves; says each few seconds that it still waits.</summary>
    public async Task WaitForMrfpAsync(TextWriter news, CancellationToken stop)
    {
        using var beat = new PeriodicTimer(TimeSpan.FromSeconds(3));
        while (!_served.Task.IsCompleted)
        {
            var first = await Task.WhenAny(_served.Task, beat.WaitForNextTickAsync(stop).AsTask());
            stop.ThrowIfCancellationRequested();
            if (first != _served.Task) await news.WriteLineAsync($"mrfc: waiting for an MRFP at {string.Join(", ", _mrfps.Select(mrfp => mrfp.Name))}");
        }
    }

    public Task<NodeStatus> StatusAsync() => _loop.InvokeAsync(() =>
    {
        var counts = _agent.Counts;
        return Task.FromResult(new NodeStatus(
            _focusOptions.Node, _focus.Conferences.Count, _focus.Conferences.All.Sum(conference => conference.Participants.Count),
            counts.Dialogs, counts.Sessions, counts.ServerTransactions + counts.ClientTransactions, counts.Subscriptions,
            _pool.Contexts, _loop.Timers, _loop.Flows, _loop.Faults, _transports.Counters, _pool.Status)
        {
            Charging = _records?.Status,
        });
    });

    /// <summary>Ends what HTTP requests wait for: the process stops.</summary>
    public void CloseWatches()
    {
        Ladder.Close();
        Events.Close();
    }

    /// <summary>Says goodbye: every conference ends with BYEs, last NOTIFYs and releases; who does not answer is not waited for long.</summary>
    public async ValueTask DisposeAsync()
    {
        CloseWatches();
        if (_idleMemory is not null) await _idleMemory.DisposeAsync();
        await _subscribers.DisposeAsync();
        if (_control is not null) await _control.DisposeAsync();
        var goodbye = _loop.InvokeAsync(async () =>
        {
            _focus.Stop();
            await _agent.ShutdownAsync();
        });
        if (await Task.WhenAny(goodbye, Task.Delay(_focusOptions.ShutdownMs)) != goodbye)
            _log.LogWarning("Not everybody answered the goodbye within {ShutdownMs} ms", _focusOptions.ShutdownMs);
        await _loop.InvokeAsync(() =>
        {
            _pool.Dispose();
            return Task.CompletedTask;
        });
        await _transports.DisposeAsync();
        await _loop.DisposeAsync();
        if (_records is not null) await _records.DisposeAsync();
        foreach (var mrfp in _mrfps) mrfp.Dispose();
        _pinServer?.Dispose();
    }

    private OverloadControl? OverloadFor(SipOptions sip, FocusOptions focus, TrustDomain trust)
    {
        if (sip.MaxCallsPerSecond == 0) return null;
        var priorities = new ResourcePriorities(focus.PriorityNamespaces);
        return new OverloadControl(_loop.Time, sip.MaxCallsPerSecond, request => trust.Includes(request.Hop) && priorities.Knows(request.Request));
    }

    private UserAgentOptions AgentOptions(SipOptions sip, FocusOptions focus, TrustDomain trust) => new()
    {
        Timers = new SipTimers
        {
            T1 = TimeSpan.FromMilliseconds(sip.T1Ms),
            T2 = TimeSpan.FromMilliseconds(sip.T2Ms),
            T4 = TimeSpan.FromMilliseconds(sip.T4Ms),
        },
        MaxDialogs = sip.MaxDialogs,
        Product = sip.Product,
        Supported = focus.PriorityNamespaces.Count == 0 ? FocusCapabilities.Supported : [.. FocusCapabilities.Supported, ResourcePriorities.OptionTag],
        Overload = OverloadFor(sip, focus, trust),
        SupportedAtSomeUris = FocusCapabilities.SupportedAtFactory,
        Allow = FocusCapabilities.Allow,
        AllowEvents = FocusCapabilities.AllowEvents,
        Accept = FocusCapabilities.Accept,
        SessionExpires = sip.SessionExpiresSeconds,
        MinSE = sip.MinSESeconds,
    };
}
