using ImsConference.Tests.EndToEnd.Conformance;
using ImsConference.Tests.EndToEnd.Harness;
using NUnit.Framework;

namespace ImsConference.Tests.EndToEnd.Joining;

/// <summary>INVITEs that bring others along, take somebody's place, or come to somebody.</summary>
public sealed class JoiningTests() : JoiningFixture("--Focus:MaxParticipants=5")
{
    private const string Required = "Require: recipient-list-invite";

    [Test, CancelAfter(60_000)]
    [Requirement("RFC 5366 §5", "INVITE to the factory with a list: the creator is answered, then each user of the list is called once")]
    [Requirement("RFC 5364 §4", "Each is told who else was invited: blind copies not at all, anonymous ones by their number")]
    public async Task A_list_of_users_is_brought_along(CancellationToken stop)
    {
        using var alice = Ue("alice");
        using var bob = Ue("bob");
        using var carol = Ue("carol");
        using var dave = Ue("dave");
        var list = List($"{UriOf(bob, "bob")} cp:copyControl=\"to\"", $"{UriOf(carol, "carol")} cp:copyControl=\"bcc\"", $"{UriOf(dave, "dave")} cp:copyControl=\"cc\" cp:anonymize=\"true\"",
            $"{UriOf(bob, "bob")} cp:copyControl=\"to\"", "sip:alice@home1.net cp:copyControl=\"to\"");
        var answer = await alice.CallAsync(Factory, OfferAnd(list), stop, Required, contentType: Boundary);
        Assert.That(answer.Status, Is.EqualTo(200));
        foreach (var guest in (RawUe[])[bob, carol, dave])
        {
            var invite = await AnswerAsync(guest, stop);
            Assert.That(invite.Header("Content-Type"), Does.StartWith("multipart/mixed"));
            Assert.That(invite.Body, Does.Contain("m=audio").And.Contain("Content-Disposition: recipient-list-history"));
            Assert.That(invite.Body, Does.Contain($"uri=\"{UriOf(bob, "bob")}\" cp:copyControl=\"to\"").And.Contain("cp:copyControl=\"cc\" cp:count=\"1\""));
            Assert.That(invite.Body, Does.Not.Contain("carol").And.Not.Contain("dave"));
        }

        await EndAsync(alice, stop, bob, carol, dave);
    }

    [TestCase("recipient-list-invite", "urn:ietf:params:xml:ns:copyControl", false)]
    [TestCase("", "urn:ietf:params:xml:ns:copycontrol", false)]
    [TestCase("recipient-list-invite", "urn:ietf:params:xml:ns:copycontrol", true)]
    [CancelAfter(60_000)]
    [Requirement("RFC 5366 §5", "Copy control in either spelling of its namespace, a list without the option tag, and one without an offer beside it are taken")]
    public async Task Other_ways_to_write_it(string tag, string copying, bool isOfferless, CancellationToken stop)
    {
        using var alice = Ue("alice");
        using var bob = Ue("bob");
        var list = List($"{UriOf(bob, "bob")} cp:copyControl=\"to\"").Replace("urn:ietf:params:xml:ns:copycontrol", copying, StringComparison.Ordinal);
        var require = tag.Length > 0 ? $"Require: {tag}" : "X-Nothing: is required";
        if (isOfferless) await alice.CallAsync(Factory, list, stop, $"{require}\nContent-Disposition: recipient-list", RawUe.Audio(), ListType);
        else await alice.CallAsync(Factory, OfferAnd(list), stop, require, contentType: Boundary);
        Assert.That((await AnswerAsync(bob, stop)).Body, Does.Contain("cp:copyControl=\"to\""));
        await EndAsync(alice, stop, bob);
    }

