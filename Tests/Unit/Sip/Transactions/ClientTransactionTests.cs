using System.Text;
using ImsConference.Sip.Messages;
using ImsConference.Sip.Transactions;
using ImsConference.Sip.Transports;
using NUnit.Framework;

namespace ImsConference.Tests.Unit.Sip.Transactions;

public sealed class ClientTransactionTests
{
    [Test]
    public void An_INVITE_is_repeated_doubling_without_bound_and_times_out_after_64_T1()
    {
        var bench = new TransactionBench();
        bench.Send(SipMethod.Invite);
        bench.Driver.AdvanceMs(40_000);

        Assert.That(bench.TimesOf("INVITE"), Is.EqualTo(new[] { 10, 510, 1510, 3510, 7510, 15_510, 31_510 }));
        Assert.That(bench.Failures, Is.EqualTo(new[] { ClientFailure.TimedOut }));
        bench.AssertNothingLeft();
    }

    [Test]
    public void Another_request_is_repeated_doubling_to_T2()
    {
        var bench = new TransactionBench();
        bench.Send(SipMethod.Options);
        bench.Driver.AdvanceMs(40_000);

        Assert.That(bench.TimesOf("OPTIONS"), Is.EqualTo(new[] { 10, 510, 1510, 3510, 7510, 11_510, 15_510, 19_510, 23_510, 27_510, 31_510 }));
        Assert.That(bench.Failures, Is.EqualTo(new[] { ClientFailure.TimedOut }));
        bench.AssertNothingLeft();
    }

    [Test]
    public void After_a_provisional_a_request_is_repeated_each_T2()
    {
        var bench = new TransactionBench();
        bench.Send(SipMethod.Options);
        bench.Driver.AdvanceMs(100);
        bench.Answer("OPTIONS", 100);
        bench.Driver.AdvanceMs(9000);

        Assert.That(bench.TimesOf("OPTIONS"), Is.EqualTo(new[] { 10, 510, 4510, 8510 }));
    }

    [Test]
    public void A_provisional_ends_the_repeats_and_timer_B()
    {
        var bench = new TransactionBench();
        bench.Send(SipMethod.Invite);
        bench.Driver.AdvanceMs(100);
        bench.Answer("INVITE", 180);
        bench.Driver.AdvanceMs(60_000);

        Assert.That(bench.TimesOf("INVITE"), Has.Length.EqualTo(1));
        Assert.That(bench.Failures, Is.Empty);
    }

    [Test]
    public void An_error_is_acknowledged_each_time_in_the_INVITEs_branch()
    {
        var bench = new TransactionBench();
        bench.Send(SipMethod.Invite);
        bench.Driver.AdvanceMs(100);
        bench.Answer("INVITE", 486);
        bench.Answer("INVITE", 486);
        bench.Driver.AdvanceMs(10);

        Assert.That(bench.Statuses, Is.EqualTo(new[] { 486 }));
        var acks = bench.Heard.Where(h => h.Message.Method == SipMethod.Ack).Select(h => h.Message).ToList();
        Assert.That(acks, Has.Count.EqualTo(2));
        Assert.That(Encoding.ASCII.GetString(acks[0][HeaderId.Via]), Is.EqualTo(Encoding.ASCII.GetString(bench.Heard[0].Message[HeaderId.Via])));
        Assert.That(acks[0].ToTag, Is.EqualTo("theirs"), "§17.1.1.3: To of the response");
        bench.AssertNothingLeft();
    }

    [Test]
    public void Every_2xx_goes_up_for_64_T1()
    {
        var bench = new TransactionBench();
        bench.Send(SipMethod.Invite);
        bench.Driver.AdvanceMs(100);
        bench.Answer("INVITE", 200, "fork1");
        bench.Answer("INVITE", 200, "fork2");
        bench.Driver.AdvanceMs(31_000);
        bench.Answer("INVITE", 200, "fork1");

        Assert.That(bench.Statuses, Is.EqualTo(new[] { 200, 200, 200 }));
        bench.AssertNothingLeft();
        Assert.That(bench.TimesOf("ACK"), Is.Empty, "that is the TU's");
    }

    [TestCase(200)]
    [TestCase(486)]
    public void A_provisional_that_comes_late_changes_nothing(int final)
    {
        var bench = new TransactionBench();
        bench.Send(SipMethod.Invite);
        bench.Driver.AdvanceMs(100);
        bench.Answer("INVITE", final);
        bench.Answer("INVITE", 180);

        Assert.That(bench.Statuses, Is.EqualTo(new[] { final }));
        bench.AssertNothingLeft();
    }

    [Test]
    public void A_CANCEL_waits_for_the_first_provisional()
    {
        var bench = new TransactionBench();
        var invite = bench.Send(SipMethod.Invite)!;
        bench.Driver.Run(() => TransactionLayer.Cancel(invite, "SIP;cause=200"));
        bench.Driver.AdvanceMs(100);
        Assert.That(bench.TimesOf("CANCEL"), Is.Empty);

        bench.Answer("INVITE", 100);
        bench.Driver.AdvanceMs(10);
        Assert.That(bench.TimesOf("CANCEL"), Has.Length.EqualTo(1));
        var cancel = bench.Heard.Last().Message;
        Assert.That(Encoding.ASCII.GetString(cancel[HeaderId.Via]), Is.EqualTo(Encoding.ASCII.GetString(bench.Heard[0].Message[HeaderId.Via])));
        Assert.That(Encoding.ASCII.GetString(cancel[HeaderId.Reason]), Is.EqualTo("SIP;cause=200"));
    }

    [Test]
    public void A_cancelled_INVITE_without_final_response_ends_after_64_T1()
    {
        var bench = new TransactionBench();
        var invite = bench.Send(SipMethod.Invite)!;
        bench.Driver.AdvanceMs(10);
        bench.Answer("INVITE", 180);
        bench.Driver.Run(() => TransactionLayer.Cancel(invite, null));
        bench.Driver.AdvanceMs(33_000);

        Assert.That(bench.Failures, Is.EqualTo(new[] { ClientFailure.TimedOut }));
        bench.AssertNothingLeft();
    }

    [Test]
    public void Over_TCP_nothing_is_repeated_and_a_refused_connection_is_told()
    {
        var bench = new TransactionBench();
        bench.Node.Protocol = TransportProtocol.Tcp;
        bench.Send(SipMethod.Options);
        bench.Driver.AdvanceMs(20_000);
        Assert.That(bench.TimesOf("OPTIONS"), Has.Length.EqualTo(1));
        bench.Driver.AdvanceMs(20_000);

        bench.Network.Remove(bench.Peer);
        bench.Send(SipMethod.Invite);
        bench.Driver.AdvanceMs(10);
        Assert.That(bench.Failures, Is.EqualTo(new[] { ClientFailure.TimedOut, ClientFailure.Unreachable }));
        bench.AssertNothingLeft();
    }

    [Test]
    public void A_response_to_nothing_is_counted_and_dropped()
    {
        var bench = new TransactionBench();
        bench.Send(SipMethod.Options);
        bench.Driver.AdvanceMs(40_000);
        bench.Answer("OPTIONS", 200);

        Assert.That(bench.Layer.Stray, Is.EqualTo(1));
        Assert.That(bench.Statuses, Is.Empty);
    }

    [Test]
    public void A_full_table_sends_nothing()
    {
        var bench = new TransactionBench(new TransactionLimits { ClientTransactions = 1 });
        Assert.That(bench.Send(SipMethod.Options), Is.Not.Null);
        Assert.That(bench.Send(SipMethod.Options), Is.Null);
        bench.AssertNothingLeft();
    }
}
