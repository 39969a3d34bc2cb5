using ImsConference.Mrfc.Charging;
using ImsConference.Mrfc.Focus.Accounting;
using ImsConference.Sip.Sessions;
using NUnit.Framework;

namespace ImsConference.Tests.Unit.Focus;

/// <summary>Call detail records of participants and conferences.</summary>
public sealed class AccountTests
{
    private readonly List<ChargingRecord> _records = [];

    [SetUp]
    public void Forget() => _records.Clear();

    [Test]
    public void Each_session_and_the_conference_begin_and_end_with_a_record()
    {
        var bench = Bench();
        var (alice, first) = bench.Make();
        var bob = bench.Ue("bob", reliable: false);
        var second = bob.Call(bench.Conference.Uri.Text);
        bench.Driver.Advance(TimeSpan.FromSeconds(60));
        var uri = bench.Conference.Uri.ToString();
        bench.Await(() => second.ByeAsync());
        bench.Await(() => first.ByeAsync());
        bench.AssertNothingLeft();

        Assert.That(_records.Select(record => record.Type), Is.EqualTo(new[]
        {
            RecordType.Start, RecordType.Start, RecordType.Start, RecordType.Stop, RecordType.Stop, RecordType.Stop,
        }));
        Assert.That(_records.Select(record => record.SessionId).Distinct().Count(), Is.EqualTo(3));
        var ofBob = _records[3];
        Assert.That((ofBob.Calling, ofBob.Called, ofBob.Conference, ofBob.Role), Is.EqualTo((bob.Uri, uri, uri, NodeRole.Terminating)));
        Assert.That((ofBob.CauseCode, ofBob.Cause, ofBob.Number, ofBob.ParticipantCount), Is.EqualTo((0, "normal", 1, 2)));
        Assert.That(ofBob.Seconds, Is.InRange(60, 61));
        Assert.That(ofBob.Times!.Response, Is.GreaterThan(ofBob.Times.Request));
        Assert.That(ofBob.Media!.Single().Description, Does.Contain("rtpmap:0 PCMU/8000"));
        Assert.That(ofBob.CallId, Is.EqualTo(second.Dialog.Id.CallId));
        var whole = _records[5];
        Assert.That((whole.ParticipantCount, whole.Role), Is.EqualTo((2, (NodeRole?)null)));
        Assert.That(whole.Participants, Is.EqualTo(new[] { alice.Uri, bob.Uri }));
    }

    [Test]
    public void What_the_network_says_for_charging_is_in_it()
    {
        var bench = new FocusBench(settings => settings with { TrustedPeers = ["192.0.2.0/24"], Ioi = "home1.net" });
        Keep(bench);
        bench.Ue("alice", reliable: false).Call(FocusBench.Factory, request => request with
        {
            Headers =
            [
                new("P-Charging-Vector", "icid-value=\"AyretyU0dm+6O2IrT5tAFrbHLso=\";icid-generated-at=192.0.6.8;orig-ioi=home2.net"),
                new("P-Access-Network-Info", "3GPP-E-UTRAN-FDD;utran-cell-id-3gpp=234151D0FCE11"),
                new("P-Asserted-Identity", "<sip:alice@home2.net>"),
            ],
        });
        bench.EveryoneLeaves();

        var record = _records.Single(one => one is { Type: RecordType.Stop, Role: not null });
        Assert.That(record.Icid, Is.EqualTo("AyretyU0dm+6O2IrT5tAFrbHLso="));
        Assert.That(record.Operators, Is.EqualTo(new OperatorPair("home2.net", "home1.net")));
        Assert.That(record.AccessNetwork, Does.StartWith("3GPP-E-UTRAN-FDD"));
        Assert.That(record.Calling, Is.EqualTo("sip:alice@home2.net"));
        Assert.That(_records.Last(one => one.Role is null).Icid, Is.EqualTo(record.Icid), "of the conference: its creator's");
    }

    [Test]
    public void The_URI_that_was_called_first_is_in_it_where_another_was_reached()
    {
        var bench = Bench();
        var first = bench.Make().Session;
        var uri = bench.Conference.Uri.Text;
        bench.Ue("bob", reliable: false).Call(uri);
        bench.Ue("carol", reliable: false).Call(uri, request => request with { To = $"<{FocusBench.Redirect}>" });
        var dave = bench.Ue("dave");
        var other = bench.Ue("other");
        other.Answers();
        dave.Answers(invite =>
        {
            invite.Redirect([$"<{other.Uri}>"]);
            return Task.CompletedTask;
        });
        var refer = bench.Driver.Run(() => first.Refer(new InDialogRefer { ReferTo = $"<{dave.Uri}>" }));
        Assert.That(bench.Await(() => refer.Outcome).FinalStatus, Is.EqualTo(200));
        bench.EveryoneLeaves();

        Assert.That(
            _records.Where(record => record is { Type: RecordType.Start, Role: not null }).Select(record => (record.Requested, record.Called)),
            Is.EqualTo([(FocusBench.Factory, uri), (null, uri), (FocusBench.Redirect, uri), (dave.Uri, other.Uri)]));
    }

    [Test]
    public void A_call_that_comes_to_nothing_leaves_one_record_with_its_status()
    {
        var bench = Bench();
        bench.Make();
        bench.Ue("bob").Try(bench.Conference.Uri.Text, request => request with { Offer = FocusBench.Sdp(4000, formats: "3") });
        bench.EveryoneLeaves();

        var failed = _records.Single(record => record.Type == RecordType.Event);
        Assert.That((failed.CauseCode, failed.Cause, failed.Number), Is.EqualTo((488, "failed", 0)));
    }

    [Test]
    public void What_still_stands_is_told_meanwhile()
    {
        var bench = Bench(TimeSpan.FromMinutes(1));
        bench.Make();
        bench.Driver.Advance(TimeSpan.FromSeconds(150));
        bench.EveryoneLeaves();

        Assert.That(_records.Where(record => record.ParticipantCount == 1 && record.Role is not null).Select(record => (record.Type, record.Number)), Is.EqualTo(new[]
        {
            (RecordType.Start, 0), (RecordType.Interim, 1), (RecordType.Interim, 2), (RecordType.Stop, 3),
        }));
    }

    [Test]
    public void The_last_figures_of_the_media_are_in_it_however_it_ends([Values] bool endsForAll)
    {
        var bench = Bench();
        var session = bench.Make().Session;
        foreach (var termination in bench.Mrfp.Contexts.Values.SelectMany(context => context.Values))
            termination.Streams[0].Statistics = new() { PacketsReceived = 500, JitterMs = 3, MosEstimate = 4.2 };
        if (endsForAll) bench.Driver.Run(() => bench.Conferences.End(bench.Conference, Mrfc.Focus.Removal.ConferenceEnded));
        else bench.Await(() => session.ByeAsync());
        bench.AssertNothingLeft();

        var figures = _records.Last(record => record.Role is not null).Figures!;
        Assert.That((figures.PacketsReceived, figures.JitterMs, figures.Mos), Is.EqualTo((500ul, 3.0, 4.2)));
    }

    private FocusBench Bench(TimeSpan interim = default)
    {
        var bench = new FocusBench();
        Keep(bench, interim);
        return bench;
    }

    private void Keep(FocusBench bench, TimeSpan interim = default) =>
        bench.Focus.News.Told += new Accountant(bench.Driver.Loop, "mrfc1", interim, _records.Add).Hear;
}
