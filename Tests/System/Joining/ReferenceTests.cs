using ImsConference.Tests.EndToEnd.Conformance;
using ImsConference.Tests.EndToEnd.Harness;
using NUnit.Framework;

namespace ImsConference.Tests.EndToEnd.Joining;

/// <summary>REFER to the focus: whom it brings in, and with what.</summary>
public sealed class ReferenceTests() : JoiningFixture("--Focus:OpenRoster=false", "--Focus:MaxParticipants=5")
{
    private const string Silent = "Refer-Sub: false";

    [Test, CancelAfter(60_000)]
    [Requirement("RFC 4579 §5.5", "REFER to the focus, method=INVITE unless said: 202, the user is called for the conference, sipfrags tell 100, 180 and 200")]
    [Requirement("RFC 4579 §5.2", "The focus's INVITE is from the conference URI, with isfocus in its Contact")]
    [Requirement("TS 24.147 §5.3.2.5", "The focus's INVITE has P-Asserted-Identity, Supported: 100rel and precondition, and the Referred-By of the REFER")]
    public async Task A_user_is_brought_in(CancellationToken stop)
    {
        using var alice = await MakeAsync(stop);
        using var bob = Ue("bob");
        Assert.That((await ReferAsync(alice, $"<{UriOf(bob, "bob")}>", stop, "Referred-By: <sip:alice@home1.net>")).Status, Is.EqualTo(202));
        var invite = await AnswerAsync(bob, stop);
        Assert.That(await ReportedAsync(alice, stop), Is.EqualTo(["100", "180", "200"]));

        Assert.That(invite.Header("From"), Does.StartWith($"<{alice.Conference}>"));
        Assert.That(invite.Header("Contact"), Is.EqualTo($"<{alice.Conference}>;isfocus"));
        Assert.That(invite.Header("P-Asserted-Identity"), Is.EqualTo($"<{alice.Conference}>"));
        Assert.That(invite.Header("Supported"), Does.Contain("100rel").And.Contain("precondition"));
        Assert.That(invite.Header("Referred-By"), Is.EqualTo("<sip:alice@home1.net>"));
        await EndAsync(alice, stop, bob);
    }

    [Test, CancelAfter(60_000)]
    [Requirement("RFC 5368 §8", "One REFER with a list calls each user of it once; no subscription is made")]
    [Requirement("RFC 4488 §4", "Refer-Sub: false is agreed to in the 200, and no NOTIFY follows")]
    public async Task A_list_of_users_is_brought_in(CancellationToken stop)
    {
        using var alice = await MakeAsync(stop);
        using var bob = Ue("bob");
        using var carol = Ue("carol");
        var answer = await alice.SendAsync("REFER", List(UriOf(bob, "bob"), UriOf(carol, "carol"), UriOf(bob, "bob")),
            $"Refer-To: <cid:list@alice>\nRequire: multiple-refer, norefersub\n{Silent}\nContent-ID: <list@alice>\nContent-Disposition: recipient-list", stop, ListType);
        Assert.That((answer.Status, answer.Header("Refer-Sub")), Is.EqualTo((200, "false")));
        await AnswerAsync(bob, stop);
        await AnswerAsync(carol, stop);

        Assert.That((await ReferAsync(alice, "<sip:nobody@home1.net;method=BYE>", stop)).Status, Is.EqualTo(202), "its NOTIFYs are the first");
        Assert.That(await ReportedAsync(alice, stop), Is.EqualTo(["100", "404"]));
        await EndAsync(alice, stop, bob, carol);
    }

    private static IEnumerable<TestCaseData> OddLists()
    {
        const string Id = "\nContent-ID: <list@alice>\nContent-Disposition: recipient-list";
        const string Full = $"Require: multiple-refer\n{Silent}{Id}";
        yield return Odd("without the option tag", $"{Silent}{Id}", List("sip:x@home1.net"), 421, "Require: multiple-refer");
        yield return Odd("without Refer-Sub", $"Require: multiple-refer{Id}", List("sip:x@home1.net"), 400);
        yield return Odd("without the part", $"Require: multiple-refer\n{Silent}", List("sip:x@home1.net"), 400);
        yield return Odd("no XML", Full, "hello", 400);
        yield return Odd("nobody in it", Full, List(), 400);
        yield return Odd("with entities", Full, "<!DOCTYPE x [<!ENTITY a \"b\">]>" + List("sip:x@home1.net"), 400);
        yield return Odd("too many", Full, List(Enumerable.Range(0, 6).Select(i => $"sip:user{i}@home1.net")), 403);
        yield return Odd("more than there is room for", Full, List(Enumerable.Range(0, 5).Select(i => $"sip:user{i}@home1.net")), 486);
        yield return Odd("a method that is no conference's", Full, List("sip:x@home1.net;method=MESSAGE"), 403);

        static TestCaseData Odd(string what, string headers, string list, int status, string owed = "") =>
            new TestCaseData(headers, list, status, owed).SetArgDisplayNames(what);
    }

