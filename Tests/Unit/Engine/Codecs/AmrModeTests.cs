using ImsConference.Engine.Codecs;
using NUnit.Framework;

namespace ImsConference.Tests.Unit.Engine;

/// <summary>mode-set, mode-change-period and mode-change-neighbor (RFC 4867 §8.1) on the sending side.</summary>
public sealed class AmrModeTests
{
    [TestCase("", "7 7 0 0 0", Description = "at once")]
    [TestCase("mode-set=0,2,4,7", "7 7 0 0 0")]
    [TestCase("mode-set=2,4,7", "7 7 2 2 2", Description = "0 may not be used: the lowest that may")]
    [TestCase("mode-set=0,2,4,7;mode-change-neighbor=1", "7 7 4 2 0 0")]
    [TestCase("mode-set=0,2,4,7;mode-change-period=2", "7 7 0 0 0")]
    [TestCase("mode-set=0,2,4,7;mode-change-period=2;mode-change-neighbor=1", "7 7 4 4 2 2 0 0")]
    public void Mode_falls_as_the_receiver_permits(string fmtp, string expected) => Assert.That(Modes(fmtp, 7, 0, expected), Is.EqualTo(expected));

    [TestCase("mode-set=0,2,4,7;mode-change-neighbor=1", "0 0 2 4 7 7")]
    [TestCase("mode-set=0,2,4,7;mode-change-period=2", "0 0 7 7")]
    [TestCase("mode-set=0,2,4", "0 0 4 4")]
    public void Mode_rises_as_the_receiver_permits(string fmtp, string expected) => Assert.That(Modes(fmtp, 0, 7, expected), Is.EqualTo(expected));

    [Test]
    public void Changes_are_whole_periods_apart_whenever_they_are_asked_for([Random(5)] int seed)
    {
        var random = new Random(seed);
        var control = Control("mode-change-period=2", 7);
        var last = control.Next();
        for (var frame = 1; frame < 200; frame++)
        {
            control.Wanted = random.Next(8);
            var mode = control.Next();
            if (frame % 2 == 1) Assert.That(mode, Is.EqualTo(last), $"seed {seed}, frame {frame}");
            last = mode;
        }
    }

    [TestCase(0b1001_0101, 7, ExpectedResult = 7)]
    [TestCase(0b1001_0101, 6, ExpectedResult = 4)]
    [TestCase(0b1001_0100, 1, ExpectedResult = 2)]
    [TestCase(0x1FF, 8, ExpectedResult = 8)]
    public int Nearest_mode_of_a_set(int set, int asked) => AmrMode.Within(set, asked);

    private static AmrModeControl Control(string fmtp, int preferred)
    {
        Assert.That(AmrParameters.TryParse(fmtp, AmrMode.NarrowbandCount, out var parameters, out var fault), Is.True, fault);
        return new AmrModeControl(parameters!, preferred);
    }

    // Two frames as it begins, then the rest as asked for.
    private static string Modes(string fmtp, int first, int asked, string expected)
    {
        var control = Control(fmtp, first);
        List<int> modes = [control.Next(), control.Next()];
        control.Wanted = asked;
        while (modes.Count < expected.Split(' ').Length) modes.Add(control.Next());
        return string.Join(' ', modes);
    }
}
