using System.Xml.Linq;
using ImsConference.Mrfc.Focus;
using ImsConference.Mrfc.Focus.Admission;
using ImsConference.Mrfc.Focus.Roster;
using ImsConference.Sip.Sessions;
using NUnit.Framework;

namespace ImsConference.Tests.Unit.Focus;

/// <summary>What a roster tells, and of whom it tells less (RFC 4575 §5, RFC 4579 §6).</summary>
public sealed class RosterContentTests
{
    private static readonly XNamespace Ns = ConferenceInfoWriter.Namespace;

    [Test]
    public void What_is_configured_and_what_the_maker_says_describes_the_conference()
    {
        var bench = new FocusBench(settings => settings with
        {
            RecordMix = true,
            Roster = new RosterOptions
            {
                DisplayText = "Room {token}",
                FreeText = "Speak up",
                Keywords = "one two",
                DialInUri = "tel:+4989{node}",
                WebPage = "https://www.{domain}/{token}",
                RecordingUri = "https://rec.{domain}/{token}.wav",
                HostName = "Home",
                HostWebPage = "https://{domain}",
                HostUri = "sip:help@{domain}",
            },
        });
        var alice = bench.Ue("alice");
        alice.Call(FocusBench.Factory, request => request with { Headers = [new("Subject", "Budget")] });
        var root = See(bench, alice);
        var token = bench.Conference.Token;

        Assert.That(Texts(root, "conference-description", "display-text", "subject", "free-text", "keywords", "maximum-user-count"),
            Is.EqualTo(new[] { $"Room {token}", "Budget", "Speak up", "one two", "100" }));
        Assert.That(Uris(root, "conf-uris"), Is.EqualTo(new[] { (bench.Conference.Uri.Text, "participation"), ("tel:+4989mrfc1", "participation") }));
        Assert.That(Uris(root, "service-uris"), Is.EqualTo(new[] { ($"https://www.home1.net/{token}", "web-page"), ($"https://rec.home1.net/{token}.wav", "recording") }));
        Assert.That(Texts(root, "host-info", "display-text", "web-page", "uris"), Is.EqualTo(new[] { "Home", "https://home1.net", "sip:help@home1.net" }));
        Assert.That(Texts(root, "conference-state", "user-count", "active", "locked"), Is.EqualTo(new[] { "1", "true", "false" }));
        bench.EveryoneLeaves();
    }

    [Test]
    public void A_user_is_told_with_its_other_names_languages_and_device()
    {
        var bench = new FocusBench(settings => settings with { TrustedPeers = ["192.0.2.0/24"] });
        var (alice, _) = bench.Make();
        var bob = bench.Ue("bob", reliable: false);
        bob.Call(bench.Conference.Uri.Text, request => request with
        {
            Contact = $"\"Desk phone\" <sip:bob@{bob.Node.Address}>",
            Headers = [new("P-Asserted-Identity", "<tel:+49123>"), new("P-Asserted-Identity", "\"Bob\" <sip:bob@home1.net>"), new("Accept-Language", "en;q=0.5, de-AT, *")],
        });
        var user = Find(See(bench, alice), "sip:bob@home1.net");
        var endpoint = user.Element(Ns + "endpoint")!;

        Assert.That(user.Elements().Select(element => element.Value).SkipLast(1), Is.EqualTo(new[] { "Bob", "tel:+49123", "participant", "de-AT en" }));
        Assert.That((string?)endpoint.Element(Ns + "display-text"), Is.EqualTo("Desk phone"));
        Assert.That((string?)endpoint.Element(Ns + "media")!.Element(Ns + "label"), Is.EqualTo("1"));
        Assert.That(bench.Sessions[^1].RemoteDescription!.Media[0].TryGetAttribute("label", out var label) ? label : "", Is.EqualTo("1"), "RFC 4574: the same in our SDP");
        bench.EveryoneLeaves();
    }

