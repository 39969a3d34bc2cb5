using ImsConference.Hosting;
using ImsConference.Mrfc;
using ImsConference.Mrfc.Charging;
using ImsConference.Mrfc.Console;
using ImsConference.Mrfc.Focus;
using ImsConference.Mrfc.Focus.Announcements;
using ImsConference.Mrfc.Media;

return await SettingsTable.Tier.RunAsync(args, Build, RunAsync);

static async Task RunAsync(WebApplication app)
{
    var stop = app.Lifetime.ApplicationStopping;
    await using var node = new MrfcNode(
        app.Options<SipOptions>(), app.Options<FocusOptions>(), app.Options<AnnouncementOptions>(), app.Options<MpOptions>(), app.Options<ConsoleOptions>(),
        app.Options<ChargingOptions>(), app.Services.GetRequiredService<ILoggerFactory>());
    app.MapNode(node.Ladder, node.StatusAsync);
    app.MapConferences(node.Loop, node.Control, node.Events);
    using var closing = stop.Register(node.CloseWatches);
    await node.StartAsync();
    await app.StartListeningAsync($"{app.Options<ConsoleOptions>().Url} (Console:Url)");
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
}

static WebApplication Build(string[] arguments)
{
    var builder = HostSetup.NewBuilder(SettingsTable.Tier, arguments);
    builder.AddOptions<SipOptions, SipOptionsCheck>("Sip");
    builder.AddOptions<FocusOptions, FocusOptionsCheck>("Focus");
    builder.AddOptions<AnnouncementOptions, AnnouncementOptionsCheck>("Announcements");
    builder.AddOptions<MpOptions, MpOptionsCheck>("Mp");
    builder.AddOptions<ConsoleOptions, ConsoleOptionsCheck>("Console");
    builder.AddOptions<ChargingOptions, ChargingOptionsCheck>("Charging");
    builder.AddConsole();
    return builder.Build();
}
