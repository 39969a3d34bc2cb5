using ImsConference.Sip.Messages;
using ImsConference.Sip.Transactions;
using ImsConference.Sip.Transports;
using NUnit.Framework;

namespace ImsConference.Tests.Unit.Sip.Transactions;

public sealed class ServerTransactionTests
{
    [Test]
    public void An_invite_is_answered_100_after_200_ms()
    {
        var bench = new TransactionBench();
        bench.Inject("INVITE");
        bench.Driver.AdvanceMs(300);

        Assert.That(bench.Requests, Has.Count.EqualTo(1));
        Assert.That(bench.TimesOf(100), Is.EqualTo(new[] { 220 }));
    }

    [Test]
    public void An_invite_answered_in_time_gets_no_100()
    {
        var bench = Accept(out _);
        bench.Driver.AdvanceMs(1000);

        Assert.That(bench.TimesOf(100), Is.Empty);
    }

    [Test]
    public void Repeats_of_an_invite_are_absorbed_and_answered_with_the_last_response()
    {
        var bench = new TransactionBench();
        bench.Inject("INVITE");
        bench.Driver.Run(() => bench.Requests[0].Respond(bench.Requests[0].Response(180).Build()));
        bench.Inject("INVITE");
        bench.Driver.AdvanceMs(100);

        Assert.That(bench.Requests, Has.Count.EqualTo(1));
        Assert.That(bench.TimesOf(180), Has.Length.EqualTo(2));
    }

    [Test]
    public void An_error_is_repeated_at_T1_doubling_to_T2_until_the_ACK()
    {
        var bench = Refuse(out var server);
        bench.Driver.AdvanceMs(14_000);
        bench.Inject("ACK", toTag: server.ToTag);
        bench.Driver.AdvanceMs(20_000);

        Assert.That(bench.TimesOf(486), Is.EqualTo(new[] { 20, 520, 1520, 3520, 7520, 11_520 }));
        Assert.That(bench.Acks, Is.Empty, "the ACK to an error is the transaction's own");
        bench.AssertNothingLeft();
    }

    [Test]
    public void Without_ACK_an_error_is_given_up_after_64_T1()
    {
        var bench = Refuse(out var server);
        var failed = 0;
        server.OnFailed = () => failed++;
        bench.Driver.AdvanceMs(31_900);
        Assert.That(failed, Is.Zero);

        bench.Driver.AdvanceMs(200);
        Assert.That(failed, Is.EqualTo(1));
        Assert.That(server.IsTerminated);
        bench.AssertNothingLeft();
    }

    [Test]
    public void Over_TCP_an_error_is_not_repeated()
    {
        var bench = new TransactionBench();
        bench.Node.Protocol = bench.Peer.Protocol = TransportProtocol.Tcp;
        bench.Inject("INVITE");
        bench.Driver.Run(() => bench.Requests[0].Respond(bench.Requests[0].Response(486).Build()));
        bench.Driver.AdvanceMs(5000);

        Assert.That(bench.TimesOf(486), Has.Length.EqualTo(1));
        bench.AssertNothingLeft();
    }

    [Test]
    public void After_a_2xx_repeats_are_swallowed_for_64_T1_and_the_ACK_goes_up()
    {
        var bench = Accept(out var server);
        bench.Driver.AdvanceMs(500);
        bench.Inject("INVITE");
        bench.Inject("ACK", branch: "z9hG4bKother", toTag: server.ToTag);
        bench.Driver.AdvanceMs(1000);

        Assert.That(bench.TimesOf(200), Has.Length.EqualTo(1), "the TU repeats 2xx, not the transaction");
        Assert.That(bench.Acks, Has.Count.EqualTo(1));
        Assert.That(bench.Requests, Has.Count.EqualTo(1));
        bench.AssertNothingLeft();
    }

    [Test]
    public void An_ACK_with_the_INVITEs_own_branch_still_reaches_the_TU()
    {
        var bench = Accept(out var server);
        bench.Inject("ACK", toTag: server.ToTag);

        Assert.That(bench.Acks, Has.Count.EqualTo(1));
    }

    [Test]
    public void A_transport_error_leaves_an_INVITE_server_transaction_standing()
    {
        var bench = new TransactionBench();
        bench.Node.Protocol = bench.Peer.Protocol = TransportProtocol.Tcp;
        bench.Inject("INVITE");
        bench.Network.Remove(bench.Peer);
        var failed = 0;
        bench.Requests[0].OnFailed = () => failed++;
        bench.Driver.Run(() => bench.Requests[0].Respond(bench.Requests[0].Response(486).Build()));
        bench.Driver.AdvanceMs(10);

        Assert.That(failed, Is.EqualTo(1));
        Assert.That(bench.Requests[0].IsTerminated, Is.False, "RFC 6026 §7.1");
        bench.AssertNothingLeft();
    }

    [Test]
    public void A_non_INVITE_gets_100_when_timer_E_has_reached_T2_and_nothing_after_64_T1()
    {
        var bench = new TransactionBench();
        bench.Inject("OPTIONS");
        bench.Driver.AdvanceMs(32_100);
        bench.Driver.Run(() => bench.Requests[0].Respond(bench.Requests[0].Response(200).Build()));
        bench.Driver.AdvanceMs(100);

        Assert.That(bench.TimesOf(100), Is.EqualTo(new[] { 3520 }), "RFC 4320 §4.1: 0.5 + 1 + 2 s");
        Assert.That(bench.TimesOf(200), Is.Empty, "RFC 4320 §4.2");
        bench.AssertNothingLeft();
    }