    [Test]
    public void Dialogs_are_told_only_to_those_who_may_end_them()
    {
        var bench = new FocusBench();
        var (alice, session) = bench.Make();
        var bob = bench.Ue("bob", reliable: false);
        bob.Call(bench.Conference.Uri.Text);
        var carol = bench.Ue("carol", reliable: false);
        carol.Answers();
        alice.Refer(session, carol.Uri);

        Assert.That(See(bench, bob).Descendants(Ns + "call-info"), Is.Empty);
        var calls = See(bench, alice).Descendants(Ns + "sip").Select(call => string.Join(' ', call.Elements().Select(element => element.Value))).ToList();
        var (theirs, ours) = (session.Dialog.Id, carol.Session!.Dialog.Id);
        Assert.That(calls, Has.Count.EqualTo(3));
        Assert.That(calls[0], Is.EqualTo($"{theirs.CallId} {theirs.LocalTag} {theirs.RemoteTag}"));
        Assert.That(calls[2], Is.EqualTo($"{ours.CallId} {ours.RemoteTag} {ours.LocalTag}"), "the focus called");
        bench.EveryoneLeaves();
    }

    [Test]
    public void Nothing_leaks_of_one_who_wants_privacy()
    {
        var bench = new FocusBench();
        var (alice, _) = bench.Make();
        alice.Subscribe(bench.Conference.Uri.Text);
        var bob = bench.Ue("bob", reliable: false);
        var hidden = bob.Call(bench.Conference.Uri.Text, request => request with
        {
            Contact = $"\"bob's phone\" <sip:bob@{bob.Node.Address}>",
            Headers = [new("Privacy", "id"), new("Accept-Language", "de"), new("Subject", "bob")],
        });
        bench.Driver.AdvanceMs(200);
        var callId = hidden.Dialog.Id.CallId;
        bench.Await(() => hidden.ByeAsync("SIP;cause=200;text=\"bob has to go\""));
        bench.Driver.AdvanceMs(200);

        Assert.That(string.Concat(alice.Roster.Select(notify => notify.Document)),
            Does.Contain("anonymous2@anonymous.invalid").And.Contain("<reason>SIP;cause=200</reason>").And.Not.Contain("bob").And.Not.Contain($"{bob.Node.Address}").And.Not.Contain(callId));
        bench.EveryoneLeaves();
    }

    [Test]
    public void One_who_wants_privacy_in_its_answer_has_no_name_from_then_on()
    {
        var bench = new FocusBench();
        var (alice, session) = bench.Make();
        var bob = bench.Ue("bob", reliable: false);
        bob.Answers(null, new HeaderLine("Privacy", "id"));
        alice.Refer(session, bob.Uri);

        var shown = See(bench, alice);
        Assert.That($"{shown}", Does.Contain("anonymous2@anonymous.invalid").And.Not.Contain("bob"));
        Assert.That((string?)shown.Descendants(Ns + "by").Single(), Is.EqualTo(alice.Uri), "who asked for it stays known");
        bench.EveryoneLeaves();
    }

    [Test]
    public void What_an_operator_does_is_told()
    {
        var bench = new FocusBench();
        var (alice, _) = bench.Make();
        alice.Subscribe(bench.Conference.Uri.Text);
        bench.Driver.AdvanceMs(200);
        var participant = bench.Conference.Participants.Single();
        bench.Await(() => bench.Focus.Control.MuteAsync(Actor.Operator, participant, isMuted: true));
        bench.Driver.AdvanceMs(100);
        Assert.That(alice.Roster[^1].Document.Descendants(Ns + "status").Select(status => status.Value), Is.EqualTo(new[] { "muted-via-focus", "recvonly" }));

        bench.Driver.Run(() => bench.Focus.Control.Lock(Actor.Operator, bench.Conference, isLocked: true));
        bench.Driver.AdvanceMs(100);
        Assert.That((string?)alice.Roster[^1].Document.Descendants(Ns + "locked").Single(), Is.EqualTo("true"));
        bench.Await(() => bench.Focus.Control.ChangeRoleAsync(Actor.Operator, participant, Role.ListenOnly)); // refused: a creator stays one
        bench.Driver.AdvanceMs(100);
        Assert.That(alice.Roster, Has.Count.EqualTo(3), "nothing has changed");
        bench.EveryoneLeaves();
    }

