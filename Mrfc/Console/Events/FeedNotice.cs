namespace ImsConference.Mrfc.Console.Events;

/// <summary>What the feed says of itself.</summary>
/// <param name="Type"><c>gap</c> or <c>overrun</c>.</param>
/// <param name="Reason">What to do.</param>
public sealed record FeedNotice(string Type, string Reason);
