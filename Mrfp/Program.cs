using System.Net;
using System.Net.Sockets;
using ImsConference.Engine.Codecs;
using ImsConference.Engine.Ports;
using ImsConference.Engine.Rtp;
using ImsConference.Hosting;
using ImsConference.Mrfp;
using ImsConference.Mrfp.Contexts;
using ImsConference.Mrfp.Control;
using ImsConference.Mrfp.Playback;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;

return await SettingsTable.Tier.RunAsync(args, Build, RunAsync);

static async Task RunAsync(WebApplication app)
{
    var (mp, rtp) = (app.Options<MpOptions>(), app.Options<RtpOptions>());
    TryMediaAddress(IPAddress.Parse(rtp.Address));
    await app.StartListeningAsync($"{mp.Address}:{mp.Port} (Mp:Address, Mp:Port)");
    Console.WriteLine(ReadyLine(app));
    await app.WaitForShutdownAsync();
}

// A wrong address would else show itself in the first call only.
static void TryMediaAddress(IPAddress address)
{
    try
    {
        using var probe = new Socket(address.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        probe.Bind(new IPEndPoint(address, 0));
    }
    catch (SocketException fault)
    {
        throw new IOException($"cannot send media from {address} (Rtp:Address): {fault.Message}", fault);
    }
}

static WebApplication Build(string[] arguments)
{
    var builder = HostSetup.NewBuilder(SettingsTable.Tier, arguments);
    builder.AddOptions<MpOptions, MpOptionsCheck>("Mp");
    builder.AddOptions<RtpOptions, RtpOptionsCheck>("Rtp");
    builder.AddOptions<MediaOptions, MediaOptionsCheck>("Media");
    builder.AddOptions<PlaybackOptions, PlaybackOptionsCheck>("Playback");
    AddRooms(builder.Services);

    var mp = builder.Configuration.GetSection("Mp").Get<MpOptions>() ?? new MpOptions();
    builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(Math.Max(0, mp.DrainSeconds) + 10));
    builder.WebHost.ConfigureKestrel(kestrel =>
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.Http2.MaxStreamsPerConnection = 1000;

        // An MRFC whose host has vanished must not renew its lease by a connection that nobody has closed.
        kestrel.Limits.Http2.KeepAlivePingDelay = TimeSpan.FromSeconds(5);
        kestrel.Limits.Http2.KeepAlivePingTimeout = TimeSpan.FromSeconds(5);
        if (IPAddress.TryParse(mp.Address, out var address) && mp.Port is >= 0 and <= ushort.MaxValue) // else validation says what is wrong
            kestrel.Listen(address, mp.Port, listen => listen.Protocols = HttpProtocols.Http2);
    });

    var app = builder.Build();
    app.MapGrpcService<MediaProcessorService>();
    app.MapGrpcService<HealthService>();
    return app;
}

static void AddRooms(IServiceCollection services)
{
    services.AddSingleton(TimeProvider.System);
    services.AddSingleton<MediaClock>();
    services.AddSingleton(_ => StartId.Create());
    services.AddSingleton<RecordingFolder>();
    services.AddSingleton<PromptFolder>();
    services.AddSingleton<SoundLibrary>();
    services.AddSingleton<CodecLibrary>();
    services.AddSingleton(provider => new PortAllocator(
        provider.GetRequiredService<IOptions<RtpOptions>>(),
        provider.GetRequiredService<TimeProvider>(),
        PacketPorts.Bind,
        PacketPorts.BulkBinder(
            provider.GetRequiredService<IOptions<RtpOptions>>().Value.SharedPorts,
            provider.GetRequiredService<IOptions<MediaOptions>>().Value.MaxTerminations)));
    services.AddSingleton<IReadOnlyList<MediaWorker>>(provider =>
    [
        .. Enumerable.Range(0, provider.GetRequiredService<IOptions<MediaOptions>>().Value.WorkerCount)
            .Select(index => ActivatorUtilities.CreateInstance<MediaWorker>(provider, index)),
    ]);
    services.AddSingleton<MediaNode>();
    services.AddSingleton<ContextRecordings>();
    services.AddSingleton<ContextPlaybacks>();

    services.AddGrpc();
    services.AddSingleton<EventHub>();
    services.AddSingleton<MpWriter>();
    services.AddSingleton<CommandReader>();
    services.AddSingleton<MediaProcessorService>();
    services.AddSingleton<HealthService>();
    services.AddHostedService<MediaLifetime>();
    services.AddHostedService<MediaEventPump>();
    services.AddHostedService<LeaseKeeper>();
    services.AddHostedService<LoadReporter>();
    services.AddHostedService<IdleMemory>();
}

static string ReadyLine(WebApplication app)
{
    var listening = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
    var rtp = app.Options<RtpOptions>();
    var workers = app.Services.GetRequiredService<IReadOnlyList<MediaWorker>>().Count;
    return $"ready mp={new Uri(listening).Authority} rtp={rtp.Address}:{rtp.FirstPort}-{rtp.LastPort} workers={workers} start={app.Services.GetRequiredService<StartId>()}";
}
