using System.Diagnostics;
using System.Net.Sockets;
using ImsConference.Tests.EndToEnd.Conformance;
using ImsConference.Tests.EndToEnd.Harness;
using NUnit.Framework;

namespace ImsConference.Tests.EndToEnd.Joining;

/// <summary>The focus calls users: what it makes of all that they and the network may answer.</summary>
public sealed class CallingTests() : JoiningFixture(
    "--Focus:RingSeconds=3", "--Focus:OutboundUser=focus", "--Focus:OutboundPassword=secret", "--Focus:MaxParticipants=101", "--Focus:MaxRecipients=100", "--Focus:InvitesPerSecond=40")
{
    [Test, CancelAfter(60_000)]
    [Requirement("RFC 3261 §13.2.2.4", "Of several users that answer one INVITE the first is kept; the others get ACK and BYE")]
    public async Task One_fork_is_kept(CancellationToken stop)
    {
        using var alice = await MakeAsync(stop);
        using var bob = Ue("bob");
        await ReferAsync(alice, $"<{UriOf(bob, "bob")}>", stop);
        var invite = await bob.RequestAsync("INVITE", stop);
        bob.Respond(invite, 180, tag: "one");
        bob.Respond(invite, 180, tag: "two");
        bob.Respond(invite, 200, "", RawUe.Audio(), "one");
        bob.Respond(invite, 200, "", RawUe.Audio(), "two");
        var bye = await bob.RequestAsync("BYE", stop);
        bob.Respond(bye, 200);

        Assert.That(bye.ToTag, Is.EqualTo("two"));
        Assert.That((await ReportedAsync(alice, stop))[^1], Is.EqualTo("200"));
        await EndAsync(alice, stop, bob);
    }

    [Test, CancelAfter(60_000)]
    [Requirement("RFC 3261 §8.1.3.4", "A redirection is followed, the target liked best first, each once; not back to the conference itself")]
    public async Task Redirections_are_followed(CancellationToken stop)
    {
        using var alice = await MakeAsync(stop);
        using var bob = Ue("bob");
        using var busy = Ue("busy");
        using var carol = Ue("carol");
        await ReferAsync(alice, $"<{UriOf(bob, "bob")}>", stop);
        bob.Respond(await bob.RequestAsync("INVITE", stop), 300,
            $"Contact: <{alice.Conference}>;q=1.0\nContact: <{UriOf(carol, "carol")}>;q=0.2\nContact: <{UriOf(busy, "busy")}>;q=0.8");
        busy.Respond(await busy.RequestAsync("INVITE", stop), 486);
        var invite = await AnswerAsync(carol, stop);

        Assert.That(invite.Header("CSeq"), Is.EqualTo("3 INVITE"));
        Assert.That((await ReportedAsync(alice, stop))[^1], Is.EqualTo("200"));
        await EndAsync(alice, stop, carol);
    }

    [TestCase(401, "WWW-Authenticate", "Authorization")]
    [TestCase(407, "Proxy-Authenticate", "Proxy-Authorization")]
    [CancelAfter(60_000)]
    [Requirement("RFC 3261 §22.2", "A challenge to the focus's INVITE is answered with the configured credentials, and once only when they are wrong")]
    public async Task Challenges_are_answered(int status, string challenge, string answer, CancellationToken stop)
    {
        using var alice = await MakeAsync(stop);
        using var bob = Ue("bob");
        var asks = $"{challenge}: Digest realm=\"home1.net\", nonce=\"n1\", algorithm=MD5, qop=\"auth\"";
        await ReferAsync(alice, $"<{UriOf(bob, "bob")}>", stop);
        bob.Respond(await bob.RequestAsync("INVITE", stop), status, asks);
        var second = await bob.RequestAsync("INVITE", stop);
        Assert.That(second.Header(answer), Does.StartWith("Digest username=\"focus\"").And.Contain("nonce=\"n1\""));
        bob.Respond(second, status, asks);

        Assert.That((await ReportedAsync(alice, stop))[^1], Is.EqualTo($"{status}"), "wrong credentials are not tried for ever");
        await EndAsync(alice, stop);
    }

    [Test, CancelAfter(60_000)]
    [Requirement("RFC 3261 §21.5.4", "A 503 with a short Retry-After is tried once more; one with a long one is reported")]
    public async Task Retry_After_is_heeded(CancellationToken stop)
    {
        using var alice = await MakeAsync(stop);
        using var bob = Ue("bob");
        await ReferAsync(alice, $"<{UriOf(bob, "bob")}>", stop);
        bob.Respond(await bob.RequestAsync("INVITE", stop), 503, "Retry-After: 1");
        bob.Respond(await bob.RequestAsync("INVITE", stop), 503, "Retry-After: 3600");
        Assert.That((await ReportedAsync(alice, stop))[^1], Is.EqualTo("503"));
        await EndAsync(alice, stop);
    }

    [Test, CancelAfter(60_000)]
    [Requirement("RFC 3261 §9.1", "A user that does not answer in time is given up: CANCEL, 487 to the referrer, failed in the roster")]
    public async Task Who_does_not_answer_is_given_up(CancellationToken stop)
    {
        using var alice = await MakeAsync(stop);
        using var bob = Ue("bob");
        Assert.That((await alice.SendAsync("SUBSCRIBE", "", "Event: conference", stop)).Status, Is.EqualTo(200));
        await ReferAsync(alice, $"<{UriOf(bob, "bob")}>", stop, "Refer-Sub: false");
        var invite = await bob.RequestAsync("INVITE", stop);
        bob.Respond(invite, 180);
        bob.Respond(await bob.RequestAsync("CANCEL", stop), 200);
        bob.Respond(invite, 487);
        await alice.NotifiedAsync(notify => notify.Body.Contains("cause=487", StringComparison.Ordinal), stop);
        await EndAsync(alice, stop);
    }

    [Test, CancelAfter(60_000)]
    [Requirement("RFC 4575 §5.7", "A user that is busy is shown as busy, and the referrer hears 486")]
    public async Task Who_is_busy_is_shown_as_busy(CancellationToken stop)
    {
        using var alice = await MakeAsync(stop);
        using var bob = Ue("bob");
        Assert.That((await alice.SendAsync("SUBSCRIBE", "", "Event: conference", stop)).Status, Is.EqualTo(200));
        await ReferAsync(alice, $"<{UriOf(bob, "bob")}>", stop, "Refer-Sub: false");
        bob.Respond(await bob.RequestAsync("INVITE", stop), 486);
        await alice.NotifiedAsync(notify => notify.Body.Contains("<disconnection-method>busy</disconnection-method>", StringComparison.Ordinal), stop);
        await EndAsync(alice, stop);
    }

    [Test, CancelAfter(60_000)]
    [Requirement("RFC 3261 §18.1.1", "An INVITE over 1300 bytes goes by TCP; to a peer that has none it goes by UDP, and the next one at once")]
    public async Task A_long_invite_finds_its_way(CancellationToken stop)
    {
        using var alice = await MakeAsync(stop);
        using var bob = Ue("bob");
        for (var call = 0; call < 2; call++)
        {
            var clock = Stopwatch.StartNew();
            await ReferAsync(alice, $"<{UriOf(bob, "bob")}?Subject={new string('x', 1000)}>", stop);
            var invite = await bob.RequestAsync("INVITE", stop);
            bob.Respond(invite, 486);
            Assert.That(invite.Text, Has.Length.GreaterThan(1300));
            Assert.That(invite.Header("Via"), Does.StartWith("SIP/2.0/UDP"));
            Assert.That(clock.Elapsed, Is.LessThan(TimeSpan.FromSeconds(4)), "not the time of a connection that never comes");
            await ReportedAsync(alice, stop);
        }

        using var listener = new TcpListener(Loopback.Take(), 0);
        listener.Start();
        await ReferAsync(alice, $"<sip:carol@{listener.LocalEndpoint}?Subject={new string('x', 1000)}>", stop, "Refer-Sub: false");
        using var stream = await listener.AcceptTcpClientAsync(stop);
        var bytes = new byte[4000];
        var count = await stream.GetStream().ReadAsync(bytes, stop);
        Assert.That(System.Text.Encoding.UTF8.GetString(bytes, 0, count), Does.StartWith("INVITE ").And.Contain("Via: SIP/2.0/TCP"));
        await EndAsync(alice, stop);
    }

    [Test, CancelAfter(60_000)]
    [Requirement("RFC 5366 §5", "A list of 100 users is called at the pace that is set, and leaves nothing behind")]
    public async Task A_hundred_users_are_called_in_turn(CancellationToken stop)
    {
        await using var phones = await Sipp.ListenAsync("busy", Sipp.Keys("", "bob"), stop, "-m", "100");
        using var alice = Ue("alice");
        var clock = Stopwatch.StartNew();
        var list = List(Enumerable.Range(0, 100).Select(i => phones.Uri($"guest{i}")));
        Assert.That((await alice.CallAsync(Factory, OfferAnd(list), stop, "Require: recipient-list-invite", contentType: Boundary)).Status, Is.EqualTo(200));
        await phones.CompletesAsync(stop);

        Assert.That(clock.Elapsed, Is.GreaterThan(TimeSpan.FromSeconds(2)), "forty a second");
        await EndAsync(alice, stop);
    }

    [Test, CancelAfter(60_000)]
    [Requirement("RFC 4579 §5.12", "A conference that ends while its list is being called: who rings gets a CANCEL, the others no INVITE")]
    public async Task The_end_comes_before_the_calls(CancellationToken stop)
    {
        using var alice = Ue("alice");
        using var bob = Ue("bob");
        var list = List([UriOf(bob, "bob"), .. Enumerable.Range(0, 99).Select(i => $"sip:guest{i}@127.0.0.1:9")]);
        await alice.CallAsync(Factory, OfferAnd(list), stop, "Require: recipient-list-invite", contentType: Boundary);
        var invite = await bob.RequestAsync("INVITE", stop);
        bob.Respond(invite, 180);
        await alice.ByeAsync(stop);
        bob.Respond(await bob.RequestAsync("CANCEL", stop), 200);
        bob.Respond(invite, 487);
    }

    private static Task<RawMessage> ReferAsync(RawUe referrer, string referTo, CancellationToken stop, string headers = "") =>
        referrer.SendAsync("REFER", "", $"Refer-To: {referTo}{(headers.Length > 0 ? $"\n{headers}" : "")}", stop);
}
