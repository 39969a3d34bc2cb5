using ImsConference.Mrfp.Control;
using ImsConference.Protos.Mp;
using Microsoft.Extensions.Options;
using NUnit.Framework;

namespace ImsConference.Tests.Unit.Mrfp.Control;

[CancelAfter(10_000)]
public sealed class EventHubTests
{
    private readonly ManualTime _time = new();
    private EventHub _hub = null!;

    [SetUp]
    public void Begin() => _hub = new EventHub(new StartId("s1"), _time, Options.Create(new MpOptions { EventQueue = 16 }));

    [Test]
    public async Task Each_subscriber_gets_every_event_of_its_owner_and_of_no_other(CancellationToken stop)
    {
        await using var one = await OpenAsync("a", stop);
        await using var two = await OpenAsync("a", stop);
        await using var other = await OpenAsync("b", stop);
        _hub.Publish("a", Digit("1"));
        _hub.Publish("b", Digit("9"));
        _hub.Publish("a", Digit("2"));

        foreach (var subscriber in new[] { one, two })
        {
            var events = new[] { await NextAsync(subscriber), await NextAsync(subscriber) };
            Assert.That(events.Select(it => (it.Sequence, it.Dtmf.Digit)), Is.EqualTo(new[] { (1UL, "1"), (2UL, "2") }));
            Assert.That(events[0], Has.Property("StartId").EqualTo("s1").And.Property("UnixTimeMs").EqualTo(_time.GetUtcNow().ToUnixTimeMilliseconds()));
        }

        Assert.That((await NextAsync(other)).Sequence, Is.EqualTo(1));
    }

    [Test]
    public async Task Started_bears_the_number_of_the_last_event_before_it(CancellationToken stop)
    {
        _hub.Publish("a", Digit("1"));
        _hub.Publish("a", Digit("2"));
        await using var late = _hub.ReadAsync("a", new Capabilities(), stop).GetAsyncEnumerator(stop);
        var started = await NextAsync(late);
        _hub.Publish("a", Digit("3"));

        Assert.That((started.KindCase, started.Sequence), Is.EqualTo((Event.KindOneofCase.Started, 2UL)));
        Assert.That((await NextAsync(late)).Sequence, Is.EqualTo(3));
    }

    [Test]
    public async Task A_slow_subscriber_loses_the_oldest_and_sees_the_gap(CancellationToken stop)
    {
        await using var slow = await OpenAsync("a", stop);
        for (var i = 1; i <= 20; i++) _hub.Publish("a", Digit("1"));
        Assert.That((await NextAsync(slow)).Sequence, Is.EqualTo(5));
    }

    [Test]
    public async Task An_owner_is_silent_from_the_end_of_its_last_subscription(CancellationToken stop)
    {
        _hub.Renew("a");
        _time.Advance(TimeSpan.FromSeconds(5));
        Assert.That(_hub.Silence("a").TotalSeconds, Is.EqualTo(5));
        var subscriber = await OpenAsync("a", stop);
        _time.Advance(TimeSpan.FromSeconds(5));
        Assert.That(_hub.Silence("a"), Is.EqualTo(TimeSpan.Zero));
        await subscriber.DisposeAsync();
        _time.Advance(TimeSpan.FromSeconds(3));
        Assert.That(_hub.Silence("a").TotalSeconds, Is.EqualTo(3));
        _hub.Renew("a");
        Assert.That(_hub.Silence("a"), Is.EqualTo(TimeSpan.Zero));
    }

    [Test]
    public async Task The_end_comes_after_what_was_queued(CancellationToken stop)
    {
        await using var subscriber = await OpenAsync("a", stop);
        _hub.PublishToAll(() => new Event { OutOfService = new OutOfService { Reason = "stopping" } });
        _hub.Complete();
        Assert.That((await NextAsync(subscriber)).OutOfService.Reason, Is.EqualTo("stopping"));
        Assert.That(await subscriber.MoveNextAsync(), Is.False);

        await using var late = await OpenAsync("b", stop);
        Assert.That(await late.MoveNextAsync(), Is.False, "nobody waits on an MRFP that has stopped");
    }

    private static Event Digit(string digit) => new() { ContextId = "c1", Dtmf = new Dtmf { Digit = digit } };

    private static async Task<Event> NextAsync(IAsyncEnumerator<Event> subscriber)
    {
        Assert.That(await subscriber.MoveNextAsync(), Is.True);
        return subscriber.Current;
    }

    private async Task<IAsyncEnumerator<Event>> OpenAsync(string owner, CancellationToken stop)
    {
        var subscriber = _hub.ReadAsync(owner, new Capabilities(), stop).GetAsyncEnumerator(stop);
        Assert.That((await NextAsync(subscriber)).KindCase, Is.EqualTo(Event.KindOneofCase.Started));
        return subscriber;
    }
}
