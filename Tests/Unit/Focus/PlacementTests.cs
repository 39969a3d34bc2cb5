using ImsConference.Sip.Messages;
using NUnit.Framework;

namespace ImsConference.Tests.Unit.Focus;

/// <summary>A conference is placed where what its first caller asks for can be served.</summary>
public sealed class PlacementTests
{
    private static readonly string[] Both = [FocusBench.Factory, FocusBench.Redirect];

    [Test]
    public void On_the_MRFP_that_has_the_codec([ValueSource(nameof(Both))] string target, [Values("0", "8", "8 0")] string formats)
    {
        var bench = new FocusBench(null, 1, ["GSM"], ["PCMU"], ["PCMA"]);
        var alice = bench.Ue("alice", reliable: false);
        alice.Try(target, request => request with { Offer = FocusBench.Sdp(4000, formats: formats) });

        var expected = formats == "0" ? "mrfp1:7070" : formats == "8" ? "mrfp2:7070" : "mrfp1:7070";
        Assert.That(bench.Mrfps.Single(mrfp => mrfp.Contexts.Count > 0).Name, Is.EqualTo(expected));
        bench.Driver.Run(() => bench.Conferences.End(bench.Conference, Mrfc.Focus.Removal.ConferenceEnded));
        bench.AssertNothingLeft();
    }

    [Test]
    public void None_anywhere_has_the_codec([ValueSource(nameof(Both))] string target)
    {
        var bench = new FocusBench(null, 1, ["GSM"], ["PCMU"]);
        var outcome = bench.Ue("alice", reliable: false).Try(target, request => request with { Offer = FocusBench.Sdp(4000, formats: "8") });

        Assert.That(outcome.Status, Is.EqualTo(488));
        Assert.That(FocusBench.Text(outcome.Response!, HeaderId.Warning), Does.StartWith("305"));
        Assert.That(bench.Mrfps.SelectMany(mrfp => mrfp.Commands), Has.None.StartsWith("AddContext"));
        bench.AssertNothingLeft();
    }

    [TestCase(12, 488)]
    [TestCase(64, 200)]
    public void The_bandwidth_must_carry_a_codec_of_the_MRFP(int kbps, int status)
    {
        var bench = new FocusBench(null, 1, ["GSM"], ["PCMA"]);
        var outcome = bench.Ue("alice", reliable: false).Try(FocusBench.Factory, request => request with
        {
            Offer = FocusBench.Sdp(4000, formats: "8", more: $"b=AS:{kbps}\r\n"),
        });

        Assert.That(outcome.Status, Is.EqualTo(status));
        if (outcome.Session is { } session) bench.Await(() => session.ByeAsync());
        else Assert.That(FocusBench.Text(outcome.Response!, HeaderId.Warning), Does.Match("^(305|370)"));
        bench.AssertNothingLeft();
    }

    [Test]
    public void Those_that_could_are_full_or_out_of_reach([ValueSource(nameof(Both))] string target, [Values] bool isFull)
    {
        var bench = new FocusBench(null, 1, ["PCMU"], ["PCMA"]);
        bench.Announce("is lost");
        if (isFull) bench.Mrfps[1].Report("", "", happened => happened.Load = new Protos.Mp.Load { FreePorts = 0 });
        else bench.Driver.Run(bench.Mrfps[1].GoDown);
        bench.Driver.Advance(TimeSpan.FromSeconds(isFull ? 1 : 20));
        var outcome = bench.Ue("alice", reliable: false).Try(target, request => request with { Offer = FocusBench.Sdp(4000, formats: "8") });

        Assert.That(outcome.Status, Is.EqualTo(503));
        Assert.That(FocusBench.Text(outcome.Response!, HeaderId.RetryAfter), Is.EqualTo("10"));
        Assert.That(bench.Mrfp.Contexts, Is.Empty, "not where it could never be heard");
        bench.AssertNothingLeft();
    }
}
