using ImsConference.Mrfc.Console.Events;
using ImsConference.Mrfc.Focus.News;
using NUnit.Framework;

namespace ImsConference.Tests.Unit.Console;

/// <summary>Events for readers of all kinds.</summary>
public sealed class EventFeedTests
{
    private static readonly ManualTime Time = new();

    [Test]
    public async Task A_reader_that_is_too_slow_is_let_go_with_a_last_word()
    {
        var feed = new EventFeed(kept: 5, Time, mostUnread: 10);
        await using var slow = feed.WatchAsync(null, null, CancellationToken.None).GetAsyncEnumerator();
        var first = slow.MoveNextAsync();
        Tell(feed, 30);
        List<string> read = [];
        for (var next = await first; next; next = await slow.MoveNextAsync()) read.Add(slow.Current.Name);

        Assert.That(read[^1], Is.EqualTo("overrun"));
        Assert.That(read.SkipLast(1), Is.All.EqualTo("active-speakers"));
        Assert.That(read, Has.Count.InRange(11, 12), "what had been read on the way took no room");
    }

    [Test]
    public async Task Of_what_is_kept_a_reader_gets_what_it_has_not_seen_and_else_a_gap()
    {
        var feed = new EventFeed(kept: 5, Time);
        Tell(feed, 20);
        feed.Close();
        var epoch = $"{Time.GetUtcNow().ToUnixTimeSeconds()}";

        Assert.That(await IdsAsync(feed, $"{epoch}-18"), Is.EqualTo(new[] { $"{epoch}-19", $"{epoch}-20" }));
        Assert.That(await IdsAsync(feed, $"{epoch}-15"), Has.Count.EqualTo(5));
        Assert.That(await IdsAsync(feed, $"{epoch}-20"), Is.Empty);
        foreach (var lost in new[] { $"{epoch}-14", $"{epoch}-21", "1-18", "", "x", $"{epoch}--1", $"{epoch}-99999999999999999999" })
            Assert.That(await IdsAsync(feed, lost), Is.EqualTo(new string?[] { null }), $"'{lost}': a gap");
        Assert.That(await IdsAsync(feed, null), Is.Empty, "from now on only");
    }

    private static void Tell(EventFeed feed, int count)
    {
        for (var i = 0; i < count; i++) feed.Hear(new ConferenceEvent(ConferenceEventKind.ActiveSpeakers, Time.GetUtcNow()));
    }

    private static async Task<List<string?>> IdsAsync(EventFeed feed, string? lastId)
    {
        List<string?> ids = [];
        await foreach (var item in feed.WatchAsync(null, lastId, CancellationToken.None)) ids.Add(item.Id);
        return ids;
    }
}