    [TestCaseSource(nameof(OddLists)), CancelAfter(60_000)]
    [Requirement("RFC 5368 §8", "A list that is missing, malformed, too long or out of place is refused: 400, 403, 421, 486 with a Warning")]
    public async Task An_odd_list_is_refused(string headers, string list, int status, string owed, CancellationToken stop)
    {
        using var alice = await MakeAsync(stop);
        var answer = await alice.SendAsync("REFER", list, $"Refer-To: <cid:list@alice>\n{headers}", stop, ListType);
        Assert.That(answer.Status, Is.EqualTo(status));
        Assert.That(answer.Header("Warning"), Is.Not.Empty);
        Assert.That(answer.Text, Does.Contain(owed));
        await EndAsync(alice, stop);
    }

    [TestCase("", 400)]
    [TestCase("Refer-To: nobody", 400)]
    [TestCase("Refer-To: <sip:a@b>\nRefer-To: <sip:c@d>", 400)]
    [TestCase("Refer-To: <sip:a@b?Replaces=x>", 400)]
    [TestCase("Refer-To: <sip:a@b?Replaces=x%3Bto-tag%3D1%3Bfrom-tag%3D2&Join=x%3Bto-tag%3D1%3Bfrom-tag%3D2>", 400)]
    [TestCase("Refer-To: <sip:a@b;method=SUBSCRIBE>", 403)]
    [TestCase("Refer-To: <sip:a@b>\nReferred-By: nobody", 400)]
    [TestCase("Refer-To: <sip:a@b>\nReferred-By: <sip:a@b>\nReferred-By: <sip:c@d>", 400)]
    [TestCase("Refer-To: <sip:a@b>\nReferred-By: <sip:a@b>;cid=\"proof@a\"", 400)]
    [TestCase("Refer-To: <sip:a@b>\nRequire: explicitsub", 420)]
    [CancelAfter(60_000)]
    [Requirement("RFC 3515 §2.4.2", "A REFER without one usable Refer-To gets 400; one for another method 403")]
    [Requirement("RFC 3892 §3", "Referred-By that is malformed, doubled, or names a missing part gets 400")]
    [Requirement("RFC 7614 §4", "Require: explicitsub is not supported: 420")]
    public async Task An_odd_reference_is_refused(string headers, int status, CancellationToken stop)
    {
        using var alice = await MakeAsync(stop);
        var answer = await alice.SendAsync("REFER", "", headers, stop);
        Assert.That(answer.Status, Is.EqualTo(status));
        if (status == 420) Assert.That(answer.Header("Unsupported"), Is.EqualTo("explicitsub"));
        await EndAsync(alice, stop);
    }

    [TestCase("Replaces", "replaces")]
    [TestCase("Join", "join")]
    [CancelAfter(60_000)]
    [Requirement("RFC 4579 §5.10", "Replaces in Refer-To goes into the focus's INVITE: a two-party call moves into the conference")]
    [Requirement("RFC 3261 §19.1.5", "Of the headers in a Refer-To only the harmless are carried")]
    public async Task Headers_of_a_reference_go_on(string header, string tag, CancellationToken stop)
    {
        using var alice = await MakeAsync(stop);
        using var bob = Ue("bob");
        await ReferAsync(alice, $"<{UriOf(bob, "bob")}?{header}=call1%40x%3Bto-tag%3D7%3Bfrom-tag%3D8&Subject=Budget&P-Asserted-Identity=%3Csip:ceo%40home1.net%3E&Route=%3Csip:evil.example%3E>", stop);
        var invite = await AnswerAsync(bob, stop);
        await ReportedAsync(alice, stop);

        Assert.That((invite.Header(header), invite.Header("Require"), invite.Header("Subject")), Is.EqualTo(("call1@x;to-tag=7;from-tag=8", tag, "Budget")));
        Assert.That(invite.Headers("P-Asserted-Identity"), Has.Count.EqualTo(1));
        Assert.That(invite.Text, Does.Not.Contain("ceo").And.Not.Contain("evil"));
        await EndAsync(alice, stop, bob);
    }

