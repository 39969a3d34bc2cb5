using ImsConference.Tests.EndToEnd.Conformance;
using ImsConference.Tests.EndToEnd.Harness;
using NUnit.Framework;

namespace ImsConference.Tests.EndToEnd;

/// <summary>The redirect flow with a challenge before the 302.</summary>
public sealed class SippDigestTests() : SippFixture("--Focus:Challenge=Redirect", "--Focus:Users:alice=wonderland", "--Focus:DigestAlgorithms=MD5")
{
    [TestCase("redirect-digest", "wonderland")]
    [TestCase("redirect-digest-wrong", "guess")]
    [CancelAfter(30_000)]
    [Requirement("RFC 8760 §2.7", "Who is not trusted is challenged; right credentials open the way, wrong ones do not")]
    public Task Credentials_open_the_way_and_wrong_ones_do_not(string scenario, string password, CancellationToken stop) =>
        CompletesAsync(scenario, Sipp.Keys(Redirect, "alice"), stop, "-au", "alice", "-ap", password);
}
