namespace ImsConference.Mrfc.Console.Events;

/// <summary>Server-sent events on a response (HTML Living Standard §9.2).</summary>
public static class EventStream
{
    private static readonly TimeSpan KeepAlive = TimeSpan.FromSeconds(15);

    /// <summary>Writes items until they end or the reader goes; a comment in each pause, so that what stands between keeps the connection.</summary>
    public static async Task WriteAsync(HttpResponse response, IAsyncEnumerable<FeedItem> items, CancellationToken stop)
    {
        response.ContentType = "text/event-stream";
        response.Headers.CacheControl = "no-store";
        await response.WriteAsync(": here\n\n", stop);
        await response.Body.FlushAsync(stop);
        await using var all = items.GetAsyncEnumerator(stop);
        while (await NextAsync(all, response, stop))
        {
            var item = all.Current;
            await response.WriteAsync(item.Id is null ? $"event: {item.Name}\ndata: {item.Data}\n\n" : $"id: {item.Id}\nevent: {item.Name}\ndata: {item.Data}\n\n", stop);
            await response.Body.FlushAsync(stop);
        }
    }

    private static async Task<bool> NextAsync(IAsyncEnumerator<FeedItem> all, HttpResponse response, CancellationToken stop)
    {
        var next = all.MoveNextAsync().AsTask();
        while (!next.IsCompleted)
        {
            using var came = CancellationTokenSource.CreateLinkedTokenSource(stop);
            var first = await Task.WhenAny(next, Task.Delay(KeepAlive, came.Token));
            await came.CancelAsync();
            if (first == next || stop.IsCancellationRequested) break;
            await response.WriteAsync(": still here\n\n", stop);
            await response.Body.FlushAsync(stop);
        }

        return await next;
    }
}
