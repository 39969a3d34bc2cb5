using System.Diagnostics;
using System.Text;
using ImsConference.Sip.Messages;
using ImsConference.Tests.EndToEnd.Harness;
using ImsConference.Tests.Ue;
using NUnit.Framework;

namespace ImsConference.Tests.EndToEnd;

/// <summary>The MRFP dies with calls up: they are cleared, new ones are told when to come again, and with the next MRFP all is well.</summary>
public sealed class MrfpLossTests
{
    private const string Factory = "sip:conf-factory1@home1.net";

    [Test, CancelAfter(60_000)]
    public async Task Calls_of_a_killed_mrfp_are_cleared_and_service_returns_with_it(CancellationToken stop)
    {
        await using var system = await TestSystem.StartAsync(stop, "--Mp:LostAfterMs=1000", "--Focus:RetryAfterSeconds=7");
        system.Announce("MRFP .* is lost: not reachable");
        await using (var alice = await system.CallAsync(Factory, 443, stop))
        await using (var bob = await system.CallAsync(alice.ConferenceUri, 719, stop))
        {
            await system.Mrfp.KillAsync();
            foreach (var call in new[] { alice, bob })
                Assert.That((await call.Ended.WaitAsync(stop)).Reason, Does.Contain("SIP;cause="), "a BYE that says why");
        }

        var refused = Assert.ThrowsAsync<CallRefusedException>(() => system.CallAsync(Factory, 443, stop))!;
        Assert.That(refused.Status, Is.EqualTo(503));
        Assert.That(Encoding.ASCII.GetString(refused.Response![HeaderId.RetryAfter]), Is.EqualTo("7"));
        await system.EmptiesAsync(stop);

        await system.RestartMrfpAsync(stop);
        await ServesAgainAsync(system, stop);
    }

    [Test, CancelAfter(60_000)]
    public async Task An_mrfp_that_hangs_is_given_up_and_serves_again_when_it_wakes(CancellationToken stop)
    {
        await using var system = await TestSystem.StartAsync(
            stop, "--Mp:CommandTimeoutMs=1000", "--Mp:KeepAliveMs=1000", "--Mp:KeepAliveTimeoutMs=1000", "--Mp:LostAfterMs=3000");
        system.Announce("MRFP .* is lost: not reachable");
        await using var alice = await system.CallAsync(Factory, 443, stop);
        system.Mrfp.Freeze();
        try
        {
            var since = Stopwatch.StartNew();
            var refused = Assert.ThrowsAsync<CallRefusedException>(() => system.CallAsync(Factory, 719, stop))!;
            Assert.That(refused.Status, Is.EqualTo(503));
            Assert.That(refused.Response!.Has(HeaderId.RetryAfter));
            Assert.That(since.Elapsed, Is.LessThan(TimeSpan.FromSeconds(5)));
            Assert.That((await alice.Ended.WaitAsync(stop)).Reason, Does.Contain("media resource lost"));
            await system.EmptiesAsync(stop);
        }
        finally
        {
            system.Mrfp.Thaw();
        }

        await ServesAgainAsync(system, stop);
        await system.Mrfc.LineAsync(line => line.Contains("which is nobody's; it is subtracted", StringComparison.Ordinal), stop);
    }

    // The MRFC looks for a lost MRFP every other second.
    private static async Task ServesAgainAsync(TestSystem system, CancellationToken stop)
    {
        while (true)
        {
            try
            {
                await using var call = await system.CallAsync(Factory, 443, stop);
                return;
            }
            catch (CallRefusedException refused) when (refused.Status == 503)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(200), stop);
            }
        }
    }
}
