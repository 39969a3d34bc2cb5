using System.Text;
using ImsConference.Sip.Messages;
using ImsConference.Sip.Sessions;
using ImsConference.Sip.Transactions;
using NUnit.Framework;

namespace ImsConference.Tests.Unit.Sip.Sessions;

/// <summary>What a user agent answers by itself (RFC 3261 §8.2), and what it hands to whom.</summary>
public sealed class DispatchTests
{
    [TestCase("INVITE", "sip:nobody@10.0.0.2", "", 404)]
    [TestCase("SUBSCRIBE", "sip:nobody@10.0.0.2", "Event: refer", 404)]
    [TestCase("SUBSCRIBE", "sip:nobody@10.0.0.2", "Event: winfo", 489)]
    [TestCase("SUBSCRIBE", "sip:nobody@10.0.0.2", "", 489)]
    [TestCase("OPTIONS", "sip:10.0.0.2", "", 200)]
    [TestCase("OPTIONS", "sip:nobody@10.0.0.2", "", 404)]
    [TestCase("PUBLISH", "sip:nobody@10.0.0.2", "", 405)]
    [TestCase("DANCE", "sip:nobody@10.0.0.2", "", 501)]
    [TestCase("BYE", "sip:nobody@10.0.0.2", "", 481)]
    [TestCase("NOTIFY", "sip:nobody@10.0.0.2", "Event: refer", 481)]
    [TestCase("PRACK", "sip:nobody@10.0.0.2", "", 481)]
    [TestCase("INVITE", "tel:+15551234", "", 416)]
    [TestCase("INVITE", "sip:nobody@10.0.0.2", "Require: teleport", 420)]
    public void A_request_that_nobody_takes(string method, string uri, string header, int status)
    {
        var bench = new SessionBench();
        var outcome = Send(bench, method, uri, header);

        Assert.That(outcome.Status, Is.EqualTo(status));
        bench.AssertNothingLeft();
    }

    [TestCase(405, "PUBLISH", "", "Allow", "INVITE")]
    [TestCase(420, "INVITE", "Require: 100rel, teleport", "Unsupported", "teleport")]
    [TestCase(489, "SUBSCRIBE", "Event: winfo", "Allow-Events", "refer")]
    public void A_refusal_bears_what_it_owes(int status, string method, string header, string owed, string value)
    {
        var bench = new SessionBench();
        var outcome = Send(bench, method, "sip:nobody@10.0.0.2", header);

        Assert.That(outcome.Status, Is.EqualTo(status));
        Assert.That(Encoding.ASCII.GetString(outcome.Response![owed]), Does.StartWith(value));
    }