    [Test, CancelAfter(60_000)]
    [Requirement("TS 24.147 §5.3.2", "Three-way call by a list: Replaces at an entry goes into the INVITE to that user, and is not told to the others")]
    public async Task A_list_moves_calls_into_the_conference(CancellationToken stop)
    {
        using var alice = Ue("alice");
        using var bob = Ue("bob");
        var list = List($"{UriOf(bob, "bob")}?Replaces=call1%40x%3Bto-tag%3D7%3Bfrom-tag%3D8 cp:copyControl=\"to\"");
        await alice.CallAsync(Factory, OfferAnd(list), stop, Required, contentType: Boundary);
        var invite = await AnswerAsync(bob, stop);
        Assert.That((invite.Header("Replaces"), invite.Header("Require")), Is.EqualTo(("call1@x;to-tag=7;from-tag=8", "replaces")));
        Assert.That(invite.Body, Does.Contain($"uri=\"{UriOf(bob, "bob")}\"").And.Not.Contain("call1"));
        await EndAsync(alice, stop, bob);
    }

    private static IEnumerable<TestCaseData> OddLists()
    {
        const string Part = $"Content-Type: {ListType}\nContent-Disposition: recipient-list";
        yield return Odd("missing", RawUe.Audio(), 400, "", "application/sdp");
        yield return Odd("no XML", Multipart(("Content-Type: application/sdp", RawUe.Audio()), (Part, "hello")), 400);
        yield return Odd("nobody in it", Multipart(("Content-Type: application/sdp", RawUe.Audio()), (Part, List())), 400);
        yield return Odd("a URI that is none", Multipart(("Content-Type: application/sdp", RawUe.Audio()), (Part, List("nobody"))), 400);
        yield return Odd("with a bad Replaces", OfferAnd(List("sip:bob@home1.net?Replaces=x")), 400);
        yield return Odd("another type", Multipart(("Content-Type: application/sdp", RawUe.Audio()), ("Content-Type: text/plain\nContent-Disposition: recipient-list", "bob")), 415, "Accept: .*application/resource-lists\\+xml");
        yield return Odd("too many", OfferAnd(List(Enumerable.Range(0, 6).Select(i => $"sip:user{i}@home1.net"))), 403);
        yield return Odd("more than a conference holds", OfferAnd(List(Enumerable.Range(0, 5).Select(i => $"sip:user{i}@home1.net"))), 486);

        static TestCaseData Odd(string what, string body, int status, string owed = "", string type = Boundary) =>
            new TestCaseData(body, type, status, owed).SetArgDisplayNames(what);
    }

    [TestCaseSource(nameof(OddLists)), CancelAfter(60_000)]
    [Requirement("RFC 5363 §4", "A list that is missing, malformed, of another type or too long is refused with a Warning, and nothing is made")]
    public async Task An_odd_list_is_refused(string body, string type, int status, string owed, CancellationToken stop)
    {
        using var alice = Ue("alice");
        var answer = await alice.CallAsync(Factory, body, stop, Required, contentType: type);
        Assert.That(answer.Status, Is.EqualTo(status));
        Assert.That(answer.Header("Warning"), Is.Not.Empty);
        if (owed.Length > 0) Assert.That(answer.Text, Does.Match(owed));
        Assert.That((await Lab.StatusAsync(stop))["conferences"]!.GetValue<int>(), Is.Zero);
    }

    [Test, CancelAfter(60_000)]
    [Requirement("RFC 5366 §5.1", "A list in a re-INVITE, or to a conference URI: 420, Unsupported: recipient-list-invite; OPTIONS shows the tag at the factory only")]
    public async Task Lists_are_for_the_factory(CancellationToken stop)
    {
        using var alice = await MakeAsync(stop);
        var again = await alice.SendAsync("INVITE", OfferAnd(List("sip:bob@home1.net")), Required, stop, Boundary);
        alice.Acknowledge(again);
        using var bob = Ue("bob");
        var other = await bob.CallAsync(alice.Conference, OfferAnd(List("sip:carol@home1.net")), stop, Required, contentType: Boundary);
        foreach (var answer in (RawMessage[])[again, other])
            Assert.That((answer.Status, answer.Header("Unsupported")), Is.EqualTo((420, "recipient-list-invite")));

        using var asker = Ue("asker");
        Assert.That(Supported(await asker.BeginAsync("OPTIONS", Factory, "", "X: y", stop)), Does.Contain("recipient-list-invite"));
        using var second = Ue("asker");
        var supported = Supported(await second.BeginAsync("OPTIONS", alice.Conference, "", "X: y", stop));
        Assert.That(supported, Does.Not.Contain("recipient-list-invite").And.Contain("multiple-refer").And.Contain("replaces").And.Contain("join").And.Contain("tdialog").And.Contain("norefersub"));
        await EndAsync(alice, stop);
    }

