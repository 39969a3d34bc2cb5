using System.Net.ServerSentEvents;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace ImsConference.Mrfc.Console;

/// <summary>The operator's HTTP interface: <c>/trace</c>, <c>/status</c>, <c>/healthz</c>.</summary>
public static class ConsoleEndpoints
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter() },
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <param name="app">The web application.</param>
    /// <param name="ladder">What /trace shows.</param>
    /// <param name="status">Takes the counts on the signalling loop.</param>
    public static void MapConsole(this WebApplication app, Ladder ladder, Func<Task<NodeStatus>> status)
    {
        app.UseHostFiltering();
        app.MapGet("/trace", (HttpRequest request, long? since, CancellationToken stop) =>
        {
            // A browser that reconnects says what it saw last; one that opens the page may ask for what is kept.
            var after = since ?? (long.TryParse(request.Headers["Last-Event-ID"], out var seen) ? seen : null);
            return TypedResults.ServerSentEvents(Events(ladder, after, stop));
        });
        app.MapGet("/status", async () => Results.Json(await status(), Json));
        app.MapGet("/healthz", async () =>
        {
            var isServing = (await status()).Mrfps.Any(mrfp => mrfp.State == Media.MrfpState.Serving);
            return isServing ? Results.Text("ok\n") : Results.Text("no MRFP serves\n", statusCode: StatusCodes.Status503ServiceUnavailable);
        });
    }

    private static async IAsyncEnumerable<SseItem<string>> Events(
        Ladder ladder, long? after, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken stop)
    {
        await foreach (var step in ladder.WatchAsync(after, stop))
            yield return new SseItem<string>(JsonSerializer.Serialize(step, Json)) { EventId = $"{step.Seq}" };
    }
}
