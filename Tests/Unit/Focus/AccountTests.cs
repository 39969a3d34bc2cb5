using ImsConference.Mrfc.Charging;
using ImsConference.Mrfc.Focus.Accounting;
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
        bench.Focus.News.Told += new Accountant(bench.Driver.Loop, "mrfc1", interim, _records.Add).Hear;
        return bench;
    }
}