    [Test]
    public void Who_left_by_whose_fault_is_told()
    {
        var bench = new FocusBench(settings => settings with { DepartedMs = 1_000 });
        var (alice, session) = bench.Make();
        alice.Subscribe(bench.Conference.Uri.Text);
        var failed = bench.Ue("bob", reliable: false).Call(bench.Conference.Uri.Text);
        var expelled = bench.Ue("carol", reliable: false);
        expelled.Call(bench.Conference.Uri.Text);
        bench.Await(() => failed.ByeAsync("SIP;cause=503;text=\"radio lost\", Q.850;cause=41"));
        alice.Refer(session, $"{expelled.Uri};method=BYE");
        bench.Driver.AdvanceMs(500);

        var root = See(bench, alice);
        Assert.That(Left(root, "sip:bob@bob.example"), Is.EqualTo(("disconnected", "failed", "SIP;cause=503;text=\"radio lost\", Q.850;cause=41", null as string)));
        Assert.That(Left(root, expelled.Uri), Is.EqualTo(("disconnected", "booted", "SIP;cause=603;text=\"removed from the conference\", Q.850;cause=21", alice.Uri)));
        Assert.That(alice.Roster.SelectMany(notify => notify.Document.Descendants(Ns + "status")).Select(status => status.Value), Does.Contain("disconnecting"));
        bench.EveryoneLeaves();
    }

    [Test]
    public void The_source_that_is_heard_counts_more_than_the_one_that_was_announced()
    {
        var bench = new FocusBench();
        var alice = bench.Ue("alice", reliable: false);
        var session = alice.Call(FocusBench.Factory, request => request with { Offer = FocusBench.Sdp(4000, more: "a=ssrc:1111 cname:alice\r\n") });
        alice.Subscribe(bench.Conference.Uri.Text);
        bench.Driver.AdvanceMs(200);
        Assert.That(Source(alice), Is.EqualTo("1111"), "nothing was heard yet");

        var termination = bench.Conference.Participants.Single().Media!.Termination;
        bench.Driver.Run(() => bench.Mrfp.Report(termination.Context.Id, termination.TerminationId, it => it.SourceChanged = new() { Ssrc = 2222 }));
        bench.Driver.AdvanceMs(100);
        Assert.That(Source(alice), Is.EqualTo("2222"));
        bench.Await(() => session.ModifyAsync(FocusBench.Sdp(4002, more: "a=ssrc:3333 cname:alice\r\n"), ModifyBy.ReInvite));
        bench.Driver.AdvanceMs(100);
        Assert.That(Source(alice), Is.EqualTo("2222"), "it has not sent with that one");
        bench.EveryoneLeaves();
    }

    private static string Source(Ue ue) => (string)ue.Roster[^1].Document.Descendants(Ns + "src-id").Single()!;

    private static (string, string, string, string?) Left(XElement root, string user)
    {
        var endpoint = Find(root, user).Element(Ns + "endpoint")!;
        var how = endpoint.Element(Ns + "disconnection-info")!;
        return ((string)endpoint.Element(Ns + "status")!, (string)endpoint.Element(Ns + "disconnection-method")!, (string)how.Element(Ns + "reason")!, (string?)how.Element(Ns + "by"));
    }

    /// <summary>What a new subscription shows.</summary>
    private static XElement See(FocusBench bench, Ue ue)
    {
        var seen = ue.Roster.Count;
        ue.Subscribe(bench.Conference.Uri.Text);
        bench.Driver.AdvanceMs(100);
        return ue.Roster[seen].Document;
    }

    private static XElement Find(XElement root, string user) => root.Descendants(Ns + "user").Single(element => (string?)element.Attribute("entity") == user);

    private static IEnumerable<string> Texts(XElement root, string parent, params string[] names) =>
        names.Select(name => root.Element(Ns + parent)!.Element(Ns + name)!.Value);

    private static IEnumerable<(string, string)> Uris(XElement root, string list) =>
        root.Descendants(Ns + list).Single().Elements().Select(entry => ((string)entry.Element(Ns + "uri")!, (string)entry.Element(Ns + "purpose")!));
}
