using ImsConference.Mrfp.Contexts;
using NUnit.Framework;

namespace ImsConference.Tests.Unit.Mrfp.Contexts;

public sealed class OpusEffortTests
{
    [TestCase(0, ExpectedResult = 9)]
    [TestCase(50, ExpectedResult = 9)]
    [TestCase(65, ExpectedResult = 6)]
    [TestCase(80, ExpectedResult = 3)]
    [TestCase(100, ExpectedResult = 3)]
    public int Falls_at_once_with_the_load(int loadPercent)
    {
        var effort = new OpusEffort(9, 3);
        effort.Follow(loadPercent);
        return effort.Complexity;
    }

    [Test]
    public void Rises_by_one_a_second()
    {
        var effort = new OpusEffort(9, 3);
        effort.Follow(90);
        var seen = Enumerable.Range(0, 8).Select(_ =>
        {
            effort.Follow(10);
            return effort.Complexity;
        });
        Assert.That(seen, Is.EqualTo(new[] { 4, 5, 6, 7, 8, 9, 9, 9 }));
    }
}
