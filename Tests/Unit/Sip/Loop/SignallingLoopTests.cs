using ImsConference.Sip.Loop;
using NUnit.Framework;

namespace ImsConference.Tests.Unit.Sip.Loop;

public sealed class SignallingLoopTests
{
    [Test]
    public void Turns_run_in_order_and_only_when_driven()
    {
        var driver = new LoopDriver();
        var seen = new List<int>();
        driver.Loop.Post(() => seen.Add(1));
        driver.Loop.Post(() =>
        {
            driver.Loop.Post(() => seen.Add(3));
            seen.Add(2);
        });
        Assert.That(seen, Is.Empty);

        driver.RunUntilIdle();
        Assert.That(seen, Is.EqualTo(new[] { 1, 2, 3 }));
        Assert.That(driver.Loop.RunReady(), Is.False);
    }

    [Test]
    public void Timers_run_by_due_time_then_by_order_and_a_cancelled_one_never()
    {
        var driver = new LoopDriver();
        var seen = new List<string>();
        driver.Run(() =>
        {
            driver.Loop.Schedule(TimeSpan.FromSeconds(32), () => seen.Add("b"));
            driver.Loop.Schedule(TimeSpan.FromSeconds(32), () => seen.Add("c"));
            driver.Loop.Schedule(TimeSpan.FromSeconds(1), () => seen.Add("a"));
            driver.Loop.Schedule(TimeSpan.FromSeconds(2), () => seen.Add("never")).Cancel();
        });
        Assert.That(driver.Loop.Timers, Is.EqualTo(3));

        driver.Advance(TimeSpan.FromSeconds(31));
        Assert.That(seen, Is.EqualTo(new[] { "a" }));
        driver.Advance(TimeSpan.FromSeconds(1));
        Assert.That(seen, Is.EqualTo(new[] { "a", "b", "c" }));
        driver.AssertClean();
    }

    [Test]
    public void Timer_queue_agrees_with_a_sorted_list([Random(5)] int seed)
    {
        var random = new Random(seed);
        var driver = new LoopDriver();
        var expected = new List<(int Due, int Id)>();
        var seen = new List<(int Due, int Id)>();
        var pending = new List<(LoopTimer Timer, (int Due, int Id) Key)>();
        for (var id = 0; id < 400; id++)
        {
            var key = (Due: random.Next(100), Id: id);
            pending.Add((driver.Loop.Schedule(TimeSpan.FromMilliseconds(key.Due), () => seen.Add(key)), key));
            if (random.Next(3) != 0) continue;
            var victim = random.Next(pending.Count);
            pending[victim].Timer.Cancel();
            pending.RemoveAt(victim);
        }

        expected.AddRange(pending.Select(entry => entry.Key).Order());
        driver.AdvanceMs(100);
        Assert.That(seen, Is.EqualTo(expected), $"seed {seed}");
        driver.AssertClean();
    }

    [Test]
    public void Await_comes_back_to_the_loop()
    {
        var driver = new LoopDriver();
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var onLoop = false;
        driver.Loop.Spawn("waits", async () =>
        {
            await gate.Task;
            onLoop = driver.Loop.IsCurrent && SynchronizationContext.Current == driver.Loop;
        });
        driver.RunUntilIdle();
        Assert.That(driver.Loop.Flows, Is.EqualTo(1));

        gate.SetResult();
        driver.RunUntilIdle();
        Assert.That(onLoop, Is.True);
        driver.AssertClean();
    }

    [Test]
    public void Escaping_exceptions_are_logged_counted_and_reported_and_the_loop_goes_on()
    {
        var driver = new LoopDriver();
        var failed = new List<string>();
        driver.Loop.FlowFailed = (name, _) => failed.Add(name);
        driver.Loop.Spawn("flow", async () =>
        {
            await driver.Loop.DelayAsync(TimeSpan.FromSeconds(1));
            throw new InvalidOperationException("first");
        });
        driver.Loop.Post(() => throw new InvalidOperationException("second"));
        driver.Loop.Spawn("cancelled", () => Task.FromCanceled(new CancellationToken(canceled: true)));
        driver.Advance(TimeSpan.FromSeconds(1));

        Assert.That(driver.Loop.Faults, Is.EqualTo(2));
        Assert.That(driver.Log.Errors, Has.Count.EqualTo(2));
        Assert.That(failed, Is.EqualTo(new[] { "flow" }));
        Assert.That(driver.Loop.Flows, Is.Zero);
    }

    [Test]
    public void A_cancelled_delay_leaves_no_timer()
    {
        var driver = new LoopDriver();
        using var stop = new CancellationTokenSource();
        driver.Loop.Spawn("delay", () => driver.Loop.DelayAsync(TimeSpan.FromHours(1), stop.Token));
        driver.RunUntilIdle();
        Assert.That(driver.Loop.Timers, Is.EqualTo(1));

        stop.Cancel();
        driver.RunUntilIdle();
        driver.AssertClean();
    }

    [Test, CancelAfter(10_000)]
    public async Task A_started_loop_runs_on_its_own_thread_and_ends_after_its_mailbox(CancellationToken stop)
    {
        var loop = new SignallingLoop(TimeProvider.System, new RecordingLog<SignallingLoop>());
        loop.Start();
        var test = Environment.CurrentManagedThreadId;
        var thread = await loop.InvokeAsync(async () =>
        {
            await loop.DelayAsync(TimeSpan.FromMilliseconds(1), stop);
            Assert.That(loop.IsCurrent, Is.True);
            return Environment.CurrentManagedThreadId;
        });
        Assert.That(thread, Is.Not.EqualTo(test));
        Assert.That(loop.IsCurrent, Is.False);

        var ran = 0;
        for (var i = 0; i < 1000; i++) loop.Post(() => ran++);
        await loop.DisposeAsync();
        Assert.That(ran, Is.EqualTo(1000));
        Assert.That(async () => await loop.InvokeAsync(() => Task.CompletedTask), Throws.InstanceOf<ObjectDisposedException>());
    }
}