    [Test, CancelAfter(60_000)]
    [Requirement("RFC 5360 §4", "A user that must consent first answers 470: the roster shows that it failed, and why")]
    public async Task Who_did_not_consent_is_shown(CancellationToken stop)
    {
        using var alice = Ue("alice");
        using var bob = Ue("bob");
        await alice.CallAsync(Factory, OfferAnd(List(UriOf(bob, "bob"))), stop, Required, contentType: Boundary);
        Assert.That((await alice.SendAsync("SUBSCRIBE", "", "Event: conference", stop)).Status, Is.EqualTo(200));
        bob.Respond(await bob.RequestAsync("INVITE", stop), 470);
        await alice.NotifiedAsync(notify => notify.Body.Contains("cause=470", StringComparison.Ordinal)
            && notify.Body.Contains("<disconnection-method>failed</disconnection-method>", StringComparison.Ordinal), stop);
        await EndAsync(alice, stop);
    }

    [Test, CancelAfter(60_000)]
    [Requirement("RFC 4579 §5.9", "INVITE with Replaces of one's own session moves it to another device: the old one gets a BYE")]
    [Requirement("RFC 3891 §3", "A session that ended just now cannot be replaced or joined: 603")]
    public async Task A_user_changes_its_device(CancellationToken stop)
    {
        using var alice = await MakeAsync(stop);
        using var phone = Ue("bob");
        await phone.CallAsync(alice.Conference, RawUe.Audio(), stop);
        using var desk = Ue("bob");
        Assert.That((await desk.CallAsync(alice.Conference, RawUe.Audio(), stop, $"Replaces: {NameOf(phone)}\nRequire: replaces")).Status, Is.EqualTo(200));
        phone.Respond(await phone.RequestAsync("BYE", stop), 200);

        foreach (var header in (string[])["Replaces", "Join"])
        {
            using var late = Ue("bob");
            Assert.That((await late.CallAsync(alice.Conference, RawUe.Audio(), stop, $"{header}: {NameOf(phone)}")).Status, Is.EqualTo(603), header);
        }

        await EndAsync(alice, stop, desk);
    }

    [TestCase("Replaces: nobody@x;to-tag=1;from-tag=2", 481)]
    [TestCase("Join: nobody@x;to-tag=1;from-tag=2", 481)]
    [TestCase("Replaces: nobody@x", 400)]
    [TestCase("Replaces: nobody@x;to-tag=1", 400)]
    [TestCase("Join: nobody@x;from-tag=1", 400)]
    [TestCase("Replaces: {name}\nReplaces: {name}", 400)]
    [TestCase("Join: {name}\nJoin: {name}", 400)]
    [TestCase("Replaces: {name}\nJoin: {name}", 400)]
    [TestCase("Replaces: {name};early-only", 486)]
    [TestCase("Replaces: {name}", 403)]
    [CancelAfter(60_000)]
    [Requirement("RFC 3891 §3", "Replaces: 481 for no session, 400 when malformed, doubled or with Join, 486 early-only, 403 for another's session")]
    [Requirement("RFC 3911 §4", "Join: 481 for no session, 400 when malformed, doubled or with Replaces")]
    public async Task A_bad_claim_is_refused(string headers, int status, CancellationToken stop)
    {
        using var alice = await MakeAsync(stop);
        using var eve = Ue(status == 486 ? "alice" : "eve");
        var answer = await eve.CallAsync(alice.Conference, RawUe.Audio(), stop, headers.Replace("{name}", NameOf(alice), StringComparison.Ordinal));
        Assert.That((answer.Status, answer.Header("Warning").Length > 0), Is.EqualTo((status, true)));
        await EndAsync(alice, stop);
    }

