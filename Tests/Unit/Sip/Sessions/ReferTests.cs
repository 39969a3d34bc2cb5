using System.Text;
using ImsConference.Sip.Messages;
using ImsConference.Sip.Sessions;
using NUnit.Framework;

namespace ImsConference.Tests.Unit.Sip.Sessions;

/// <summary>RFC 3515, 4488.</summary>
public sealed class ReferTests
{
    [TestCase(true)]
    [TestCase(false)]
    public void A_REFER_reports_its_progress(bool inDialog)
    {
        var bench = new SessionBench();
        ReferServer? served = null;
        BobTakesRefers(bench, refer =>
        {
            served = refer;
            refer.Accept();
            return Progress(refer);
        });
        var progress = new List<int>();
        InviteSession? call = null;
        if (inDialog) (call, _) = bench.Call();
        var refer = bench.Driver.Run(() => call is null ? bench.Alice.Refer(Request(progress.Add)) : call.Refer(InDialog(progress.Add)));
        var outcome = bench.Await(() => refer.Outcome);

        Assert.That(outcome, Is.EqualTo(new ReferOutcome(202, 200)));
        Assert.That(progress, Is.EqualTo(new[] { 100, 180, 200 }));
        Assert.That((served!.ReferTo.User, served.Method, served.ReferredBy), Is.EqualTo(("carol", "INVITE", "<sip:alice@home1.net>")));
        Assert.That(bench.Ladder, Does.EndWith("REFER 202 NOTIFY 200 NOTIFY 200 NOTIFY 200"));
        var last = bench.Last("NOTIFY");
        Assert.That(Encoding.ASCII.GetString(last.Body.Span), Is.EqualTo("SIP/2.0 200 OK\r\n"));
        Assert.That(Encoding.ASCII.GetString(last[HeaderId.SubscriptionState]), Is.EqualTo("terminated;reason=noresource"));
        Assert.That(Encoding.ASCII.GetString(last[HeaderId.Event]), Is.EqualTo("refer"));
        Assert.That(Encoding.ASCII.GetString(last[HeaderId.ContentType]), Is.EqualTo("message/sipfrag;version=2.0"));
        if (call is null) bench.AssertNothingLeft();
        else bench.HangUp(call);
    }

    [Test]
    public void A_second_REFER_in_a_dialog_is_named_by_its_CSeq()
    {
        var bench = new SessionBench();
        var served = new List<ReferServer>();
        BobTakesRefers(bench, refer =>
        {
            served.Add(refer);
            refer.Accept();
            return Task.CompletedTask;
        });
        var (call, _) = bench.Call();
        var progress = new List<string>();
        var first = bench.Driver.Run(() => call.Refer(InDialog(s => progress.Add($"1:{s}"))));
        bench.Driver.AdvanceMs(100);
        var second = bench.Driver.Run(() => call.Refer(InDialog(s => progress.Add($"2:{s}"))));
        bench.Driver.AdvanceMs(100);
        bench.Await(() => served[1].FinishAsync(486));
        bench.Await(() => served[0].FinishAsync(200));

        Assert.That(progress, Is.EqualTo(new[] { "1:100", "2:100", "2:486", "1:200" }));
        Assert.That((bench.Await(() => first.Outcome).FinalStatus, bench.Await(() => second.Outcome).FinalStatus), Is.EqualTo((200, 486)));
        bench.HangUp(call);
    }

    [Test]
    public void Without_subscription_when_the_peer_wants_none()
    {
        var bench = new SessionBench();
        BobTakesRefers(bench, refer =>
        {
            refer.Accept();
            return Progress(refer);
        });
        var refer = bench.Driver.Run(() => bench.Alice.Refer(Request(null) with { Subscribe = false }));
        var outcome = bench.Await(() => refer.Outcome);

        Assert.That(outcome, Is.EqualTo(new ReferOutcome(200, 0)));
        Assert.That(bench.Ladder, Is.EqualTo("REFER 200"));
        Assert.That(Encoding.ASCII.GetString(bench.Last("200")[HeaderId.ReferSub]), Is.EqualTo("false"));
        bench.AssertNothingLeft();
    }

