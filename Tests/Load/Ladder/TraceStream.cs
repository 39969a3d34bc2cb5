using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace ImsConference.Tests.Load.Ladder;

/// <summary>Reads the MRFC's live trace (server-sent events).</summary>
internal sealed class TraceStream : IDisposable
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    private readonly HttpClient _http;

    /// <param name="console">Address of the MRFC's console.</param>
    public TraceStream(Uri console) => _http = new HttpClient { BaseAddress = console, Timeout = Timeout.InfiniteTimeSpan };

    /// <summary>What the MRFC keeps from before, then everything as it happens.</summary>
    /// <exception cref="HttpRequestException">The console does not answer, or went away.</exception>
    public async IAsyncEnumerable<TraceEvent> ReadAsync([EnumeratorCancellation] CancellationToken stop)
    {
        await using var stream = await _http.GetStreamAsync(new Uri("/trace?since=0", UriKind.Relative), stop);
        await foreach (var item in SseParser.Create(stream).EnumerateAsync(stop))
            if (JsonSerializer.Deserialize<TraceEvent>(item.Data, Json) is { } entry)
                yield return entry;
    }

    public void Dispose() => _http.Dispose();
}