    [Test, CancelAfter(60_000)]
    [Requirement("RFC 3911 §4", "INVITE with Join of a session of the conference adds the caller")]
    [Requirement("RFC 3891 §5", "A user may send another in its place: Replaces with a Referred-By of the one who goes")]
    public async Task Others_come_to_a_session_or_in_its_place(CancellationToken stop)
    {
        using var alice = await MakeAsync(stop);
        using var bob = Ue("bob");
        Assert.That((await bob.CallAsync(alice.Conference, RawUe.Audio(), stop, $"Join: {NameOf(alice)}\nRequire: join")).Status, Is.EqualTo(200));
        using var carol = Ue("carol");
        Assert.That((await carol.CallAsync(alice.Conference, RawUe.Audio(), stop, $"Replaces: {NameOf(bob)}\nReferred-By: <sip:bob@home1.net>")).Status, Is.EqualTo(200));
        bob.Respond(await bob.RequestAsync("BYE", stop), 200);
        await EndAsync(alice, stop, carol);
    }

    [Test, CancelAfter(60_000)]
    [Requirement("RFC 3891 §3", "Replaces of a call that the focus makes and that rings: the caller is in, the ringing call is cancelled")]
    public async Task A_ringing_call_is_picked_up_elsewhere(CancellationToken stop)
    {
        using var alice = await MakeAsync(stop);
        using var phone = Ue("bob");
        var uri = UriOf(phone, "bob");
        await alice.SendAsync("REFER", "", $"Refer-To: <{uri}>\nRefer-Sub: false", stop);
        var invite = await phone.RequestAsync("INVITE", stop);
        phone.Respond(invite, 180);
        Assert.That((await alice.SendAsync("SUBSCRIBE", "", "Event: conference", stop)).Status, Is.EqualTo(200));
        await alice.NotifiedAsync(notify => notify.Body.Contains("alerting", StringComparison.Ordinal), stop);

        using var other = Ue("bob");
        var focusTag = invite.Header("From")[(invite.Header("From").IndexOf("tag=", StringComparison.Ordinal) + 4)..];
        var claim = $"Replaces: {invite.Header("Call-ID")};to-tag={focusTag};from-tag=raw;early-only\nReferred-By: <{uri}>";
        Assert.That((await other.CallAsync(alice.Conference, RawUe.Audio(), stop, claim)).Status, Is.EqualTo(200));
        phone.Respond(await phone.RequestAsync("CANCEL", stop), 200);
        phone.Respond(invite, 487);
        await EndAsync(alice, stop, other);
    }

    [Test, CancelAfter(60_000)]
    [Requirement("RFC 4579 §5.1", "An INVITE in the moment in which the conference ends is answered, and leaves nothing behind")]
    public async Task Coming_in_as_the_conference_ends(CancellationToken stop)
    {
        for (var round = 0; round < 3; round++)
        {
            using var alice = await MakeAsync(stop);
            using var bob = Ue("bob");
            var coming = bob.CallAsync(alice.Conference, RawUe.Audio(), stop);
            await alice.ByeAsync(stop);
            var status = (await coming).Status;
            Assert.That(status, Is.AnyOf(200, 404, 481, 487));
            if (status == 200) bob.Respond(await bob.RequestAsync("BYE", stop), 200);
        }
    }

    private static string Supported(RawMessage answer) => string.Join(", ", answer.Headers("Supported"));
}
