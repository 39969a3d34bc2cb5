using ImsConference.Engine.Codecs;
using NUnit.Framework;

namespace ImsConference.Tests.Unit.Engine.Codecs;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class ComfortNoiseTests
{
    private readonly ComfortNoise _noise = new(seed: 1);

    [TestCase(40, 8000)]
    [TestCase(55, 8000)]
    [TestCase(70, 16_000)]
    [TestCase(0x80 | 55, 8000, Description = "the first bit is unused (RFC 3389 §3.1)")]
    [TestCase(10, 8000, Description = "no louder than −30 dBov")]
    public void It_is_as_loud_as_was_told(int told, int rateHz)
    {
        _noise.Begin([(byte)told]);
        Assert.That(LevelDbov(Settled(rateHz)), Is.EqualTo(-Math.Max(30, told & 0x7F)).Within(0.5));
    }

    [TestCase(-0.8, TestName = "Low as in a car")]
    [TestCase(0.6, TestName = "High as a hiss")]
    [TestCase(0, TestName = "White")]
    public void Its_spectrum_is_that_of_the_reflection_coefficients(double reflection)
    {
        _noise.Begin([50, Index(reflection), Index(0), Index(-0.3)]);
        var heard = Settled(8000);
        Assert.That(LevelDbov(heard), Is.EqualTo(-50).Within(0.7), "and its level is what the first octet says");
        Assert.That(Correlation(heard, 1), Is.EqualTo(-reflection).Within(0.05), "k1 = −r1/r0");

        // Levinson's recursion for order 3: the third correlation that these coefficients stand for.
        var (k1, k3) = (reflection, -0.3);
        var expected = -k3 * (1 - k1 * k1) - k1 * k1 * k1;
        Assert.That(Correlation(heard, 3), Is.EqualTo(expected).Within(0.06));
    }

    [Test]
    public void Whatever_is_told_it_is_noise_and_never_loud([Range(1, 12)] int seed)
    {
        var random = new Random(seed);
        var told = new byte[1 + random.Next(40)];
        for (var change = 0; change < 5; change++)
        {
            random.NextBytes(told);
            told[0] = 50;
            _noise.Begin(told);
            var heard = Settled(8000);
            Assert.That(LevelDbov(heard), Is.InRange(-80, -38), $"seed {seed}, change {change}: all but a tone, it swells and fades");
            Assert.That(heard.Max(sample => Math.Abs((int)sample)), Is.LessThan(3000), $"seed {seed}, change {change}");
        }
    }

    [Test]
    public void It_follows_a_new_level_without_a_step()
    {
        _noise.Begin([60]);
        Settled(8000);
        _noise.Begin([40]);
        double[] levels = [.. Enumerable.Range(0, 15).Select(_ => LevelDbov(Make(160, 8000)))];
        Assert.That(levels[0], Is.LessThan(-45), "of 20 dB not more than 15 in the first frame");
        Assert.That(levels[^1], Is.EqualTo(-40).Within(1.5));
        Assert.That(levels.Zip(levels.Skip(1), (before, after) => Math.Abs(after - before)), Is.All.LessThan(8));
    }

    [Test]
    public void It_is_gone_soon_after_somebody_speaks()
    {
        Assert.That(_noise.IsSounding, Is.False);
        _noise.Begin([40]);
        Settled(8000);
        _noise.End();
        Assert.That(LevelDbov(Make(160, 8000)), Is.LessThan(-48), "the frame in which it ends");
        Make(320, 8000);
        Assert.That(_noise.IsSounding, Is.False);
        Assert.That(Make(160, 8000), Is.All.Zero);
    }

    [Test]
    public void Nothing_is_said_by_an_empty_packet()
    {
        _noise.Begin([]);
        Assert.That(_noise.IsSounding, Is.False);
    }

    private static byte Index(double reflection) => (byte)Math.Round(127 + reflection * 32768 / 258);

    private short[] Settled(int rateHz)
    {
        Make(rateHz, rateHz);
        return Make(4 * rateHz, rateHz);
    }

    private short[] Make(int samples, int rateHz)
    {
        var pcm = new short[samples];
        _noise.AddTo(pcm, rateHz);
        return pcm;
    }

    private static double LevelDbov(short[] pcm) => 20 * Math.Log10(TestSignal.Rms(pcm) / 32767);

    private static double Correlation(short[] pcm, int lag)
    {
        double together = 0, alone = 0;
        for (var i = lag; i < pcm.Length; i++)
        {
            together += pcm[i] * (double)pcm[i - lag];
            alone += pcm[i] * (double)pcm[i];
        }

        return together / alone;
    }
}