    [TestCase("INVITE", "sip:nobody@10.0.0.2", "", "404 nobody here has this URI (rule: Request-URI is ours; RFC 3261 §8.2.2.1)")]
    [TestCase("PUBLISH", "sip:nobody@10.0.0.2", "", "405 not a method for this URI (rule: method fits the URI; RFC 3261 §8.2.1)")]
    [TestCase("INVITE", "sip:bob@10.0.0.2", "Require: teleport", "420 an extension is required that is not known here (rule: Require lists known option tags; RFC 3261 §8.2.2.3)")]
    [TestCase("BYE", "sip:bob@10.0.0.2", "", "481 no such dialog (rule: tags and Call-ID name a dialog; RFC 3261 §12.2.2)")]
    [TestCase("INVITE", "sip:bob@10.0.0.2", "", "400 Contact missing or bad (rule: a request that forms a dialog has a Contact; RFC 3261 §8.1.1.8)")]
    public void A_refusal_says_why_to_the_peer_and_in_one_log_line(string method, string uri, string header, string line)
    {
        var bench = new SessionBench();
        bench.BobAnswers(_ => Task.CompletedTask);
        if (uri.Contains("nobody", StringComparison.Ordinal)) bench = new SessionBench();
        var response = Send(bench, method, uri, header).Response!;

        Assert.That(bench.Log.News, Is.EqualTo(new[] { $"Refused {method} of call {response.CallId}: {line}" }));
        Assert.That(Encoding.UTF8.GetString(response[HeaderId.Warning]), Is.EqualTo($"399 10.0.0.2:5060 \"{line[4..line.IndexOf(" (", StringComparison.Ordinal)]}\""));
        bench.AssertNothingLeft();
    }

    [Test]
    public void A_taker_that_throws_gets_its_request_answered_500_and_the_next_one_is_served()
    {
        var bench = new SessionBench();
        bench.Bob.Use(r => r.RequestUri.User == "carol" ? throw new InvalidOperationException("oops") : Take(r, "bob", 603));
        var outcome = Send(bench, "INVITE", "sip:carol@10.0.0.2", "");

        Assert.That((outcome.Status, Encoding.ASCII.GetString(outcome.Response![HeaderId.Warning])), Is.EqualTo((500, "399 10.0.0.2:5060 \"internal error\"")));
        Assert.That(bench.Driver.Log.Errors, Has.One.Contains("oops"));
        Assert.That(bench.Driver.Loop.Faults, Is.EqualTo(1));
        Assert.That(Send(bench, "INVITE", "sip:bob@10.0.0.2", "").Status, Is.EqualTo(603));
    }

    [TestCase(true, Description = "the taker itself throws, once it has taken the INVITE")]
    [TestCase(false, Description = "the flow that answers it does")]
    public void An_INVITE_whose_answering_throws_gets_500_and_leaves_no_session(bool atOnce)
    {
        var bench = new SessionBench();
        bench.Bob.Use(request =>
        {
            var invite = request.TakeInvite(new())!;
            if (atOnce) throw new InvalidOperationException("oops");
            invite.Spawn("bob", async () =>
            {
                await bench.Driver.Loop.DelayAsync(TimeSpan.FromSeconds(1));
                throw new InvalidOperationException("oops");
            });
            return true;
        });

        Assert.That(bench.InviteToEnd().Status, Is.EqualTo(500));
        Assert.That(bench.Driver.Log.Errors, Has.One.Contains("oops"));
        bench.Driver.Advance(TimeSpan.FromMinutes(3));
        Assert.That(bench.Bob.Counts, Is.EqualTo(default(UserAgentCounts)));
    }

    [Test]
    public void OPTIONS_tells_what_we_can()
    {
        var bench = new SessionBench();
        var response = Send(bench, "OPTIONS", "sip:10.0.0.2", "").Response!;

        Assert.That(response.Lists(HeaderId.Supported, "100rel"));
        Assert.That(response.Lists(HeaderId.Allow, "UPDATE"));
        Assert.That(response.Has(HeaderId.Accept) && response.Has(HeaderId.AllowEvents) && response.Has(HeaderId.Contact));
    }

    [Test]
    public void Takers_are_asked_in_order_and_dispatch_on_the_Request_URI()
    {
        var bench = new SessionBench();
        bench.Bob.Use(r => Take(r, "carol", 486));
        bench.Bob.Use(r => Take(r, "bob", 603));

        Assert.That(Send(bench, "INVITE", "sip:bob@10.0.0.2", "").Status, Is.EqualTo(603));
        Assert.That(Send(bench, "INVITE", "sip:carol@10.0.0.2", "").Status, Is.EqualTo(486));
        bench.AssertNothingLeft();
    }

    [Test]
    public void A_CSeq_that_went_back_gets_500()
    {
        var bench = new SessionBench();
        var (alice, bob) = bench.Call();
        bench.Await(() => alice.SendAsync("INFO"));
        var before = alice.Dialog.LocalCSeq;
        bench.Replay(bench.Last("INFO").WithReplacedTopVia("SIP/2.0/UDP 10.0.0.1:5060;branch=z9hG4bKlate"), $"CSeq: {before} INFO", "CSeq: 1 INFO");

        Assert.That(bench.Count("500"), Is.EqualTo(1));
        Assert.That(bob.HasEnded, Is.False);
        bench.HangUp(alice);
    }

    [Test]
    public void The_same_INVITE_by_another_way_gets_482()
    {
        var bench = new SessionBench();
        var (alice, _) = bench.Call();
        bench.Replay(bench.Last("INVITE"), "z9hG4bK", "z9hG4bKother");

        Assert.That(bench.Count("482"), Is.EqualTo(1));
        Assert.That(bench.Log.News, Has.One.Contains("(rule: a request is taken once; RFC 3261 §8.2.2.2)"));
        bench.HangUp(alice);
    }

    [Test]
    public void A_CANCEL_of_nothing_gets_481()
    {
        var bench = new SessionBench();
        Assert.That(Send(bench, "CANCEL", "sip:bob@10.0.0.2", "").Status, Is.EqualTo(481));
        Assert.That(bench.Log.News, Has.One.Contains("(rule: a CANCEL finds its INVITE; RFC 3261 §9.2)"));
        bench.AssertNothingLeft();
    }

    [TestCase("INFO", 405)]
    [TestCase("OPTIONS", 200)]
    [TestCase("NOTIFY", 481)]
    [TestCase("REFER", 403)]
    public void In_a_dialog_what_nobody_takes(string method, int status)
    {
        var bench = new SessionBench();
        var (alice, _) = bench.Call();
        var outcome = bench.Await(() => alice.SendAsync(method, headers: [new("Contact", "<sip:alice@10.0.0.1>"), new("Event", "x"), new("Refer-To", "<sip:c@d>")]));

        Assert.That(outcome.Status, Is.EqualTo(status));
    }

    [TestCase("application/pidf+xml", "", 415, "Accept")]
    [TestCase("application/sdp", "gzip", 415, "Accept-Encoding")]
    [TestCase("application/sdp", "", 400, "Warning", Description = "not SDP at all")]
    public void A_body_that_cannot_be_read(string type, string encoding, int status, string owed)
    {
        var bench = new SessionBench();
        bench.BobAccepts();
        var outcome = bench.Await(() => bench.Alice.SendAsync(new PlainRequest
        {
            Method = "INVITE",
            Target = SipUri.Parse("sip:bob@10.0.0.2"),
            From = "<sip:alice@10.0.0.1>",
            Contact = "<sip:alice@10.0.0.1>",
            Headers = encoding.Length > 0 ? [new("Content-Encoding", encoding)] : [],
            ContentType = type,
            Body = "hello"u8.ToArray(),
        }));

        Assert.That(outcome.Status, Is.EqualTo(status));
        Assert.That(Encoding.ASCII.GetString(outcome.Response![owed]), Is.Not.Empty);
        bench.AssertNothingLeft();
    }

    [Test]
    public void An_INVITE_without_Contact_gets_400()
    {
        var bench = new SessionBench();
        bench.BobAccepts();
        Assert.That(Send(bench, "INVITE", "sip:bob@10.0.0.2", "").Status, Is.EqualTo(400));
        bench.AssertNothingLeft();
    }

    [Test]
    public void Too_many_dialogs_get_503_with_Retry_After()
    {
        var bench = new SessionBench(bob: new UserAgentOptions { MaxDialogs = 1, Limits = new TransactionLimits { RetryAfterSeconds = 5 } });
        var (alice, _) = bench.Call();
        var outcome = bench.InviteToEnd();

        Assert.That(outcome.Status, Is.EqualTo(503));
        Assert.That(Encoding.ASCII.GetString(outcome.Response![HeaderId.RetryAfter]), Is.EqualTo("5"));
        bench.HangUp(alice);
    }

    [Test]
    public void Too_many_usages_of_one_dialog_get_503()
    {
        var bench = new SessionBench(bob: new UserAgentOptions { MaxUsages = 2 });
        bench.Bob.Use(r => r.Method == SipMethod.Subscribe && r.TakeSubscribe(new()) is not null);
        var (alice, _) = bench.Call();
        var first = bench.Driver.Run(() => alice.Subscribe(new InDialogSubscribe { Event = "refer;id=1" }));
        var second = bench.Driver.Run(() => alice.Subscribe(new InDialogSubscribe { Event = "refer;id=2" }));

        Assert.That(bench.Await(() => first.Established));
        Assert.That(bench.Await(() => second.Ended).Status, Is.EqualTo(503));
        bench.Await(() => first.UnsubscribeAsync());
        bench.HangUp(alice);
    }

    [Test]
    public void SDP_in_a_multipart_body_is_found()
    {
        var bench = new SessionBench();
        bench.BobAnswers(invite =>
        {
            Assert.That(invite.Offer!.Media[0].Port, Is.EqualTo(4000));
            invite.Reject(486);
            return Task.CompletedTask;
        });
        var sdp = Encoding.UTF8.GetString(SessionBench.Sdp("alice", 4000).Write());
        var outcome = bench.Await(() => bench.Alice.SendAsync(new PlainRequest
        {
            Method = "INVITE",
            Target = SipUri.Parse("sip:bob@10.0.0.2"),
            From = "<sip:alice@10.0.0.1>",
            Contact = "<sip:alice@10.0.0.1>",
            ContentType = "multipart/mixed;boundary=x",
            Body = Encoding.UTF8.GetBytes($"--x\r\nContent-Type: application/sdp\r\n\r\n{sdp}\r\n--x--\r\n"),
        }));

        Assert.That(outcome.Status, Is.EqualTo(486));
        bench.AssertNothingLeft();
    }

    [Test]
    public void The_next_hop_serves_when_the_first_is_dead_or_answers_503()
    {
        var bench = new SessionBench();
        bench.AliceNode.Names["pool"] = ["10.0.0.7:5060", "10.0.0.3:5060", "10.0.0.2:5060"];
        var busy = bench.Network.Add("10.0.0.3:5060");
        busy.Received = (message, hop) =>
        {
            if (message.Method != SipMethod.Ack) busy.Send(SipWriter.Response(message, 503).ToTag("busy").Build(), new(hop.Protocol, hop.Remote, hop.Local));
        };
        bench.BobAccepts();
        var outcome = bench.InviteToEnd(SessionBench.ToBob with { Target = SipUri.Parse("sip:bob@pool") });

        Assert.That(outcome.Status, Is.EqualTo(200));
        Assert.That(bench.Driver.Elapsed, Is.GreaterThan(TimeSpan.FromSeconds(32)), "timer B for the dead one");
        bench.HangUp(outcome.Session!);
    }

    [Test]
    public void A_name_that_resolves_to_nothing_is_503_as_if_answered()
    {
        var bench = new SessionBench();
        bench.AliceNode.Names["nowhere"] = [];
        Assert.That(bench.InviteToEnd(SessionBench.ToBob with { Target = SipUri.Parse("sip:bob@nowhere") }).Status, Is.EqualTo(503));
        bench.AssertNothingLeft();
    }

    private static bool Take(IncomingRequest request, string user, int status)
    {
        if (request.RequestUri.User != user) return false;
        request.Respond(status);
        return true;
    }

    private static RequestOutcome Send(SessionBench bench, string method, string uri, string header)
    {
        var colon = header.IndexOf(':', StringComparison.Ordinal);
        return bench.Await(() => bench.Alice.SendAsync(new PlainRequest
        {
            Method = method,
            Target = SipUri.Parse(uri),
            From = "<sip:alice@10.0.0.1>",
            Route = ["<sip:10.0.0.2;lr>"],
            Headers = colon < 0 ? [] : [new(header[..colon], header[(colon + 2)..])],
        }));
    }
}
