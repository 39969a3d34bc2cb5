using Grpc.Wire;
using NUnit.Framework;

namespace ImsConference.Tests.Unit.Grpc;

public sealed class GrpcTimeoutTests
{
    [TestCase(-1, ExpectedResult = "1n", Description = "a timeout is positive")]
    [TestCase(0, ExpectedResult = "1n")]
    [TestCase(1, ExpectedResult = "1u", Description = "one tick is 100 ns: rounded up")]
    [TestCase(10, ExpectedResult = "1u")]
    [TestCase(11, ExpectedResult = "2u")]
    [TestCase(999_999_990L, ExpectedResult = "99999999u")]
    [TestCase(999_999_991L, ExpectedResult = "100000m", Description = "eight digits at most")]
    [TestCase(TimeSpan.TicksPerDay * 30, ExpectedResult = "2592000S")]
    [TestCase(long.MaxValue, ExpectedResult = "99999999H", Description = "no header holds more")]
    public string Writes_the_finest_unit_that_holds_it(long ticks) => GrpcTimeout.Format(TimeSpan.FromTicks(ticks));

    [TestCase("1n", 1L)]
    [TestCase("101n", 2L)]
    [TestCase("5u", 50L)]
    [TestCase("300m", TimeSpan.TicksPerSecond * 3 / 10)]
    [TestCase("20S", TimeSpan.TicksPerSecond * 20)]
    [TestCase("2M", TimeSpan.TicksPerMinute * 2)]
    [TestCase("99999999H", TimeSpan.TicksPerHour * 99_999_999)]
    [TestCase("0S", 0L)]
    public void Reads_every_unit(string text, long ticks)
    {
        Assert.That(GrpcTimeout.TryParse(text, out var timeout));
        Assert.That(timeout.Ticks, Is.EqualTo(ticks));
    }

    [TestCase("")]
    [TestCase("S")]
    [TestCase("10")]
    [TestCase("1s")]
    [TestCase("-1S")]
    [TestCase("+1S")]
    [TestCase(" 1S")]
    [TestCase("1.5S")]
    [TestCase("123456789S", Description = "nine digits")]
    public void Refuses_what_is_none(string text) => Assert.That(GrpcTimeout.TryParse(text, out _), Is.False);

    [Test]
    public void What_is_written_is_never_shorter_than_what_was_meant([Random(20)] int seed)
    {
        var random = new Random(seed);
        var meant = TimeSpan.FromTicks(random.NextInt64(1L << random.Next(1, 62)) + 1);
        Assert.That(GrpcTimeout.TryParse(GrpcTimeout.Format(meant), out var read), $"seed {seed}");
        Assert.That(read, Is.GreaterThanOrEqualTo(meant), $"seed {seed}");
    }
}
