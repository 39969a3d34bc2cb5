using System.Net;
using System.Net.Sockets;
using ImsConference.Engine.Rtp;
using ImsConference.Mrfp;
using ImsConference.Mrfp.Contexts;
using ImsConference.Mrfp.Control;
using ImsConference.Mrfp.Playback;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging.Console;
using Microsoft.Extensions.Options;

return await CommandLine.RunAsync(args, RunAsync);

static async Task<int> RunAsync(string[] settings)
{
    try
    {
        await using var app = Build(settings);
        app.Services.GetRequiredService<IStartupValidator>().Validate(); // all faults at once, before anything is built on them
        await app.StartAsync();
        Console.WriteLine(ReadyLine(app));
        await app.WaitForShutdownAsync();
        return ExitCode.Done;
    }
    catch (Exception faults) when (faults is OptionsValidationException or AggregateException)
    {
        foreach (var fault in Faults(faults)) await Console.Error.WriteLineAsync($"mrfp: configuration: {fault}");
        return ExitCode.Misconfigured;
    }
    catch (Exception fault) when (fault is InvalidOperationException { InnerException: FormatException or ArgumentException } or FormatException)
    {
        await Console.Error.WriteLineAsync($"mrfp: configuration: {fault.Message}");
        return ExitCode.Misconfigured;
    }
    catch (Exception fault) when (fault is IOException or SocketException)
    {
        await Console.Error.WriteLineAsync($"mrfp: {fault.Message}");
        return ExitCode.Failed;
    }
}

static IEnumerable<string> Faults(Exception validation) => validation switch
{
    OptionsValidationException faults => faults.Failures,
    AggregateException several => several.InnerExceptions.SelectMany(Faults),
    _ => [validation.Message],
};

static WebApplication Build(string[] settings)
{
    var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { Args = settings, ContentRootPath = AppContext.BaseDirectory });
    builder.Logging.AddSimpleConsole(console =>
    {
        console.SingleLine = true;
        console.UseUtcTimestamp = true;
        console.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ ";
        console.ColorBehavior = LoggerColorBehavior.Disabled;
    });

    // Standard output is for the ready line.
    builder.Services.Configure<ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
    AddRooms(builder.Services, builder.Configuration);

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

static void AddRooms(IServiceCollection services, IConfiguration configuration)
{
    services.AddOptions<MpOptions>().Bind(configuration.GetSection("Mp")).ValidateOnStart();
    services.AddOptions<RtpOptions>().Bind(configuration.GetSection("Rtp")).ValidateOnStart();
    services.AddOptions<MediaOptions>().Bind(configuration.GetSection("Media")).ValidateOnStart();
    services.AddOptions<PlaybackOptions>().Bind(configuration.GetSection("Playback")).ValidateOnStart();
    services.AddSingleton<IValidateOptions<MpOptions>, MpOptionsCheck>();
    services.AddSingleton<IValidateOptions<RtpOptions>, RtpOptionsCheck>();
    services.AddSingleton<IValidateOptions<MediaOptions>, MediaOptionsCheck>();
    services.AddSingleton<IValidateOptions<PlaybackOptions>, PlaybackOptionsCheck>();

    services.AddSingleton(TimeProvider.System);
    services.AddSingleton<MediaClock>();
    services.AddSingleton(_ => StartId.Create());
    services.AddSingleton<RecordingFolder>();
    services.AddSingleton(provider => new PortAllocator(
        provider.GetRequiredService<IOptions<RtpOptions>>(),
        provider.GetRequiredService<TimeProvider>(),
        local => new SocketPacketPort(local)));
    services.AddSingleton<IReadOnlyList<MediaWorker>>(provider =>
    [
        .. Enumerable.Range(0, provider.GetRequiredService<IOptions<MediaOptions>>().Value.WorkerCount)
            .Select(index => ActivatorUtilities.CreateInstance<MediaWorker>(provider, index)),
    ]);
    services.AddSingleton<MediaNode>();
    services.AddSingleton<ContextRecordings>();

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
    var rtp = app.Services.GetRequiredService<IOptions<RtpOptions>>().Value;
    var workers = app.Services.GetRequiredService<IReadOnlyList<MediaWorker>>().Count;
    return $"ready mp={new Uri(listening).Authority} rtp={rtp.Address}:{rtp.FirstPort}-{rtp.LastPort} workers={workers} start={app.Services.GetRequiredService<StartId>()}";
}
