using System.Net.ServerSentEvents;
using System.Text.Json;
using System.Text.Json.Serialization;
using ImsConference.Mrfc.Console.Access;
using ImsConference.Mrfc.Console.Api;
using ImsConference.Mrfc.Console.Events;
using ImsConference.Mrfc.Focus.Control;
using ImsConference.Sip.Loop;

namespace ImsConference.Mrfc.Console;

/// <summary>The HTTP interface: <c>/api/v1</c> with its <c>/openapi.json</c>, <c>/trace</c>, <c>/status</c>, <c>/healthz</c>.</summary>
public static class ConsoleEndpoints
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter() },
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Conferences: what can be seen of them and done to them.</summary>
    /// <param name="app">The web application.</param>
    /// <param name="loop">Where acts are done.</param>
    /// <param name="control">Does them.</param>
    /// <param name="feed">What <c>/api/v1/events</c> tells.</param>
    public static void MapConferences(this WebApplication app, SignallingLoop loop, ConferenceControl control, EventFeed feed)
    {
        var routes = new ApiRoutes(
            app.MapGroup("").RequireAuthorization(nameof(Right.Read)).WithTags("conferences"),
            app.MapGroup("").RequireAuthorization(nameof(Right.Control)).WithTags("conferences"));
        var requests = new ConferenceRequests(loop, control);
        var ids = new RequestIds();
        new ConferenceApi(loop, control, requests, ids).Map(routes);
        new ParticipantApi(requests, control, ids).Map(routes);
        new RecordingApi(requests, control.Recordings).Map(routes);
        new AnnouncementApi(requests, control.Announcements).Map(routes);
        routes.Read.MapGet("/api/v1/events", (HttpContext http, string? conference, CancellationToken stop) =>
                EventStream.WriteAsync(http.Response, feed.WatchAsync(conference, http.Request.Headers["Last-Event-ID"].FirstOrDefault(), stop), stop))
            .WithName("watchEvents").WithSummary("Server-sent events of all conferences, or of one; Last-Event-ID goes on where a reader was cut off")
            .Produces<EventView>(StatusCodes.Status200OK, "text/event-stream");
        app.MapOpenApi("/openapi.json").RequireAuthorization(nameof(Right.Read));
    }

    /// <summary>The node itself.</summary>
    /// <param name="app">The web application.</param>
    /// <param name="ladder">What /trace shows.</param>
    /// <param name="status">Takes the counts on the signalling loop.</param>
    public static void MapNode(this WebApplication app, Ladder ladder, Func<Task<NodeStatus>> status)
    {
        app.UseHostFiltering();
        app.UseExceptionHandler(new ExceptionHandlerOptions
        {
            ExceptionHandler = Problems.WriteAsync,
            SuppressDiagnosticsCallback = fault => fault.Exception is BadHttpRequestException, // the client's fault, and told to it
        });
        app.UseStatusCodePages();
        app.UseAuthentication();
        app.UseAuthorization();
        app.MapGet("/trace", (HttpRequest request, long? since, CancellationToken stop) =>
        {
            // A browser that reconnects says what it saw last; one that opens the page may ask for what is kept.
            var after = since ?? (long.TryParse(request.Headers["Last-Event-ID"], out var seen) ? seen : null);
            return TypedResults.ServerSentEvents(Steps(ladder, after, stop));
        }).RequireAuthorization(nameof(Right.Admin)).ExcludeFromDescription();
        app.MapGet("/status", async () => Results.Json(await status(), Json)).RequireAuthorization(nameof(Right.Read)).ExcludeFromDescription();
        app.MapGet("/healthz", async () =>
        {
            var isServing = (await status()).Mrfps.Any(mrfp => mrfp.State == Media.MrfpState.Serving);
            return isServing ? Results.Text("ok\n") : Results.Text("no MRFP serves\n", statusCode: StatusCodes.Status503ServiceUnavailable);
        }).ExcludeFromDescription();
    }

    private static async IAsyncEnumerable<SseItem<string>> Steps(
        Ladder ladder, long? after, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken stop)
    {
        await foreach (var step in ladder.WatchAsync(after, stop))
            yield return new SseItem<string>(JsonSerializer.Serialize(step, Json)) { EventId = $"{step.Seq}" };
    }
}
