using System.Text;
using ImsConference.Mrfc.Focus;
using ImsConference.Mrfc.Focus.Admission;
using ImsConference.Mrfc.Focus.Roster;
using ImsConference.Protos.Mp;
using ImsConference.Sip.Sessions;
using NUnit.Framework;

namespace ImsConference.Tests.Unit.Focus.Admission;

/// <summary>Who dials in is answered, and then asked for a PIN.</summary>
public sealed class PinTests
{
    private const string Pin = "471147";

    [Test]
    public void Who_knows_the_PIN_comes_in()
    {
        var bench = Bench();
        var (alice, guest) = Knock(bench);
        var bob = Guest(bench);
        Assert.That(bob.Threshold, Is.EqualTo(Threshold.Pin));
        Assert.That(bench.Conference.Participants[0].IsConnected, Is.True, "the maker is not asked");
        Assert.That(Stream(bench, bob).Isolated, Is.True, "neither hears nor is heard");
        Assert.That(StatusOf(bench, bob), Is.EqualTo(EndpointStatus.DialingIn));
        Assert.That(bench.Mrfp.Collections.Values.Single().Prompt.Segments.Single().Files, Is.EqualTo(["en/enter-pin.wav"]));

        Press(bench, Pin);
        Assert.That(bob.IsConnected, Is.True);
        Assert.That(Stream(bench, bob).Isolated, Is.False);
        Assert.That(StatusOf(bench, bob), Is.EqualTo(EndpointStatus.Connected));
        Assert.That(bench.Log.All.Where(line => line.Contains(Pin, StringComparison.Ordinal)), Is.Empty);
        bench.EveryoneLeaves();
    }

    [Test]
    public void Three_wrong_ones_and_it_is_out()
    {
        var bench = Bench();
        var (_, guest) = Knock(bench);
        var bob = Guest(bench);
        Press(bench, "1111");
        Assert.That(bench.Mrfp.Collections.Values.Single().Prompt.Segments.Single().Files, Is.EqualTo(["en/wrong-pin.wav"]));
        Press(bench, "", DigitsEnd.DigitsFirstTimeout);
        Press(bench, "47114711");
        Assert.That(bench.Mrfp.Collections, Is.Empty);
        bench.Driver.Run(() => bench.Mrfp.EndPlayback(bench.Mrfp.Playbacks.Keys.Single())); // goodbye
        bench.Driver.AdvanceMs(100);

        Assert.That(bench.Await(() => guest.Ended).Reason, Is.EqualTo("SIP;cause=403;text=\"wrong PIN\", Q.850;cause=21"));
        Assert.That(bob.IsConnected, Is.False);
        bench.EveryoneLeaves();
    }

    [Test]
    public void Whoever_hangs_up_meanwhile_leaves_nothing()
    {
        var bench = Bench();
        var (_, guest) = Knock(bench);
        bench.Await(() => guest.ByeAsync());
        bench.Driver.AdvanceMs(100);
        Assert.That(bench.Conference.Participants, Has.Count.EqualTo(1));
        bench.EveryoneLeaves();
    }

    [Test]
    public void Before_the_PIN_it_may_nothing()
    {
        var bench = Bench(options => options with { OpenRoster = false });
        var (alice, guest) = Knock(bench);
        var refer = bench.Driver.Run(() => guest.Refer(new InDialogRefer { ReferTo = "<sip:carol@carol.example>" }));
        Assert.That(bench.Await(() => refer.Outcome).Status, Is.EqualTo(403));
        Assert.That(bench.Conference.Policy.MaySubscribe(bench.Conference.Policy.Recognise(Guest(bench).User, Guest(bench)), out _), Is.False);
        bench.EveryoneLeaves();
    }

    [Test]
    public void Whom_the_focus_calls_is_not_asked()
    {
        var bench = Bench();
        var (alice, session) = bench.Make();
        var carol = bench.Ue("carol", reliable: false);
        carol.Answers();
        alice.Refer(session, carol.Uri);
        bench.Driver.AdvanceMs(500);
        Assert.That(bench.Conference.Participants.Select(participant => participant.IsConnected), Is.EqualTo([true, true]));
        bench.EveryoneLeaves();
    }

    [TestCase("", true, Description = "the server knows of none")]
    [TestCase(Pin, false)]
    public void The_server_that_knows_is_asked(string known, bool isIn)
    {
        var bench = new FocusBench(options => options with { PinServer = "http://pins.example:7090" });
        bench.PinServer.Pin = known;
        Knock(bench);
        bench.Driver.AdvanceMs(100);
        Assert.That(Guest(bench).IsConnected, Is.EqualTo(isIn));
        Assert.That(bench.PinServer.Asked[0], Is.EqualTo(new PinQuestion(bench.Conference.Uri.ToString(), "sip:alice@alice.example", "sip:bob@bob.example")));
        if (!isIn)
        {
            Press(bench, Pin);
            Assert.That(Guest(bench).IsConnected, Is.True);
        }

        bench.EveryoneLeaves();
    }