    [Test]
    public void Never_408_to_a_non_INVITE()
    {
        var bench = new TransactionBench();
        bench.Inject("OPTIONS");
        var server = bench.Requests[0];

        Assert.That(() => bench.Driver.Run(() => server.Respond(server.Response(408).Build())), Throws.ArgumentException);
    }

    [Test]
    public void A_repeat_of_an_answered_request_gets_the_same_answer()
    {
        var bench = new TransactionBench();
        bench.Inject("OPTIONS");
        bench.Driver.Run(() => bench.Requests[0].Respond(bench.Requests[0].Response(200).Build()));
        bench.Inject("OPTIONS");
        bench.Driver.AdvanceMs(10);

        Assert.That(bench.Requests, Has.Count.EqualTo(1));
        Assert.That(bench.TimesOf(200), Has.Length.EqualTo(2));
        Assert.That(bench.Layer.Absorbed, Is.EqualTo(1));
        bench.AssertNothingLeft();
    }

    [Test]
    public void CANCEL_is_answered_200_with_the_INVITEs_tag_and_told()
    {
        var bench = new TransactionBench();
        bench.Inject("INVITE");
        var cancelled = 0;
        bench.Requests[0].OnCancelled = _ => cancelled++;
        bench.Inject("CANCEL");
        bench.Driver.AdvanceMs(10);

        Assert.That(cancelled, Is.EqualTo(1));
        var answer = bench.Heard.Single(h => h.Message.StatusCode == 200).Message;
        Assert.That(answer.ToTag, Is.EqualTo(bench.Requests[0].ToTag));
    }

    [Test]
    public void CANCEL_after_the_final_response_changes_nothing()
    {
        var bench = Accept(out var server);
        server.OnCancelled = _ => Assert.Fail("too late");
        bench.Inject("CANCEL");
        bench.Driver.AdvanceMs(10);

        Assert.That(bench.TimesOf(200), Has.Length.EqualTo(2));
    }

    [Test]
    public void A_CANCEL_of_nothing_is_passed_up()
    {
        var bench = new TransactionBench();
        bench.Inject("CANCEL");

        Assert.That(bench.Requests.Select(r => r.Request.Method), Is.EqualTo(new[] { SipMethod.Cancel }));
        bench.AssertNothingLeft();
    }

    [Test]
    public void The_same_request_by_another_way_is_passed_up_as_merged()
    {
        var bench = new TransactionBench();
        bench.Inject("INVITE", "z9hG4bKone");
        bench.Inject("INVITE", "z9hG4bKtwo");

        Assert.That(bench.Requests.Select(r => r.IsMerged), Is.EqualTo(new[] { false, true }));
    }

    [Test]
    public void The_next_CSeq_of_the_same_call_is_no_merge()
    {
        var bench = new TransactionBench();
        bench.Inject("INVITE", "z9hG4bKone", 1);
        bench.Inject("INVITE", "z9hG4bKtwo", 2);

        Assert.That(bench.Requests, Has.Count.EqualTo(2), "as after a 401 or a 302");
    }

    [Test]
    public void A_peer_of_RFC_2543_is_matched_by_its_fields()
    {
        var bench = new TransactionBench();
        bench.Inject("INVITE", "old");
        bench.Inject("INVITE", "old");
        bench.Driver.Run(() => bench.Requests[0].Respond(bench.Requests[0].Response(486).Build()));
        bench.Inject("ACK", "old", toTag: bench.Requests[0].ToTag);
        bench.Driver.AdvanceMs(5000);

        Assert.That(bench.Requests, Has.Count.EqualTo(1));
        Assert.That(bench.TimesOf(486), Has.Length.EqualTo(1), "acknowledged");
    }

    [Test]
    public void A_full_table_answers_503_with_Retry_After_and_keeps_nothing()
    {
        var bench = new TransactionBench(new TransactionLimits { ServerTransactions = 1, RetryAfterSeconds = 7 });
        bench.Inject("INVITE", "z9hG4bKone");
        bench.Inject("INVITE", "z9hG4bKtwo", callId: "another");
        bench.Driver.AdvanceMs(10);

        Assert.That(bench.Layer.ServerTransactions, Is.EqualTo(1));
        var refusal = bench.Heard.Single(h => h.Message.StatusCode == 503).Message;
        Assert.That(refusal["Retry-After"].ToArray(), Is.EqualTo("7"u8.ToArray()));
        Assert.That(refusal["Warning"].ToArray(), Is.EqualTo("399 10.0.0.1:5060 \"too many transactions\""u8.ToArray()));
        Assert.That(refusal.ToTag, Is.Not.Empty);
    }

    private static TransactionBench Accept(out ServerTransaction server) => Answer(200, out server);

    private static TransactionBench Refuse(out ServerTransaction server) => Answer(486, out server);

    private static TransactionBench Answer(int status, out ServerTransaction server)
    {
        var bench = new TransactionBench();
        bench.Inject("INVITE");
        var found = server = bench.Requests[0];
        bench.Driver.Run(() => found.Respond(found.Response(status).Build()));
        return bench;
    }
}
