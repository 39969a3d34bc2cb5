using ImsConference.Tests.EndToEnd.Conformance;
using ImsConference.Tests.EndToEnd.Harness;
using ImsConference.Tests.Ue;
using NUnit.Framework;

namespace ImsConference.Tests.EndToEnd.Conferences;

/// <summary>Who has a user called hears how it goes. A ringback without pauses in the place of the usual one, so that ears can tell at any moment.</summary>
public sealed class CallProgressTests() : LabFixture(
    UrisOfThisHost, "--Focus:CallProgressTones=true", "--Focus:EndsWhen=CreatorLeaves", "--Announcements:Ringback=1900/20000", "--Announcements:Busy=2300/20000")
{
    private const double Ringback = 1900;
    private const double Busy = 2300;

    [Test, CancelAfter(60_000)]
    [Requirement("TS 23.333 §8.2", "The referrer hears ringback while the user is alerted, busy when it does not come, and the conference meanwhile")]
    public async Task The_referrer_hears_ringback_then_busy_and_the_conference(CancellationToken stop)
    {
        await using var alice = await Lab.CallAsync(Factory, 443, stop);
        await using var bob = await Lab.CallAsync(alice.ConferenceUri, 719, stop);
        using var carol = new RawUe(Lab.Sip, "carol");
        var refer = alice.ReferAsync($"sip:carol@{carol.Local}", stop);
        var invite = await carol.RequestAsync("INVITE", stop);
        carol.Respond(invite, 180);
        await HearsAsync(alice, Ringback, stop);
        Assert.That(await alice.LevelDbAsync(719, stop), Is.GreaterThan(-25), "bob speaks on");
        Assert.That(await bob.LevelDbAsync(Ringback, stop), Is.LessThan(-60), "bob has called nobody");

        carol.Respond(invite, 486);
        Assert.That((await refer).FinalStatus, Is.EqualTo(486));
        await HearsAsync(alice, Busy, stop);
    }

    private static async Task HearsAsync(UeCall call, double toneHz, CancellationToken stop)
    {
        while (await call.LevelDbAsync(toneHz, stop) < -25) stop.ThrowIfCancellationRequested();
    }
}
