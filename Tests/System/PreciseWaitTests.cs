using System.Diagnostics;
using ImsConference.Engine.Ports;
using NUnit.Framework;

namespace ImsConference.Tests.EndToEnd;

/// <summary>The sleep of a media thread: only the kernel can say when it ends.</summary>
public sealed class PreciseWaitTests
{
    private const long LongUs = 30_000_000;

    [Test]
    public void Sleeps_no_shorter_than_asked()
    {
        using var wait = new PreciseWait();
        PreciseWait.MakePunctual();
        for (var us = 100; us < 2_000; us += 100)
        {
            var since = Stopwatch.GetTimestamp();
            wait.Wait(us);
            Assert.That(Stopwatch.GetElapsedTime(since).TotalMicroseconds, Is.GreaterThanOrEqualTo(us));
        }
    }

    [Test, CancelAfter(20_000)]
    public void A_wake_ends_the_sleep_under_way_or_the_next_one_and_no_more([Range(0, 3)] int wakes)
    {
        using var wait = new PreciseWait();
        var since = Stopwatch.GetTimestamp();
        for (var i = 0; i < wakes; i++) wait.Wake();
        if (wakes == 0) _ = Task.Run(wait.Wake);
        wait.Wait(LongUs);
        Assert.That(Stopwatch.GetElapsedTime(since).TotalMicroseconds, Is.LessThan(LongUs));

        wait.Wait(1_000); // takes what the race of wake and sleep may have left
        since = Stopwatch.GetTimestamp();
        wait.Wait(20_000);
        Assert.That(Stopwatch.GetElapsedTime(since).TotalMicroseconds, Is.GreaterThanOrEqualTo(20_000));
    }
}
