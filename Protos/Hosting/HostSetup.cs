using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Configuration.Memory;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;
using Microsoft.Extensions.Options;

namespace ImsConference.Hosting;

/// <summary>What a host gets before its own services.</summary>
public static class HostSetup
{
    /// <summary>A builder with <c>appsettings.json</c> beside the program, and a log of one line an event on standard error.</summary>
    /// <param name="tier">Whose defaults are the lowest layer of configuration.</param>
    /// <param name="arguments">The highest.</param>
    public static WebApplicationBuilder NewBuilder(Tier tier, string[] arguments)
    {
        ArgumentNullException.ThrowIfNull(tier);
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { Args = arguments, ContentRootPath = AppContext.BaseDirectory });
        builder.Configuration.Sources.Insert(0, new MemoryConfigurationSource { InitialData = tier.Defaults });
        builder.Logging.AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.UseUtcTimestamp = true;
            console.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ ";
            console.ColorBehavior = LoggerColorBehavior.Disabled;
        });

        // Standard output is for the ready line.
        builder.Services.Configure<ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        return builder;
    }

    /// <summary>Binds a section of the configuration to its options, which are checked at start.</summary>
    public static void AddOptions<TOptions, TCheck>(this WebApplicationBuilder builder, string section)
        where TOptions : class
        where TCheck : class, IValidateOptions<TOptions>
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddOptions<TOptions>().Bind(builder.Configuration.GetSection(section)).ValidateOnStart();
        builder.Services.AddSingleton<IValidateOptions<TOptions>, TCheck>();
    }

    /// <summary>Starts the host.</summary>
    /// <param name="app">The host.</param>
    /// <param name="where">The setting that says where it listens, and its value: a failure names them.</param>
    /// <exception cref="IOException">It cannot listen there.</exception>
    public static async Task StartListeningAsync(this WebApplication app, string where)
    {
        ArgumentNullException.ThrowIfNull(app);
        try
        {
            await app.StartAsync();
        }
        catch (SocketException fault)
        {
            throw new IOException($"cannot listen on {where}: {fault.Message}", fault);
        }
    }

    /// <summary>The options as checked.</summary>
    public static T Options<T>(this WebApplication app)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(app);
        return app.Services.GetRequiredService<IOptions<T>>().Value;
    }
}
