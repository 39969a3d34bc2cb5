using ImsConference.Mrfp.Playback;
using NUnit.Framework;

namespace ImsConference.Tests.Unit.Mrfp.Playback;

/// <summary>When a collection of digits ends, and with what.</summary>
public sealed class DigitCollectorTests
{
    private static readonly DigitRules Rules = new(Least: 3, Most: 5, Terminator: '#', FirstMs: 10_000, InterMs: 4_000, OverallMs: 20_000);

    // Keys with the ms before each; an underscore lets time pass.
    [TestCase("1:100 2:100 3:100 4:100 5:100", "12345", DigitsEnd.Complete)]
    [TestCase("1:100 #:100", "1", DigitsEnd.Terminator, Description = "too few, but it says so")]
    [TestCase("#:0", "", DigitsEnd.Terminator)]
    [TestCase("_:9999", "", DigitsEnd.None)]
    [TestCase("_:10000", "", DigitsEnd.FirstTimeout)]
    [TestCase("1:9000 _:3999", "1", DigitsEnd.None)]
    [TestCase("1:9000 _:4000", "1", DigitsEnd.InterTimeout)]
    [TestCase("1:100 2:100 3:100 _:4000", "123", DigitsEnd.Complete, Description = "enough")]
    [TestCase("1:9000 2:3900 A:3900 *:3000 _:300", "12A*", DigitsEnd.Complete, Description = "overall, and enough")]
    [TestCase("1:9900 2:3900 _:4000", "12", DigitsEnd.InterTimeout)]
    [TestCase("1:100 #:100 2:100", "1", DigitsEnd.Terminator, Description = "what comes later does not count")]
    public void It_ends(string script, string digits, DigitsEnd end) => Assert.That(Run(Rules, script), Is.EqualTo((digits, end)));

    [TestCase("1:100 2:19800 _:100", "12", DigitsEnd.OverallTimeout)]
    [TestCase("_:20000", "", DigitsEnd.OverallTimeout)]
    public void Overall(string script, string digits, DigitsEnd end) => Assert.That(Run(Rules with { FirstMs = 0, InterMs = 0 }, script), Is.EqualTo((digits, end)));

    [Test]
    public void Without_patience_it_waits_for_ever() =>
        Assert.That(Run(Rules with { FirstMs = 0, InterMs = 0, OverallMs = 0 }, "_:99999999 1:99999999"), Is.EqualTo(("1", DigitsEnd.None)));

    [Test]
    public void Patience_begins_with_the_end_of_the_prompt_and_rests_while_a_key_is_down()
    {
        var collector = new DigitCollector(Rules);
        collector.Look(60_000_000, isKeyDown: false);
        Assert.That(collector.End, Is.EqualTo(DigitsEnd.None), "the prompt plays");
        collector.StartTimes(60_000_000);
        collector.Look(69_900_000, isKeyDown: true);
        collector.Look(70_100_000, isKeyDown: false);
        Assert.That(collector.End, Is.EqualTo(DigitsEnd.None), "a key came in time, and takes its own");
        collector.Look(79_900_000, isKeyDown: false);
        Assert.That(collector.End, Is.EqualTo(DigitsEnd.FirstTimeout));
        collector.Stop(DigitsEnd.Cancelled);
        Assert.That(collector.End, Is.EqualTo(DigitsEnd.FirstTimeout), "the first end stands");
    }

    private static (string Digits, DigitsEnd End) Run(DigitRules rules, string script)
    {
        var collector = new DigitCollector(rules);
        long nowUs = 1_000_000;
        collector.StartTimes(nowUs);
        foreach (var step in script.Split(' '))
        {
            var parts = step.Split(':');
            nowUs += long.Parse(parts[1], System.Globalization.CultureInfo.InvariantCulture) * 1000;
            if (parts[0] != "_") collector.Press(parts[0][0], nowUs);
            collector.Look(nowUs, isKeyDown: false);
        }

        return (new string(collector.Digits), collector.End);
    }
}
