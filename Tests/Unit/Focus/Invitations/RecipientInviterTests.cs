using System.Text;
using ImsConference.Sip.Messages;
using ImsConference.Sip.Sessions;
using NUnit.Framework;

namespace ImsConference.Tests.Unit.Focus.Invitations;

/// <summary>An INVITE to the factory brings a list of others along (RFC 5366).</summary>
public sealed class RecipientInviterTests
{
    private static readonly HeaderLine Required = new("Require", "recipient-list-invite");

    [Test]
    public void The_creator_is_answered_and_the_others_are_called_each_once()
    {
        var bench = new FocusBench();
        var (alice, bob, carol) = (bench.Ue("alice"), bench.Ue("bob"), bench.Ue("carol"));
        bob.Answers();
        carol.Answers();
        alice.Call(FocusBench.Factory, With(ListText.Of(
            $"{bob.Uri} cp:copyControl=\"to\"", $"{carol.Uri} cp:copyControl=\"bcc\"", $"{bob.Uri} cp:copyControl=\"to\"", $"{alice.Uri} cp:copyControl=\"to\"")));
        bench.Driver.Advance(TimeSpan.FromSeconds(1));

        Assert.That(bench.Conference.Participants.Select(one => (one.User.Uri, one.IsConnected)), Is.EquivalentTo(new[] { (alice.Uri, true), (bob.Uri, true), (carol.Uri, true) }));
        Assert.That(bench.Conference.Participants.Where(one => one.Referred is not null).Select(one => one.Referred!.By), Is.All.EqualTo(alice.Uri));
        var invite = bench.Last("INVITE");
        var parts = MultipartBody.Parts(invite);
        Assert.That(parts[0].Is("application/sdp") && parts[1].IsFor("recipient-list-history"));
        Assert.That(Encoding.UTF8.GetString(parts[1].Content.Span), Does.Contain(bob.Uri).And.Not.Contain("carol"));
        bench.EveryoneLeaves();
    }

    [Test]
    public void With_preconditions_nobody_rings_before_the_creator_is_in()
    {
        var bench = new FocusBench();
        var (alice, bob) = (bench.Ue("alice"), bench.Ue("bob"));
        bob.Answers();
        alice.Call(FocusBench.Factory, With(ListText.Of(bob.Uri)));
        bench.Driver.Advance(TimeSpan.FromSeconds(1));

        var ladder = bench.Ladder;
        Assert.That(ladder.LastIndexOf("INVITE", StringComparison.Ordinal), Is.GreaterThan(ladder.IndexOf("UPDATE", StringComparison.Ordinal)));
        bench.EveryoneLeaves();
    }

    [Test]
    public void A_list_without_an_offer_or_without_the_tag_serves_too()
    {
        var bench = new FocusBench();
        var (alice, bob) = (bench.Ue("alice", reliable: false), bench.Ue("bob"));
        bob.Answers();
        alice.Call(FocusBench.Factory, request => request with { Offer = null, Parts = [ListText.Part(ListText.Of(bob.Uri))] });
        bench.Driver.Advance(TimeSpan.FromSeconds(1));

        Assert.That(bench.Conference.Participants, Has.Count.EqualTo(2));
        bench.EveryoneLeaves();
    }

    [TestCase("no list", 400)]
    [TestCase("<resource-lists/>", 400)]
    [TestCase("many", 403)]
    [TestCase("text/plain", 415)]
    [TestCase("Replaces", 400)]
    public void Refused(string what, int status)
    {
        var bench = new FocusBench(settings => settings with { MaxRecipients = 5 });
        var list = what switch
        {
            "many" => ListText.Of(Enumerable.Range(0, 6).Select(i => $"sip:user{i}@example.com")),
            "Replaces" => ListText.Of("sip:bob@bob.example?Replaces=x"),
            "text/plain" => ListText.Of("sip:bob@bob.example"),
            _ => what,
        };
        var part = ListText.Part(list);
        if (what == "text/plain") part = part with { ContentType = what };
        var outcome = bench.Ue("alice", reliable: false).Try(FocusBench.Factory, request =>
            request with { Headers = [Required], Parts = what == "no list" ? [] : [part] });

        Assert.That(outcome.Status, Is.EqualTo(status));
        Assert.That(outcome.Response!.Has(HeaderId.Warning));
        if (status == 415) Assert.That(outcome.Response.Lists(HeaderId.Accept, "application/resource-lists+xml"));
        Assert.That(bench.Conferences.Count, Is.Zero);
        bench.AssertNothingLeft();
    }

