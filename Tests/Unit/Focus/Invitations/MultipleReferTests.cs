using System.Text;
using ImsConference.Sip.Messages;
using ImsConference.Sip.Sessions;
using ImsConference.Sip.Transactions;
using NUnit.Framework;

namespace ImsConference.Tests.Unit.Focus.Invitations;

/// <summary>One REFER is about many users (RFC 5368).</summary>
public sealed class MultipleReferTests
{
    private static readonly HeaderLine Tag = new("Require", "multiple-refer, norefersub");
    private static readonly HeaderLine Silent = new("Refer-Sub", "false");

    [Test]
    public void Each_user_of_the_list_is_called_and_nothing_is_reported()
    {
        var bench = new FocusBench();
        var (alice, session) = bench.Make();
        var (bob, carol) = (bench.Ue("bob"), bench.Ue("carol"));
        bob.Answers();
        carol.Answers();
        var outcome = Refer(bench, session, ListText.Of(bob.Uri, carol.Uri, bob.Uri), Tag, Silent, new("Referred-By", $"<{alice.Uri}>"));
        bench.Driver.Advance(TimeSpan.FromSeconds(1));

        Assert.That((outcome.Status, FocusBench.Text(outcome.Response!, HeaderId.ReferSub)), Is.EqualTo((200, "false")));
        Assert.That(bench.Ladder, Does.Not.Contain("NOTIFY"));
        Assert.That(bench.Conference.Participants.Count(one => one.IsConnected), Is.EqualTo(3));
        Assert.That(FocusBench.Text(bench.Last("INVITE"), HeaderId.ReferredBy), Is.EqualTo($"<{alice.Uri}>"));
        bench.EveryoneLeaves();
    }

    [Test]
    public void The_list_may_be_one_part_among_others()
    {
        var bench = new FocusBench();
        var session = bench.Make().Session;
        var bob = bench.Ue("bob");
        bob.Answers();
        var (type, body) = MultipartBody.Write([new BodyPart("text/plain", "hello"u8.ToArray()), ListText.Part(ListText.Of(bob.Uri), "list@alice")]);
        Assert.That(Send(bench, session, "<cid:list%40alice>", type, body, [Tag, Silent]).Status, Is.EqualTo(200));
        bench.Driver.Advance(TimeSpan.FromSeconds(1));

        Assert.That(bench.Conference.Participants, Has.Count.EqualTo(2));
        bench.EveryoneLeaves();
    }

    [Test]
    public void A_list_may_take_out_too()
    {
        var bench = new FocusBench();
        var session = bench.Make().Session;
        var (bob, carol) = (bench.Ue("bob", reliable: false), bench.Ue("carol", reliable: false));
        var guests = new[] { bob.Call(bench.Conference.Uri.Text), carol.Call(bench.Conference.Uri.Text) };
        Refer(bench, session, ListText.Of($"{bob.Uri};method=BYE", $"{carol.Uri};method=BYE"), Tag, Silent);

        foreach (var guest in guests) Assert.That(bench.Await(() => guest.Ended).Reason, Does.Contain("removed"));
        bench.EveryoneLeaves();
    }

    [TestCase("", "Refer-Sub: false", 421, Description = "the list comes with its option tag")]
    [TestCase("Require: multiple-refer", "", 400, Description = "and without a subscription")]
    [TestCase("Require: multiple-refer", "Refer-Sub: true", 400)]
    [TestCase("Require: multiple-refer, nosub", "", 200, Description = "RFC 7614 has another way to say so")]
    public void Headers_of_the_list(string first, string second, int status)
    {
        var bench = new FocusBench();
        var session = bench.Make().Session;
        HeaderLine[] headers = [.. new[] { first, second }.Where(text => text.Length > 0).Select(text => new HeaderLine(text.Split(": ")[0], text.Split(": ")[1]))];
        var outcome = Refer(bench, session, ListText.Of("sip:x@nowhere.example"), headers);

        Assert.That(outcome.Status, Is.EqualTo(status));
        if (status == 421) Assert.That(FocusBench.Text(outcome.Response!, HeaderId.Require), Is.EqualTo("multiple-refer"));
        bench.EveryoneLeaves();
    }

    [TestCase("<cid:other@alice>", "", 400, Description = "no such part")]
    [TestCase("<cid:list@alice>", "<x/>", 400)]
    [TestCase("<cid:list@alice>", "sip:a@a.example sip:b@b.example sip:c@c.example sip:d@d.example", 403, Description = "above the limit")]
    [TestCase("<cid:list@alice>", "sip:a@a.example;method=MESSAGE", 403)]
    [TestCase("<cid:list@alice>", "sip:a@a.example sip:b@b.example sip:c@c.example", 486, Description = "more than the conference holds")]
    [TestCase("<sip:a@a.example>", "", 200, Description = "the tag does no harm to a single reference")]
    public void References(string referTo, string list, int status)
    {
        var bench = new FocusBench(settings => settings with { MaxRecipients = 3, MaxParticipants = 3 });
        var session = bench.Make().Session;
        var text = list.StartsWith('<') ? list : ListText.Of(list.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        var outcome = Send(bench, session, referTo, "application/resource-lists+xml", Encoding.UTF8.GetBytes(text),
            [Tag, Silent, new("Content-ID", "<list@alice>"), new("Content-Disposition", "recipient-list")]);

        Assert.That(outcome.Status, Is.EqualTo(status));
        bench.EveryoneLeaves();
    }

    [Test]
    public void Who_is_not_in_may_not()
    {
        var bench = new FocusBench();
        bench.Make();
        var eve = bench.Ue("eve");
        var outcome = bench.Await(() => eve.Agent.SendAsync(new PlainRequest
        {
            Method = "REFER",
            Target = bench.Conference.Uri,
            From = eve.From,
            Headers = [Tag, Silent, new("Refer-To", "<cid:l@x>"), new("Content-ID", "<l@x>"), new("Content-Disposition", "recipient-list")],
            ContentType = "application/resource-lists+xml",
            Body = Encoding.UTF8.GetBytes(ListText.Of("sip:bob@bob.example")),
        }));
        Assert.That(outcome.Status, Is.EqualTo(403));
        bench.EveryoneLeaves();
    }

    private static RequestOutcome Refer(FocusBench bench, InviteSession session, string list, params HeaderLine[] headers) =>
        Send(bench, session, "<cid:list@alice>", "application/resource-lists+xml", Encoding.UTF8.GetBytes(list),
            [.. headers, new("Content-ID", "<list@alice>"), new("Content-Disposition", "recipient-list")]);

    private static RequestOutcome Send(
        FocusBench bench, InviteSession session, string referTo, string type, ReadOnlyMemory<byte> body, IReadOnlyList<HeaderLine> headers) =>
        bench.Await(() => session.SendAsync("REFER", type, body, [.. headers, new HeaderLine("Refer-To", referTo), new HeaderLine("Contact", session.Dialog.Contact)]));
}
