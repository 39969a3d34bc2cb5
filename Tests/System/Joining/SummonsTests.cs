using ImsConference.Tests.EndToEnd.Conformance;
using NUnit.Framework;

namespace ImsConference.Tests.EndToEnd.Joining;

/// <summary>The focus asks users to come, in the place of calling them.</summary>
public sealed class SummonsTests() : JoiningFixture("--Focus:InviteBy=Refer")
{
    [Test, CancelAfter(60_000)]
    [Requirement("RFC 4579 §5.7", "The focus sends the user a REFER to the conference URI with method=INVITE; who referred hears how it went")]
    public async Task A_user_is_asked_to_come(CancellationToken stop)
    {
        using var alice = await MakeAsync(stop);
        using var bob = Ue("bob");
        Assert.That((await alice.SendAsync("REFER", "", $"Refer-To: <{UriOf(bob, "bob")}>", stop)).Status, Is.EqualTo(202));
        var refer = await bob.RequestAsync("REFER", stop);
        Assert.That(refer.Header("Refer-To"), Is.EqualTo($"<{alice.Conference};method=INVITE>"));
        Assert.That(refer.Header("Contact"), Is.EqualTo($"<{alice.Conference}>;isfocus"));
        bob.Respond(refer, 603);
        Assert.That(await ReportedAsync(alice, stop), Is.EqualTo(["100", "603"]));
        await EndAsync(alice, stop);
    }
}
