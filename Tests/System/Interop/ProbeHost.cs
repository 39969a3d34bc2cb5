using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ImsConference.Tests.EndToEnd.Interop;

/// <summary>A Kestrel in this process on a free port of loopback.</summary>
public sealed class ProbeHost : IAsyncDisposable
{
    private readonly WebApplication _app;

    private ProbeHost(WebApplication app) => _app = app;

    /// <summary>For example <c>http://127.0.0.1:40123</c>.</summary>
    public Uri Address => new(_app.Urls.First());

    /// <summary>Serves the probe service.</summary>
    public static Task<ProbeHost> StartAsync() => StartAsync(app => app.MapGrpcService<ProbeService>());

    /// <summary>Serves what <paramref name="map"/> says, for example responses that no gRPC server would send.</summary>
    public static async Task<ProbeHost> StartAsync(Action<WebApplication> map, HttpProtocols protocols = HttpProtocols.Http2)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = protocols));
        builder.Services.AddGrpc();
        builder.Services.AddSingleton<ProbeService.Cancellations>();
        var app = builder.Build();
        map(app);
        await app.StartAsync();
        return new ProbeHost(app);
    }

    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource();
        await now.CancelAsync();
        await _app.StopAsync(now.Token);
        await _app.DisposeAsync();
    }
}
