using ImsConference.Tests.EndToEnd.Conformance;
using ImsConference.Tests.Ue;
using NUnit.Framework;

namespace ImsConference.Tests.EndToEnd.Conferences;

/// <summary>What a conference is told: who comes, who goes, that one is the first. Long tones in the place of the usual ones, so that ears can tell.</summary>
public sealed class AnnouncementTests() : LabFixture(
    "--Announcements:Joined=1900/20000", "--Announcements:Left=2300/20000", "--Announcements:First=2700/20000 first.wav", "--Announcements:Language=de-AT", "--Mp:CommandTimeoutMs=10000")
{
    private const double Joined = 1900;
    private const double Left = 2300;
    private const double First = 2700;

    [Test, CancelAfter(60_000)]
    [Requirement("TS 24.147 §5.3.2 (tones)", "The first participant is told that it is alone, and nobody else is")]
    [Requirement("TS 24.147 §5.3.2 (tones)", "Everybody in the conference hears that somebody comes, and that somebody leaves")]
    public async Task Who_comes_and_who_goes_is_heard_by_all(CancellationToken stop)
    {
        await using var alice = await Lab.CallAsync(Factory, 443, stop);
        await PlayedAsync(1, stop);
        await HearsAsync(alice, [First], [Joined, Left], stop);
        await using var bob = await Lab.CallAsync(alice.ConferenceUri, 719, stop);
        await PlayedAsync(2, stop);
        await Task.WhenAll(HearsAsync(alice, [First, Joined, 719], [Left], stop), HearsAsync(bob, [Joined, 443], [Left, First], stop));

        await bob.ByeAsync();
        await PlayedAsync(3, stop);
        await HearsAsync(alice, [Left], [719], stop);
    }

    // So many playbacks have begun, and what was said before has run out of the buffers.
    private async Task PlayedAsync(int count, CancellationToken stop)
    {
        await Lab.LadderAsync(stop).Where(label => label.StartsWith("Mp StartPlayback ok", StringComparison.Ordinal)).Take(count).CountAsync(stop);
        await Task.Delay(500, stop);
    }

    private static async Task HearsAsync(UeCall call, double[] expected, double[] notThese, CancellationToken stop)
    {
        var heard = await call.HearAsync(expected, notThese, stop);
        Assert.That(heard.IsExact, Is.True, $"{call.Equipment.Profile.Identity} heard {heard}");
    }
}
