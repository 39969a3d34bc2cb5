using ImsConference.Mrfp.Contexts;
using NUnit.Framework;

namespace ImsConference.Tests.Unit.Mrfp.Contexts;

public sealed class TimeClassesTests
{
    [TestCase(-5, ExpectedResult = 0, Description = "a clock that has just been read is no fault")]
    [TestCase(0, ExpectedResult = 0)]
    [TestCase(1, ExpectedResult = 0)]
    [TestCase(2, ExpectedResult = 1)]
    [TestCase(3, ExpectedResult = 1)]
    [TestCase(1023, ExpectedResult = 9)]
    [TestCase(1024, ExpectedResult = 10)]
    [TestCase(60_000_000, ExpectedResult = 20)]
    public int Counts_in_the_class_of(long us)
    {
        var times = new TimeClasses();
        times.Count(us);
        return times.Read().ToList().IndexOf(1);
    }
}
