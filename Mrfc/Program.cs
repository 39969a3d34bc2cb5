using System.Net.Sockets;
using ImsConference.Mrfc;
using ImsConference.Mrfc.Console;
using ImsConference.Mrfc.Focus;
using ImsConference.Mrfc.Media;
using Microsoft.Extensions.Logging.Console;
using Microsoft.Extensions.Options;

return await CommandLine.RunAsync(args, RunAsync);

static async Task<int> RunAsync(string[] settings)
{
    try
    {
        await using var app = Build(settings);
        var unknown = SettingsTable.Unknown(app.Configuration).ToList();
        if (unknown.Count > 0) throw new OptionsValidationException("", typeof(object), unknown.Select(key => $"{key}: no such setting (see --help)"));
        app.Services.GetRequiredService<IStartupValidator>().Validate(); // all faults at once, before anything is built on them
        return await RunNodeAsync(app);
    }
    catch (Exception faults) when (faults is OptionsValidationException or AggregateException)
    {
        foreach (var fault in Faults(faults)) await Console.Error.WriteLineAsync($"mrfc: configuration: {fault}");
        return ExitCode.Misconfigured;
    }
    catch (InvalidOperationException fault) when (fault.InnerException is FormatException or ArgumentException)
    {
        await Console.Error.WriteLineAsync($"mrfc: configuration: {fault.Message}"); // a value that cannot be read; the message names its key
        return ExitCode.Misconfigured;
    }
    catch (Exception fault) when (fault is IOException or SocketException)
    {
        await Console.Error.WriteLineAsync($"mrfc: {fault.Message}");
        return ExitCode.Failed;
    }
}

static async Task<int> RunNodeAsync(WebApplication app)
{
    var stop = app.Lifetime.ApplicationStopping;
    await using var node = new MrfcNode(
        Options<SipOptions>(app), Options<FocusOptions>(app), Options<MpOptions>(app), Options<ConsoleOptions>(app),
        app.Services.GetRequiredService<ILoggerFactory>());
    app.MapConsole(node.Ladder, node.StatusAsync);
    using var closing = stop.Register(node.Ladder.Close);
    await node.StartAsync();
    await app.StartAsync();
    try
    {
        await node.WaitForMrfpAsync(Console.Error, stop);
        Console.WriteLine($"ready {node.ReadyLine} console={app.Urls.First()}");
    }
    catch (OperationCanceledException) when (stop.IsCancellationRequested)
    {
        await Console.Error.WriteLineAsync("mrfc: stopped before an MRFP came");
    }

    await app.WaitForShutdownAsync();
    return ExitCode.Done;
}

static T Options<T>(WebApplication app)
    where T : class => app.Services.GetRequiredService<IOptions<T>>().Value;

static IEnumerable<string> Faults(Exception validation) => validation switch
{
    OptionsValidationException faults => faults.Failures,
    AggregateException several => several.InnerExceptions.SelectMany(Faults),
    _ => [validation.Message],
};

static WebApplication Build(string[] settings)
{
    var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { Args = settings, ContentRootPath = AppContext.BaseDirectory });
    builder.Configuration.Sources.Insert(0, new Microsoft.Extensions.Configuration.Memory.MemoryConfigurationSource { InitialData = SettingsTable.Defaults });
    builder.Logging.AddSimpleConsole(console =>
    {
        console.SingleLine = true;
        console.UseUtcTimestamp = true;
        console.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ ";
        console.ColorBehavior = LoggerColorBehavior.Disabled;
    });

    // Standard output is for the ready line.
    builder.Services.Configure<ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
    AddOptions<SipOptions, SipOptionsCheck>(builder, "Sip");
    AddOptions<FocusOptions, FocusOptionsCheck>(builder, "Focus");
    AddOptions<MpOptions, MpOptionsCheck>(builder, "Mp");
    AddOptions<ConsoleOptions, ConsoleOptionsCheck>(builder, "Console");
    builder.WebHost.UseUrls(builder.Configuration["Console:Url"] ?? new ConsoleOptions().Url);
    builder.WebHost.ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);
    return builder.Build();
}

static void AddOptions<TOptions, TCheck>(WebApplicationBuilder builder, string section)
    where TOptions : class
    where TCheck : class, IValidateOptions<TOptions>
{
    builder.Services.AddOptions<TOptions>().Bind(builder.Configuration.GetSection(section)).ValidateOnStart();
    builder.Services.AddSingleton<IValidateOptions<TOptions>, TCheck>();
}
