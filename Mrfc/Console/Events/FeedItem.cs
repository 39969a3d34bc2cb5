using System.Text.Json;
using ImsConference.Mrfc.Console.Api;

namespace ImsConference.Mrfc.Console.Events;

/// <summary>One event as it goes to a reader.</summary>
/// <param name="Id">For Last-Event-ID; null for what the feed says of itself.</param>
/// <param name="Name">The word in the <c>event</c> field.</param>
/// <param name="Body">What the <c>data</c> field tells; never changes.</param>
public sealed record FeedItem(string? Id, string Name, object Body)
{
    /// <summary>JSON, one line; made when somebody reads it.</summary>
    public string Data => JsonSerializer.Serialize(Body, ApiJson.Options);
}
