using System.Text;
using ImsConference.Sip.Messages;
using ImsConference.Sip.Sessions;
using ImsConference.Sip.Transports;
using NUnit.Framework;

namespace ImsConference.Tests.Unit.Sip.Sessions;

/// <summary>Responses of several forks to one INVITE; the forks are played by hand.</summary>
public sealed class ForkTests
{
    [Test]
    public void Two_early_dialogs_and_one_that_answers()
    {
        var bench = new SessionBench();
        bench.BobNode.Received = (_, _) => { };
        var progress = new List<InviteSession?>();
        var call = bench.Invite(SessionBench.ToBob with { OnProgress = p => progress.Add(p.Session) });
        bench.Driver.AdvanceMs(20);
        Answer(bench, 180, "one");
        Answer(bench, 180, "two");
        Assert.That(bench.Alice.Counts.Dialogs, Is.EqualTo(2));

        Answer(bench, 200, "two");
        var outcome = bench.Await(() => call.Outcome);
        Assert.That(outcome.Session, Is.SameAs(progress[1]));
        Assert.That(progress[0]!.HasEnded);
        Assert.That(bench.Alice.Counts.Dialogs, Is.EqualTo(1));
        Assert.That(bench.Last("ACK").ToTag, Is.EqualTo("two"));
    }

    [Test]
    public void A_second_fork_that_answers_gets_ACK_and_BYE()
    {
        var bench = new SessionBench();
        bench.BobNode.Received = (_, _) => { };
        var call = bench.Invite();
        bench.Driver.AdvanceMs(20);
        Answer(bench, 180, "two");
        Answer(bench, 200, "one");
        var outcome = bench.Await(() => call.Outcome);
        Answer(bench, 200, "two");
        bench.Driver.AdvanceMs(20);

        Assert.That(outcome.Session!.Dialog.Id.RemoteTag, Is.EqualTo("one"));
        Assert.That(outcome.Session.HasEnded, Is.False);
        Assert.That((bench.Last("ACK").ToTag, bench.Last("BYE").ToTag), Is.EqualTo(("two", "two")));
    }

    [Test]
    public void Each_repeat_of_a_200_gets_its_own_forks_ACK()
    {
        var bench = new SessionBench();
        bench.BobNode.Received = (_, _) => { };
        bench.Invite();
        bench.Driver.AdvanceMs(20);
        Answer(bench, 200, "one");
        Answer(bench, 200, "two");
        Answer(bench, 200, "one");

        var acks = bench.Network.Sent.Where(s => s.Message.IsRequest && s.Message.Method == SipMethod.Ack).Select(s => s.Message.ToTag);
        Assert.That(acks, Is.EqualTo(new[] { "one", "two", "one" }));
    }

    [Test]
    public void Record_Route_becomes_the_route_set_and_loose_routing_keeps_the_target()
    {
        var bench = new SessionBench();
        bench.BobNode.Received = (_, _) => { };
        var call = bench.Invite();
        bench.Driver.AdvanceMs(20);
        Answer(bench, 200, "one", "<sip:near@10.0.0.2;lr>", "<sip:far@10.0.0.9;lr>");
        bench.Await(() => call.Outcome);

        var ack = bench.Network.Sent.Last(s => s.Message.IsRequest && s.Message.Method == SipMethod.Ack).Message;
        Assert.That(Encoding.ASCII.GetString(ack.RequestUriText), Is.EqualTo("sip:fork-one@10.0.0.2"));
        Assert.That(Routes(ack), Is.EqualTo(new[] { "<sip:far@10.0.0.9;lr>", "<sip:near@10.0.0.2;lr>" }), "UAC: reversed");
        Assert.That(bench.Network.Sent[^1].To.ToString(), Is.EqualTo("10.0.0.9:5060"));
    }

    [Test]
    public void A_strict_router_gets_the_request_and_the_target_goes_last()
    {
        var bench = new SessionBench();
        bench.BobNode.Received = (_, _) => { };
        var call = bench.Invite();
        bench.Driver.AdvanceMs(20);
        Answer(bench, 200, "one", "<sip:near@10.0.0.2;lr>", "<sip:strict@10.0.0.9>");
        bench.Await(() => call.Outcome);

        var ack = bench.Network.Sent[^1].Message;
        Assert.That(Encoding.ASCII.GetString(ack.RequestUriText), Is.EqualTo("sip:strict@10.0.0.9"));
        Assert.That(Routes(ack), Is.EqualTo(new[] { "<sip:near@10.0.0.2;lr>", "<sip:fork-one@10.0.0.2>" }), "§12.2.1.1");
    }

    [Test]
    public void Forks_without_end_are_not_followed()
    {
        var bench = new SessionBench();
        bench.BobNode.Received = (_, _) => { };
        bench.Invite();
        bench.Driver.AdvanceMs(20);
        for (var i = 0; i < 100; i++) Answer(bench, 180, $"fork{i}");

        Assert.That(bench.Alice.Counts.Dialogs, Is.EqualTo(32));
    }

    [Test]
    public void A_route_that_names_ourselves_is_dropped()
    {
        var bench = new SessionBench();
        bench.BobNode.Received = (_, _) => { };
        var call = bench.Invite(SessionBench.ToBob with { Route = ["<sip:10.0.0.1;lr>", "<sip:proxy@10.0.0.2;lr>"] });
        bench.Driver.AdvanceMs(20);
        Answer(bench, 200, "one", "<sip:far@10.0.0.2;lr>", "<sip:10.0.0.1:5060;lr>");
        bench.Await(() => call.Outcome);

        Assert.That(Routes(bench.Last("INVITE")), Is.EqualTo(new[] { "<sip:proxy@10.0.0.2;lr>" }));
        Assert.That(Routes(bench.Last("ACK")), Is.EqualTo(new[] { "<sip:far@10.0.0.2;lr>" }));
    }

    private static string[] Routes(SipMessage message)
    {
        var routes = new List<string>();
        foreach (var value in message.Values(HeaderId.Route)) routes.Add(Encoding.ASCII.GetString(value));
        return [.. routes];
    }

    /// <summary>A fork behind Bob's address answers the INVITE.</summary>
    private static void Answer(SessionBench bench, int status, string tag, params string[] recordRoute)
    {
        var writer = SipWriter.Response(bench.Last("INVITE"), status).ToTag(tag).Add(HeaderId.Contact, $"<sip:fork-{tag}@10.0.0.2>");
        foreach (var route in recordRoute) writer.Add(HeaderId.RecordRoute, route);
        if (status == 200) writer.Body("application/sdp", SessionBench.Sdp("bob", 5000).Write());
        var response = writer.Build();
        bench.Driver.Run(() => bench.BobNode.Send(response, new Hop(TransportProtocol.Udp, bench.AliceNode.Address, bench.BobNode.Address)));
        bench.Driver.AdvanceMs(15);
    }
}
