using ImsConference.Tests.EndToEnd.Harness;
using NUnit.Framework;

namespace ImsConference.Tests.EndToEnd;

/// <summary>The redirect flow with a challenge before the 302.</summary>
public sealed class SippDigestTests
{
    private const string Redirect = "sip:conferences@home1.net";

    [Test, CancelAfter(60_000)]
    public async Task Credentials_open_the_way_and_wrong_ones_do_not(CancellationToken stop)
    {
        await using var system = await TestSystem.StartAsync(stop, "--Focus:Challenge=Redirect", "--Focus:Users:alice=wonderland", "--Focus:DigestAlgorithms=MD5");

        await using var right = Sipp.Call("redirect-digest", system.Sip, Sipp.Keys(Redirect, "alice"), "-au", "alice", "-ap", "wonderland");
        await right.CompletesAsync(stop);

        await using var wrong = Sipp.Call("redirect-digest-wrong", system.Sip, Sipp.Keys(Redirect, "alice"), "-au", "alice", "-ap", "guess");
        await wrong.CompletesAsync(stop);
        await system.EmptiesAsync(stop);
    }
}
