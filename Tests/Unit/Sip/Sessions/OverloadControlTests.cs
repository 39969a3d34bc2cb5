using System.Text.RegularExpressions;
using ImsConference.Sip.Messages;
using ImsConference.Sip.Sessions;
using ImsConference.Tests.Unit.Sip.Messages;
using NUnit.Framework;

namespace ImsConference.Tests.Unit.Sip.Sessions;

/// <summary>Shedding load, and telling peers how much less to send (RFC 7339).</summary>
public sealed class OverloadControlTests
{
    private const int Most = 10;

    private readonly ManualTime _time = new();

    [Test]
    public void What_is_above_the_rate_gets_503_until_the_next_second()
    {
        var bench = new SessionBench(bob: new UserAgentOptions { Overload = new OverloadControl(_time, Most, _ => false) });
        bench.BobAccepts();
        var statuses = Enumerable.Range(0, 12).Select(_ => Call(bench)).ToArray();
        Assert.That(statuses.Count(status => status == 200), Is.EqualTo(Most));
        Assert.That(statuses[Most..], Is.All.EqualTo(503));

        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.That(Call(bench), Is.EqualTo(200));
    }

    [Test]
    public void What_has_priority_passes()
    {
        var bench = new SessionBench(bob: new UserAgentOptions { Overload = new OverloadControl(_time, Most, request => request.Request.Has(HeaderId.ResourcePriority)) });
        bench.BobAccepts();
        for (var i = 0; i < Most; i++) Call(bench);
        Assert.That((Call(bench), Call(bench, new HeaderLine("Resource-Priority", "ets.0"))), Is.EqualTo((503, 200)));
    }

    [TestCase(";oc", "oc=0;oc-algo=\"loss\";oc-validity=0;oc-seq=")]
    [TestCase(";oc;oc-algo=\"rate,loss\"", "oc=0;oc-algo=\"loss\";oc-validity=0;oc-seq=")]
    [TestCase(";oc;oc-algo=\"rate\"", "", Description = "no algorithm in common")]
    [TestCase("", "")]
    public void Only_who_asks_is_told(string via, string expected)
    {
        var told = Feedback(new OverloadControl(_time, Most, _ => false), via);
        if (expected.Length == 0) Assert.That(told, Is.Empty);
        else Assert.That(told, Does.StartWith($";{expected}"));
    }

    [TestCase(5, 0)]
    [TestCase(10, 0)]
    [TestCase(20, 50)]
    [TestCase(100, 90)]
    [TestCase(100_000, 95)]
    public void The_loss_brings_what_comes_down_to_the_rate(int arrived, int percent)
    {
        var control = new OverloadControl(_time, Most, _ => false);
        Arrive(control, arrived);
        Assert.That(Loss(control), Is.EqualTo(percent));
        if (percent is not (> 0 and < 95)) return;

        Arrive(control, Most);
        Assert.That(Loss(control), Is.EqualTo(percent), "while peers keep to it, it stays");
        Arrive(control, 0);
        Assert.That(Loss(control), Is.Zero);
    }

    [Test]
    public void Each_sequence_is_above_the_one_before()
    {
        var control = new OverloadControl(_time, Most, _ => false);
        var sequence = Enumerable.Range(0, 5).Select(_ => Feedback(control, ";oc").Split("oc-seq=")[1]).ToArray();
        Assert.That(sequence, Is.Ordered.And.Unique);
    }

    private static int Loss(OverloadControl control) => int.Parse(Regex.Match(Feedback(control, ";oc"), "oc=([0-9]+)").Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture);

    private static string Feedback(OverloadControl control, string via) => control.Feedback(Message(via));

    private static SipMessage Message(string via) => Wire.Parse($"""
        INVITE sip:bob@10.0.0.2 SIP/2.0
        Via: SIP/2.0/UDP 10.0.0.1;branch=z9hG4bK1{via}
        From: <sip:alice@10.0.0.1>;tag=1
        To: <sip:bob@10.0.0.2>
        Call-ID: 1
        CSeq: 1 INVITE
        Content-Length: 0


        """);

    private void Arrive(OverloadControl control, int count)
    {
        for (var i = 0; i < count; i++) control.Admits(null!); // nobody asks whether it passes, or nobody passes
        _time.Advance(TimeSpan.FromSeconds(1));
    }

    private static int Call(SessionBench bench, params HeaderLine[] headers) =>
        bench.Await(() => bench.Alice.Invite(SessionBench.ToBob with { Headers = headers }).Outcome).Status;
}