    [Test, CancelAfter(60_000)]
    [Requirement("RFC 3892 §3", "The proof that Referred-By names by cid goes with it in the body of the INVITE")]
    public async Task The_proof_of_a_referrer_goes_on(CancellationToken stop)
    {
        using var alice = await MakeAsync(stop);
        using var bob = Ue("bob");
        var body = Multipart(("Content-Type: message/sipfrag\nContent-ID: <proof@alice>\nContent-Disposition: aib; handling=optional", "Refer-To: <sip:bob@home1.net>"));
        var headers = $"Refer-To: <{UriOf(bob, "bob")}>\nReferred-By: <sip:alice@home1.net>;cid=\"proof@alice\"\n{Silent}";
        Assert.That((await alice.SendAsync("REFER", body, headers, stop, Boundary)).Status, Is.EqualTo(200));
        var invite = await AnswerAsync(bob, stop);

        Assert.That(invite.Header("Referred-By"), Is.EqualTo("<sip:alice@home1.net>;cid=\"proof@alice\""));
        Assert.That(invite.Header("Content-Type"), Does.StartWith("multipart/mixed"));
        Assert.That(invite.Body, Does.Contain("m=audio").And.Contain("Content-ID: <proof@alice>").And.Contain("Content-Disposition: aib").And.Contain("Refer-To: <sip:bob@home1.net>"));
        await EndAsync(alice, stop, bob);
    }

    [TestCase(429)]
    [TestCase(470)]
    [TestCase(486)]
    [TestCase(603)]
    [CancelAfter(60_000)]
    [Requirement("RFC 3892 §5", "The 429 of a user who wants to know who refers reaches the referrer by sipfrag; so do 470, 486 and 603")]
    public async Task What_the_user_answers_is_reported(int status, CancellationToken stop)
    {
        using var alice = await MakeAsync(stop);
        using var bob = Ue("bob");
        await ReferAsync(alice, $"<{UriOf(bob, "bob")}>", stop);
        bob.Respond(await bob.RequestAsync("INVITE", stop), status);
        Assert.That(await ReportedAsync(alice, stop), Is.EqualTo(["100", $"{status}"]));
        await EndAsync(alice, stop);
    }

    [Test, CancelAfter(60_000)]
    [Requirement("RFC 4538 §4", "Target-Dialog authorises a REFER and a SUBSCRIBE outside of the dialog; one that names no dialog does not")]
    public async Task Who_knows_the_dialog_is_as_good_as_in_it(CancellationToken stop)
    {
        using var alice = await MakeAsync(stop);
        using var bob = Ue("bob");
        using var second = Ue("alices-tablet");
        using var third = Ue("stranger");
        var (callId, theirs, own) = alice.Session;
        var known = $"Target-Dialog: {callId};local-tag={own};remote-tag={theirs}\nRequire: tdialog";
        var wrong = $"Target-Dialog: {callId};local-tag={own};remote-tag=guess\nRequire: tdialog";
        Assert.That((await third.BeginAsync("REFER", alice.Conference, "", $"Refer-To: <{UriOf(bob, "bob")}>\n{wrong}", stop)).Status, Is.EqualTo(403));
        Assert.That((await third.BeginAsync("SUBSCRIBE", alice.Conference, "", $"Event: conference\nExpires: 0\n{wrong}", stop)).Status, Is.EqualTo(403));
        Assert.That((await third.BeginAsync("REFER", alice.Conference, "", $"Refer-To: <{UriOf(bob, "bob")}>", stop)).Status, Is.EqualTo(403));

        Assert.That((await second.BeginAsync("SUBSCRIBE", alice.Conference, "", $"Event: conference\nExpires: 0\n{known}", stop)).Status, Is.EqualTo(200));
        await second.NotifiedAsync(notify => notify.Body.Contains("conference-info", StringComparison.Ordinal), stop);
        using var fourth = Ue("alices-watch");
        Assert.That((await fourth.BeginAsync("REFER", alice.Conference, "", $"Refer-To: <{UriOf(bob, "bob")}>\n{Silent}\n{known}", stop)).Status, Is.EqualTo(200));
        await AnswerAsync(bob, stop);
        await EndAsync(alice, stop, bob);
    }

