using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using ImsConference.Hosting;
using ImsConference.Mrfc.Console;
using ImsConference.Mrfc.Console.Events;
using ImsConference.Sip.Transports;
using ImsConference.Tests.Unit.Focus;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.Configuration;

namespace ImsConference.Tests.Unit.Console;

/// <summary>The HTTP interface in memory, before a focus whose clock is moved by hand.</summary>
internal sealed class ConsoleBench : IAsyncDisposable
{
    private readonly WebApplication _app;

    private ConsoleBench(WebApplication app, FocusBench focus, EventFeed events)
    {
        _app = app;
        Focus = focus;
        Events = events;
        Http = app.GetTestClient();
        Http.BaseAddress = new Uri("http://127.0.0.1:8080");
    }

    internal FocusBench Focus { get; }

    internal EventFeed Events { get; }

    internal HttpClient Http { get; }

    internal IServiceProvider Services => _app.Services;

    internal static async Task<ConsoleBench> StartAsync(params (string Key, string Value)[] settings)
    {
        var focus = new FocusBench();
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseTestServer();
        builder.Configuration.AddInMemoryCollection(settings.Select(setting => new KeyValuePair<string, string?>(setting.Key, setting.Value)));
        builder.AddOptions<ConsoleOptions, ConsoleOptionsCheck>("Console");
        builder.AddConsole();
        var app = builder.Build();
        var events = new EventFeed(1_000, TimeProvider.System);
        focus.Focus.News.Told += events.Hear;
        app.MapNode(new Mrfc.Console.Ladder(10, Template(focus)), () => Task.FromResult(new NodeStatus("mrfc1", 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, new TransportCounters(), [])));
        app.MapConferences(focus.Driver.Loop, focus.Focus.Control, events);
        await app.StartAsync();
        return new ConsoleBench(app, focus, events);
    }

    /// <summary>Sends a request, and drives the focus until it is answered.</summary>
    internal async Task<(int Status, JsonNode? Body, HttpResponseMessage Response)> SendAsync(
        HttpMethod method, string path, object? body = null, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is string text) request.Content = new StringContent(text, Encoding.UTF8, "application/json");
        else if (body is not null) request.Content = JsonContent.Create(body);
        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        var sending = Http.SendAsync(request);
        while (!sending.IsCompleted)
        {
            Focus.Driver.AdvanceMs(10);
            await Task.WhenAny(sending, Task.Delay(1));
        }

        var response = await sending;
        var content = await response.Content.ReadAsStringAsync();
        return ((int)response.StatusCode, content.Length > 0 && content[0] is '{' or '[' ? JsonNode.Parse(content) : null, response);
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _app.DisposeAsync();
    }

    private static Mrfc.Focus.ConferenceUriTemplate Template(FocusBench focus) =>
        Mrfc.Focus.ConferenceUriTemplate.TryParse(focus.Options, out var template, out var fault) ? template : throw new InvalidOperationException(fault);
}