    [Test]
    public void A_REFER_that_requires_nosub_makes_no_subscription()
    {
        var bench = new SessionBench();
        BobTakesRefers(bench, refer =>
        {
            refer.Accept();
            return Progress(refer);
        });
        var refer = bench.Driver.Run(() => bench.Alice.Refer(Request(null) with { Subscribe = false, Headers = [new("Require", "nosub")] }));

        Assert.That(bench.Await(() => refer.Outcome), Is.EqualTo(new ReferOutcome(200, 0)));
        Assert.That(bench.Ladder, Is.EqualTo("REFER 200"));
        bench.AssertNothingLeft();
    }

    [Test]
    public void A_refused_REFER_leaves_nothing()
    {
        var bench = new SessionBench();
        BobTakesRefers(bench, refer =>
        {
            refer.Reject(603);
            return Task.CompletedTask;
        });
        var refer = bench.Driver.Run(() => bench.Alice.Refer(Request(null)));

        Assert.That(bench.Await(() => refer.Outcome), Is.EqualTo(new ReferOutcome(603, 0)));
        bench.AssertNothingLeft();
    }

    [TestCase("<sip:a@b>, <sip:c@d>")]
    [TestCase("")]
    public void One_Refer_To_exactly(string referTo)
    {
        var bench = new SessionBench();
        BobTakesRefers(bench, _ => Task.CompletedTask);
        var outcome = bench.Await(() => bench.Alice.SendAsync(new PlainRequest
        {
            Method = "REFER",
            Target = SipUri.Parse("sip:bob@10.0.0.2"),
            From = "<sip:alice@10.0.0.1>",
            Contact = "<sip:alice@10.0.0.1>",
            Headers = referTo.Length > 0 ? [new("Refer-To", referTo)] : [],
        }));

        Assert.That(outcome.Status, Is.EqualTo(400));
        bench.AssertNothingLeft();
    }

    [Test]
    public void A_notifier_that_falls_silent_ends_by_expiry()
    {
        var bench = new SessionBench();
        BobTakesRefers(bench, refer =>
        {
            refer.Accept();
            return Task.CompletedTask;
        });
        var refer = bench.Driver.Run(() => bench.Alice.Refer(Request(null)));
        bench.Driver.AdvanceMs(100);
        bench.Network.Fate = (_, _) => [];
        bench.Driver.Advance(TimeSpan.FromSeconds(200));

        Assert.That(bench.Await(() => refer.Outcome), Is.EqualTo(new ReferOutcome(202, 100)));
        bench.AssertNothingLeft();
    }

    [Test]
    public void A_REFER_of_a_session_that_has_ended_is_refused_by_the_peer()
    {
        var bench = new SessionBench();
        var (alice, _) = bench.Call();
        bench.Await(() => alice.ByeAsync());
        var refer = bench.Driver.Run(() => alice.Refer(new InDialogRefer { ReferTo = "<sip:carol@10.0.0.3>", Subscribe = false }));

        Assert.That(bench.Await(() => refer.Answered), Is.EqualTo(481));
        bench.AssertNothingLeft();
    }

    private static async Task Progress(ReferServer refer)
    {
        await refer.ReportAsync(180);
        await refer.FinishAsync(200);
    }

    private static ReferRequest Request(Action<int>? onProgress) => new()
    {
        Target = SipUri.Parse("sip:conf@10.0.0.2"),
        From = "<sip:alice@10.0.0.1>",
        ReferTo = "<sip:carol@10.0.0.3>",
        ReferredBy = "<sip:alice@home1.net>",
        OnProgress = onProgress,
    };

    private static InDialogRefer InDialog(Action<int> onProgress) =>
        new() { ReferTo = "<sip:carol@10.0.0.3>", ReferredBy = "<sip:alice@home1.net>", OnProgress = onProgress };

    private static void BobTakesRefers(SessionBench bench, Func<ReferServer, Task> flow) => bench.Bob.Use(request =>
    {
        if (request.Method != SipMethod.Refer) return false;
        if (request.TakeRefer() is { } refer) bench.Driver.Loop.Spawn("refer", () => flow(refer));
        return true;
    });
}
