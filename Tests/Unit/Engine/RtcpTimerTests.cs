using ImsConference.Engine.Rtp;
using NUnit.Framework;

namespace ImsConference.Tests.Unit.Engine;

public sealed class RtcpTimerTests
{
    private const double Second = 1_000_000;
    private static readonly RtcpMembership TwoTalk = new(2, 2, true);

    [TestCase(2, 2, true, false, ExpectedResult = 5, Description = "the least")]
    [TestCase(2, 2, true, true, ExpectedResult = 2.5, Description = "before the first report half of it")]
    [TestCase(1000, 2, false, false, ExpectedResult = 998 * 128 * 8 / 3000.0, Description = "receivers share three quarters")]
    [TestCase(1000, 100, true, false, ExpectedResult = 100 * 128 * 8 / 1000.0, Description = "senders share a quarter")]
    [TestCase(1000, 500, true, false, ExpectedResult = 1000 * 128 * 8 / 4000.0, Description = "many senders: no shares")]
    public double Interval(int members, int senders, bool weSent, bool isInitial) =>
        RtcpTimer.Interval(RtcpBandwidth.OfSession(80), new RtcpMembership(members, senders, weSent), 128, isInitial);

    [Test]
    public void Bandwidth_of_a_session_is_5_percent() =>
        Assert.That(RtcpBandwidth.OfSession(80), Is.EqualTo(new RtcpBandwidth(1000, 3000)));

    [Test]
    public void Without_bandwidth_there_is_no_report()
    {
        var timer = new RtcpTimer(RtcpBandwidth.None, new Random(1), 0);
        Assert.That(timer.IsOn, Is.False);
        Assert.That(timer.IsDue(long.MaxValue / 2, TwoTalk), Is.False);
    }

    [TestCase(0, 2000, Description = "b=RS:0 is common in VoLTE")]
    [TestCase(600, 2000)]
    [TestCase(1000, 3000)]
    public void Reports_come_5_s_apart_on_average_and_never_below_2(int rs, int rr)
    {
        var timer = new RtcpTimer(new RtcpBandwidth(rs, rr), new Random(7), 0);
        var reports = new List<double>();
        for (long nowUs = 0; nowUs < 7200 * Second; nowUs += 20_000)
        {
            if (!timer.IsDue(nowUs, TwoTalk)) continue;
            timer.Sent(nowUs, 100, TwoTalk);
            reports.Add(nowUs / Second);
        }

        var gaps = reports.Zip(reports.Skip(1), (a, b) => b - a).ToArray();
        Assert.That(reports[0], Is.InRange(1.0, 3.2), "half the interval first");
        Assert.That(gaps.Min(), Is.GreaterThan(2.0));
        Assert.That(gaps.Max(), Is.LessThan(6.3));
        Assert.That(gaps.Average(), Is.EqualTo(5).Within(0.3), "reconsideration is compensated");
        Assert.That(gaps.Max() - gaps.Min(), Is.GreaterThan(2), "randomised");
    }
}