    [Test]
    public void More_than_a_conference_holds_are_refused_before_anybody_rings()
    {
        var bench = new FocusBench(settings => settings with { MaxParticipants = 3 });
        Assert.That(bench.Ue("alice").Try(FocusBench.Factory, With(ListText.Of("sip:a@a.example", "sip:b@b.example", "sip:c@c.example"))).Status, Is.EqualTo(486));
        bench.AssertNothingLeft();
    }

    [Test]
    public void Elsewhere_than_at_the_factory_the_tag_is_not_supported()
    {
        var bench = new FocusBench();
        var (alice, session) = bench.Make(reliable: false);
        foreach (var target in (string[])[bench.Conference.Uri.Text, FocusBench.Redirect])
        {
            var outcome = bench.Ue("bob", reliable: false).Try(target, With(ListText.Of("sip:carol@carol.example")));
            Assert.That((outcome.Status, FocusBench.Text(outcome.Response!, HeaderId.Unsupported)), Is.EqualTo((420, "recipient-list-invite")));
        }

        var again = bench.Await(() => session.SendAsync("INVITE", null, default, [Required]));
        Assert.That((again.Status, FocusBench.Text(again.Response!, HeaderId.Unsupported)), Is.EqualTo((420, "recipient-list-invite")), "re-INVITE");
        Assert.That(alice.Agent.Counts.Sessions, Is.EqualTo(1));
        bench.EveryoneLeaves();
    }

    [Test]
    public void A_hundred_users_are_called_at_the_pace_that_is_set()
    {
        var bench = new FocusBench(settings => settings with { MaxParticipants = 101, InvitesPerSecond = 20 });
        var guests = Enumerable.Range(0, 100).Select(i => bench.Ue($"guest{i}", reliable: false)).ToArray();
        foreach (var guest in guests) guest.Answers();
        bench.Ue("alice", reliable: false).Call(FocusBench.Factory, With(ListText.Of(guests.Select(guest => guest.Uri))));
        bench.Driver.AdvanceMs(900);
        Assert.That(bench.All("INVITE").Count(), Is.InRange(15, 22));
        Assert.That(bench.Conference.Roster.PresentCount, Is.EqualTo(101), "those who wait are pending");

        bench.Driver.Advance(TimeSpan.FromSeconds(6));
        Assert.That(bench.Conference.Participants.Count(one => one.IsConnected), Is.EqualTo(101));
        bench.EveryoneLeaves();
    }

    [Test]
    public void The_conference_ends_while_others_still_wait_for_their_call()
    {
        var bench = new FocusBench(settings => settings with { InvitesPerSecond = 2, EndsWhen = Mrfc.Focus.ConferenceEnd.CreatorLeaves });
        var alice = bench.Ue("alice", reliable: false);
        var session = alice.Call(FocusBench.Factory, With(ListText.Of(Enumerable.Range(0, 20).Select(i => $"sip:user{i}@nowhere.example"))));
        bench.Await(() => session.ByeAsync());

        Assert.That(bench.All("INVITE").Count(), Is.LessThan(4));
        bench.AssertNothingLeft();
    }

    [Test]
    public void Who_did_not_consent_is_shown_as_failed()
    {
        var bench = new FocusBench();
        var (alice, bob) = (bench.Ue("alice"), bench.Ue("bob"));
        bob.Answers(invite =>
        {
            invite.Reject(470);
            return Task.CompletedTask;
        });
        alice.Call(FocusBench.Factory, With(ListText.Of(bob.Uri)));
        bench.Driver.AdvanceMs(200);
        Assert.That(bench.Log.Errors, Is.Empty);
        Assert.That(bench.Conference.Participants, Has.Count.EqualTo(1));
        bench.EveryoneLeaves();
    }

    [Test]
    public void OPTIONS_tells_of_lists_at_the_factory_only()
    {
        var bench = new FocusBench();
        bench.Make(reliable: false);
        Assert.That(Options(bench, FocusBench.Factory).Lists(HeaderId.Supported, "recipient-list-invite"));
        Assert.That(Options(bench, bench.Conference.Uri.Text).Lists(HeaderId.Supported, "recipient-list-invite"), Is.False);
        Assert.That(Options(bench, bench.Conference.Uri.Text).Lists(HeaderId.Supported, "multiple-refer"));
        bench.EveryoneLeaves();
    }

    private static Func<InviteRequest, InviteRequest> With(string list) => request => request with { Headers = [Required], Parts = [ListText.Part(list)] };

    private static SipMessage Options(FocusBench bench, string uri)
    {
        var ue = bench.Ue("asker");
        return bench.Await(() => ue.Agent.SendAsync(new PlainRequest { Method = "OPTIONS", Target = SipUri.Parse(uri), From = ue.From })).Response!;
    }
}
