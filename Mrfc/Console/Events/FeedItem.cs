namespace ImsConference.Mrfc.Console.Events;

/// <summary>One event as it goes to a reader.</summary>
/// <param name="Id">For Last-Event-ID; null for what the feed says of itself.</param>
/// <param name="Name">The word in the <c>event</c> field.</param>
/// <param name="Data">JSON, one line.</param>
public sealed record FeedItem(string? Id, string Name, string Data);
