using ImsConference.Tests.EndToEnd.Conformance;
using ImsConference.Tests.Ue;
using NUnit.Framework;

namespace ImsConference.Tests.EndToEnd.Conferences;

/// <summary>Participants behind one gateway share a port of the MRFP, told apart by where they send from.</summary>
public sealed class SharedPortTests() : LabFixture("--Mp:SharedPortPeers:0={address}")
{
    [Test, CancelAfter(60_000)]
    public async Task They_hear_each_other_over_one_port_and_digits_are_told_apart(CancellationToken stop)
    {
        await using var alice = await Lab.CallAsync(Factory, 443, stop);
        await using var bob = await Lab.CallAsync(alice.ConferenceUri, 719, stop);
        await using var carol = await Lab.CallAsync(alice.ConferenceUri, 1013, stop);
        Assert.That(new[] { alice, bob, carol }.Select(PortOf).Distinct().Count(), Is.EqualTo(1));

        await Task.Delay(TimeSpan.FromSeconds(0.5), stop);
        await HearAsync(alice, [719, 1013], [443], stop);
        await HearAsync(carol, [443, 719], [1013], stop);

        await bob.SendDigitsAsync("7");
        await Lab.Mrfc.LineAsync(line => line.Contains($"{bob.Equipment.Profile.Identity} ", StringComparison.Ordinal) && line.Contains("pressed 7", StringComparison.Ordinal), stop);

        await bob.ByeAsync();
        await Task.Delay(TimeSpan.FromSeconds(0.5), stop);
        await HearAsync(alice, [1013], [443, 719], stop);
        await using var dave = await Lab.CallAsync(alice.ConferenceUri, 1307, stop);
        Assert.That(PortOf(dave), Is.EqualTo(PortOf(alice)));
    }

    /// <remarks>A gateway that moves a call onto the address of another one, for a moment or by mistake.</remarks>
    [Test, CancelAfter(60_000)]
    [Requirement("RFC 3264 §8.3.1", "A re-INVITE onto an address that another participant of a shared port has: the answer names a port of its own, and both are heard")]
    public async Task Whoever_moves_to_the_address_of_another_gets_a_port_of_its_own(CancellationToken stop)
    {
        await using var alice = await Lab.CallAsync(Factory, 443, stop);
        await using var bob = await Lab.CallAsync(alice.ConferenceUri, 719, stop);
        await using var carol = await Lab.CallAsync(alice.ConferenceUri, 1013, stop);
        var shared = PortOf(carol);
        var version = carol.RemoteDescription!.Origin.Version;

        var outcome = await carol.ClaimAsync(bob.Media.Local);
        Assert.That(outcome.Succeeded, Is.True, $"{outcome.Status}");
        Assert.That(PortOf(carol), Is.Not.EqualTo(shared));
        Assert.That(carol.RemoteDescription!.Origin.Version, Is.EqualTo(version + 1));
        Assert.That((PortOf(alice), PortOf(bob)), Is.EqualTo((shared, shared)));

        await Task.Delay(TimeSpan.FromSeconds(0.5), stop);
        await HearAsync(alice, [719, 1013], [443], stop);
        await HearAsync(bob, [443, 1013], [719], stop);
        await HearAsync(carol, [443, 719], [1013], stop);
    }

    private static int PortOf(UeCall call) => call.RemoteDescription!.Media[0].Port;

    private static async Task HearAsync(UeCall call, double[] expectedHz, double[] forbiddenHz, CancellationToken stop)
    {
        var tones = await call.HearAsync(expectedHz, forbiddenHz, stop);
        Assert.That(tones.IsExact, Is.True, $"{tones}");
    }
}
