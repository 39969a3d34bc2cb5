using System.Net.Http.Json;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using NUnit.Framework;

namespace ImsConference.Tests.EndToEnd.Harness;

/// <summary>An application that acts on conferences by HTTP.</summary>
public sealed class ConsoleApi(Uri console) : IDisposable
{
    private const string Conferences = "/api/v1/conferences";

    private readonly HttpClient _http = new() { BaseAddress = console, Timeout = TimeSpan.FromSeconds(30) };

    /// <summary>The API's id of a conference: what differs in its URI.</summary>
    public static string IdOf(string conferenceUri) => conferenceUri.Split("conf-")[1].Split('@')[0];

    /// <summary>Path of a conference in the API.</summary>
    public static string PathOf(string conferenceUri) => $"{Conferences}/{IdOf(conferenceUri)}";

    /// <summary>Makes a conference.</summary>
    public Task<JsonNode> MakeAsync(object wish, CancellationToken stop) => SendAsync(HttpMethod.Post, Conferences, wish, 201, stop);

    /// <summary>Changes a participant.</summary>
    public Task<JsonNode> ChangeAsync(string conferenceUri, int number, object change, CancellationToken stop) =>
        SendAsync(HttpMethod.Patch, $"{PathOf(conferenceUri)}/participants/{number}", change, 200, stop);

    /// <summary>Sends a request; fails the test unless the answer has that status.</summary>
    public async Task<JsonNode> SendAsync(HttpMethod method, string path, object? body, int status, CancellationToken stop, string? onBehalfOf = null)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null) request.Content = JsonContent.Create(body);
        if (onBehalfOf is not null) request.Headers.Add("On-Behalf-Of", onBehalfOf);
        using var response = await _http.SendAsync(request, stop);
        var text = await response.Content.ReadAsStringAsync(stop);
        Assert.That((int)response.StatusCode, Is.EqualTo(status), $"{method} {path}: {text}");
        return text.Length > 0 ? JsonNode.Parse(text)! : new JsonObject();
    }

    /// <summary>Server-sent events of one conference, from now on or after one that is known.</summary>
    public async IAsyncEnumerable<SseItem<string>> EventsAsync(string conferenceUri, string? lastId, [EnumeratorCancellation] CancellationToken stop)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/v1/events?conference={IdOf(conferenceUri)}");
        if (lastId is not null) request.Headers.Add("Last-Event-ID", lastId);
        using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, stop);
        await using var stream = await response.Content.ReadAsStreamAsync(stop);
        await foreach (var item in SseParser.Create(stream).EnumerateAsync(stop)) yield return item;
    }

    public void Dispose() => _http.Dispose();
}