    [Test, CancelAfter(60_000)]
    [Requirement("RFC 7614 §4", "Require: nosub: 200, and no subscription")]
    public async Task Nobody_is_told_who_does_not_want_to_be(CancellationToken stop)
    {
        using var alice = await MakeAsync(stop);
        using var bob = Ue("bob");
        Assert.That((await ReferAsync(alice, $"<{UriOf(bob, "bob")}>", stop, "Require: nosub")).Status, Is.EqualTo(200));
        await AnswerAsync(bob, stop);
        Assert.That((await ReferAsync(alice, "<sip:nobody@home1.net;method=BYE>", stop)).Status, Is.EqualTo(202));
        Assert.That(await ReportedAsync(alice, stop), Is.EqualTo(["100", "404"]));
        await EndAsync(alice, stop, bob);
    }

    [Test, CancelAfter(60_000)]
    [Requirement("TS 24.147 §5.3.2.5", "Two REFERs for one user at once are one call, and both referrers hear of it; one who is in is not called again")]
    public async Task Two_references_to_one_user(CancellationToken stop)
    {
        using var alice = await MakeAsync(stop);
        using var carol = Ue("carol");
        await carol.CallAsync(alice.Conference, RawUe.Audio(), stop);
        using var bob = Ue("bob");
        var uri = $"<{UriOf(bob, "bob")}>";
        var answers = await Task.WhenAll(ReferAsync(alice, uri, stop), ReferAsync(carol, uri, stop));
        Assert.That(answers.Select(answer => answer.Status), Is.EqualTo([202, 202]));
        await AnswerAsync(bob, stop);
        Assert.That((await ReportedAsync(alice, stop))[^1], Is.EqualTo("200"));
        Assert.That((await ReportedAsync(carol, stop))[^1], Is.EqualTo("200"));

        await ReferAsync(alice, uri, stop);
        Assert.That(await ReportedAsync(alice, stop), Is.EqualTo(["100", "200"]));
        await EndAsync(alice, stop, bob, carol);
    }

    [Test, CancelAfter(60_000)]
    [Requirement("RFC 4579 §5.11", "REFER with method=BYE for one who still rings: CANCEL, and the first referrer hears 487")]
    [Requirement("RFC 3515 §2.4.7", "That a referrer ends its subscription withdraws nothing")]
    public async Task A_reference_is_withdrawn_by_BYE_only(CancellationToken stop)
    {
        using var alice = await MakeAsync(stop);
        using var bob = Ue("bob");
        var uri = UriOf(bob, "bob");
        await ReferAsync(alice, $"<{uri}>", stop);
        var invite = await bob.RequestAsync("INVITE", stop);
        bob.Respond(invite, 180);
        Assert.That((await alice.SendAsync("SUBSCRIBE", "", "Event: refer\nExpires: 0", stop)).Status, Is.EqualTo(200));
        await ReportedAsync(alice, stop);

        Assert.That((await ReferAsync(alice, $"<{uri};method=BYE>", stop)).Status, Is.EqualTo(202));
        bob.Respond(await bob.RequestAsync("CANCEL", stop), 200);
        bob.Respond(invite, 487);
        Assert.That((await ReportedAsync(alice, stop))[^1], Is.EqualTo("200"));
        await EndAsync(alice, stop);
    }

    [Test, CancelAfter(60_000)]
    [Requirement("RFC 4579 §6", "A referrer that wants privacy is named neither in the INVITE nor to the user")]
    public async Task A_private_referrer_stays_unnamed(CancellationToken stop)
    {
        using var alice = await MakeAsync(stop, "alice-incognito", "Privacy: id");
        using var bob = Ue("bob");
        await ReferAsync(alice, $"<{UriOf(bob, "bob")}>", stop, $"Referred-By: <sip:alice-incognito@home1.net>\n{Silent}");
        Assert.That((await AnswerAsync(bob, stop)).Text, Does.Not.Contain("incognito"));
        await EndAsync(alice, stop, bob);
    }

    private static Task<RawMessage> ReferAsync(RawUe referrer, string referTo, CancellationToken stop, string headers = "") =>
        referrer.SendAsync("REFER", "", $"Refer-To: {referTo}{(headers.Length > 0 ? $"\n{headers}" : "")}", stop);
}
