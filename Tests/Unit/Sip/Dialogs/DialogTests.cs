using System.Text;
using ImsConference.Sip.Dialogs;
using ImsConference.Sip.Messages;
using ImsConference.Tests.Unit.Sip.Transactions;
using NUnit.Framework;

namespace ImsConference.Tests.Unit.Sip.Dialogs;

/// <summary>RFC 3261 §12, the callee's side; the caller's is with the forks.</summary>
public sealed class DialogTests
{
    private readonly DialogTable _table = new();

    [Test]
    public void The_callee_keeps_Record_Route_in_order()
    {
        var dialog = Form("Record-Route: <sip:p1@10.0.0.8;lr>, <sip:p2@10.0.0.9;lr>\r\n");
        var bye = Write(dialog, "BYE");

        Assert.That(dialog.NextHop, Is.EqualTo(SipUri.Parse("sip:p1@10.0.0.8;lr")));
        Assert.That(bye, Does.StartWith("BYE sip:peer@10.0.0.2 SIP/2.0\r\n"));
        Assert.That(bye.IndexOf("sip:p1@", StringComparison.Ordinal), Is.LessThan(bye.IndexOf("sip:p2@", StringComparison.Ordinal)));
    }

    [Test]
    public void A_strict_router_on_top_becomes_the_Request_URI()
    {
        var dialog = Form("Record-Route: <sip:strict@10.0.0.8>\r\nRecord-Route: <sip:p2@10.0.0.9;lr>\r\n");
        var bye = Write(dialog, "BYE");

        Assert.That(bye, Does.StartWith("BYE sip:strict@10.0.0.8 SIP/2.0\r\n"));
        Assert.That(bye.IndexOf("sip:p2@", StringComparison.Ordinal), Is.LessThan(bye.IndexOf("<sip:peer@10.0.0.2>", StringComparison.Ordinal)), "the target goes last");
    }

    [Test]
    public void Tags_change_sides_and_CSeq_begins_at_one()
    {
        var dialog = Form("");
        var bye = Write(dialog, "BYE");

        Assert.That(bye, Does.Contain($"From: <sip:us@10.0.0.1>;tag={dialog.Id.LocalTag}\r\n").And.Contain("To: <sip:peer@10.0.0.2>;tag=peer\r\n"));
        Assert.That(bye, Does.Contain("CSeq: 1 BYE\r\n"));
    }

    [Test]
    public void CSeq_of_the_peer_must_rise()
    {
        var dialog = Form("");
        Assert.That(dialog.TryAdvance(Request("BYE", 1)), Is.False, "as the INVITE's");
        Assert.That(dialog.TryAdvance(Request("INFO", 7)), "gaps are no matter");
        Assert.That(dialog.TryAdvance(Request("INFO", 6)), Is.False);
    }

    [Test]
    public void Without_a_usable_Contact_there_is_no_dialog()
    {
        var bench = new TransactionBench();
        bench.Inject("INVITE", contact: "");
        Assert.That(Dialog.AsUas(_table, bench.Requests[0], "<sip:us@10.0.0.1>", DialogState.Early), Is.Null);
    }

    [Test]
    public void The_dialog_lives_as_long_as_its_last_usage()
    {
        var dialog = Form("");
        var (one, two) = (new Usage(), new Usage());
        dialog.Add(one);
        dialog.Add(two);
        dialog.Remove(one);
        Assert.That((_table.Count, dialog.State), Is.EqualTo((1, DialogState.Confirmed)));

        dialog.Lose(410);
        Assert.That(two.Lost, Is.EqualTo(410));
        dialog.Remove(two);
        Assert.That((_table.Count, dialog.State), Is.EqualTo((0, DialogState.Terminated)));
    }

    private static string Write(Dialog dialog, string method) =>
        Encoding.UTF8.GetString(dialog.Draft(method).Write(dialog.NextCSeq()).Bytes.Span);

    private static SipMessage Request(string method, uint cseq)
    {
        var bench = new TransactionBench();
        bench.Inject(method, cseq: cseq);
        return bench.Requests[0].Request;
    }

    private Dialog Form(string headers)
    {
        var bench = new TransactionBench();
        bench.Inject("INVITE", headers: headers);
        return Dialog.AsUas(_table, bench.Requests[0], "<sip:us@10.0.0.1>", DialogState.Confirmed)!;
    }

    private sealed class Usage : IDialogUsage
    {
        internal int Lost { get; private set; }

        public bool TryTake(ImsConference.Sip.Transactions.ServerTransaction request) => false;

        public void UsageLost(int status) => Lost = status;

        public void DialogLost(int status) => Lost = status;
    }
}