    [Test]
    public void Without_the_server_nobody_comes_in()
    {
        var bench = new FocusBench(options => options with { PinServer = "http://pins.example:7090" });
        bench.PinServer.IsDown = true;
        var (_, guest) = Knock(bench);
        Assert.That(bench.Await(() => guest.Ended).Reason, Does.StartWith("SIP;cause=503"));
        bench.EveryoneLeaves();
    }

    [Test]
    public void Wrong_tries_are_counted_by_conference_and_caller()
    {
        var time = new ManualTime();
        var log = new RecordingLog<PinBook>();
        var book = new PinBook(question => question.Conference == "open" ? "" : Pin, time, log);
        var bob = new PinQuestion("sip:conf-1@x", "sip:alice@x", "sip:bob@x");
        Assert.That(Ask(book, bob with { Conference = "open" }, "1"), Is.EqualTo(PinVerdict.NotNeeded));
        Assert.That(Ask(book, bob, null), Is.EqualTo(PinVerdict.Needed));
        Assert.That(book.CheckAsync(bob, PinProof.Of(Pin, bob with { Caller = "sip:carol@x" })).GetAwaiter().GetResult(), Is.EqualTo(PinVerdict.Wrong), "a proof is for one caller");
        for (var i = 2; i <= PinBook.MostWrongOfCaller; i++) Assert.That(Ask(book, bob, "0000"), Is.EqualTo(PinVerdict.Wrong));

        Assert.That(Ask(book, bob, Pin), Is.EqualTo(PinVerdict.LockedOut), "not even the right one");
        Assert.That(Ask(book, bob with { Caller = "sip:carol@x" }, Pin), Is.EqualTo(PinVerdict.Granted));
        Assert.That(Ask(book, bob with { Conference = "sip:conf-2@x" }, Pin), Is.EqualTo(PinVerdict.Granted));
        Assert.That(log.Warnings, Is.EqualTo(["Wrong PINs have locked sip:bob@x out of sip:conf-1@x"]));

        time.Advance(PinBook.Lockout);
        Assert.That(Ask(book, bob, Pin), Is.EqualTo(PinVerdict.Granted));
    }

    [Test]
    public void Who_changes_its_name_at_each_try_is_locked_out_with_all_others()
    {
        var book = new PinBook(_ => Pin, new ManualTime(), new RecordingLog<PinBook>());
        for (var i = 1; i <= PinBook.MostWrongOfConference; i++)
            Assert.That(Ask(book, new PinQuestion("sip:conf-1@x", "", $"sip:{i}@x"), "0000"), Is.EqualTo(PinVerdict.Wrong));
        Assert.That(Ask(book, new PinQuestion("sip:conf-1@x", "", "sip:new@x"), Pin), Is.EqualTo(PinVerdict.LockedOut));
    }

    private static PinVerdict Ask(PinBook book, PinQuestion question, string? digits) =>
        book.CheckAsync(question, digits is null ? null : PinProof.Of(digits, question)).GetAwaiter().GetResult();

    private static FocusBench Bench(Func<FocusOptions, FocusOptions>? change = null)
    {
        var bench = new FocusBench(change);
        const string Json = """{"default": {"create": true}, "subscribers": {"sip:alice@alice.example": {"create": true, "pin": "PIN"} } }""";
        Assert.That(SubscriberTable.TryRead(Encoding.UTF8.GetBytes(Json.Replace("PIN", Pin, StringComparison.Ordinal)), out var table, out var fault), Is.True, fault);
        bench.Subscribers.Table = table;
        return bench;
    }

    /// <summary>Alice makes a conference, and bob is before its door.</summary>
    private static (Ue Alice, InviteSession Guest) Knock(FocusBench bench)
    {
        var alice = bench.Make().Alice;
        var guest = bench.Ue("bob", reliable: false).Call(bench.Conference.Uri.Text);
        return (alice, guest);
    }

    private static Participant Guest(FocusBench bench) => bench.Conference.Participants[1];

    private static StreamDescriptor Stream(FocusBench bench, Participant participant) => bench.Mrfp.Streams[participant.Media!.Termination.TerminationId];

    private static EndpointStatus? StatusOf(FocusBench bench, Participant participant) =>
        bench.Conference.Roster.StatusOf(participant.RosterUri, participant.EndpointUri);

    private static void Press(FocusBench bench, string digits, DigitsEnd end = DigitsEnd.DigitsTerminator)
    {
        bench.Driver.Run(() => bench.Mrfp.EndCollection(digits, end));
        bench.Driver.AdvanceMs(50);
    }
}
