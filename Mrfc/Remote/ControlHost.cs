using System.Net;
using ImsConference.Hosting;
using ImsConference.Mrfc.Focus.Admission;
using ImsConference.Sip.Loop;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace ImsConference.Mrfc.Remote;

/// <summary>Listens for what other MRFCs ask.</summary>
public sealed class ControlHost : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly string _url;

    /// <param name="url">Numeric address and port, for example <c>http://127.0.0.1:7090</c>; checked.</param>
    /// <param name="loop">Where answers are made.</param>
    /// <param name="pins">Those that this node knows.</param>
    /// <param name="logs">For faults of the server.</param>
    public ControlHost(string url, SignallingLoop loop, IPinServer pins, ILoggerFactory logs)
    {
        _url = url;
        var address = new Uri(url);
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddSingleton(logs);
        builder.Services.AddRoutingCore();
        builder.Services.AddGrpc();
        builder.Services.AddSingleton(new AdmissionService(loop, pins));
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(IPAddress.Parse(address.Host.Trim('[', ']')), address.Port, listen => listen.Protocols = HttpProtocols.Http2);
        });
        _app = builder.Build();
        _app.MapGrpcService<AdmissionService>();
    }

    /// <summary>Begins to listen.</summary>
    /// <exception cref="IOException">It cannot listen there.</exception>
    public Task StartAsync() => _app.StartListeningAsync($"{_url} (Focus:ControlUrl)");

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
