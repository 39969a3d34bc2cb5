using ImsConference.Engine.Mixing;
using NUnit.Framework;

namespace ImsConference.Tests.Unit.Engine;

public sealed class MixingTests
{
    [Test]
    public void Kernels_do_what_the_plain_loops_do([Random(20)] int seed)
    {
        var random = new Random(seed);
        var length = random.Next(0, 330); // every tail that vectors leave
        var talkers = Enumerable.Range(0, random.Next(1, 9)).Select(_ => Noise(random, length)).ToArray();
        var sum = new int[length];
        foreach (var talker in talkers) MixKernel.Add(sum, talker);
        var slowSum = Enumerable.Range(0, length).Select(i => talkers.Sum(t => t[i])).ToArray();
        Assert.That(sum, Is.EqualTo(slowSum), $"seed {seed}");
        Assert.That(MixKernel.Peak(sum), Is.EqualTo(slowSum.Select(Math.Abs).DefaultIfEmpty().Max()), $"seed {seed}");

        var rest = new int[length];
        var heard = new short[length];
        foreach (var me in talkers)
        {
            var slow = Enumerable.Range(0, length).Select(i => slowSum[i] - me[i]).ToArray();
            MixKernel.Subtract(sum, me, rest);
            Assert.That(rest, Is.EqualTo(slow), $"seed {seed}");
            MixKernel.MixMinus(sum, me, heard);
            Assert.That(heard, Is.EqualTo(slow.Select(Clamp)), $"seed {seed}");
        }

        MixKernel.Saturate(sum, heard);
        Assert.That(heard, Is.EqualTo(slowSum.Select(Clamp)), $"seed {seed}");
    }

    [Test]
    public void Limiter_leaves_alone_what_fits()
    {
        var limiter = new Limiter();
        var mix = Enumerable.Range(0, 160).Select(i => (int)TestSignal.Tone(i, 440, 30_000)).ToArray();
        var heard = new short[160];
        limiter.Apply(mix, heard);
        Assert.That(heard, Is.EqualTo(mix.Select(m => (short)m)));
        Assert.That(limiter.Gain, Is.EqualTo(1));
    }

    [Test]
    public void Limiter_turns_loud_mixes_down_without_clipping_and_comes_back()
    {
        var limiter = new Limiter();
        var heard = Limit(limiter, frames: 50, amplitude: 90_000);
        Assert.That(heard[20..].Max(s => Math.Abs((int)s)), Is.LessThan(32_500), "only the first 2.5 ms may saturate");
        Assert.That(TestSignal.LoudestClick(heard.AsSpan(160), 440), Is.LessThan(200), "a steady gain keeps a tone a tone");

        heard = Limit(limiter, frames: 50, amplitude: 3000);
        Assert.That(TestSignal.Rms(heard.AsSpan(^1600..)), Is.EqualTo(3000 / Math.Sqrt(2)).Within(30));
        Assert.That(limiter.Gain, Is.EqualTo(1));
    }

    [Test]
    public void Limiter_never_wraps([Random(10)] int seed)
    {
        var random = new Random(seed);
        var limiter = new Limiter();
        var heard = new short[160];
        for (var frame = 0; frame < 50; frame++)
        {
            var scale = Math.Pow(2, random.Next(8, 24));
            var mix = Enumerable.Range(0, 160).Select(_ => (int)((random.NextDouble() * 2 - 1) * scale)).ToArray();
            limiter.Apply(mix, heard);
            for (var i = 0; i < 160; i++)
                Assert.That(Math.Sign(heard[i]) * Math.Sign(mix[i]), Is.GreaterThanOrEqualTo(0), $"seed {seed}: the sign stays");
        }
    }

    [TestCase(0, ExpectedResult = 127)]
    [TestCase(32767, ExpectedResult = 0)]
    [TestCase(-32768, ExpectedResult = 0)]
    [TestCase(16384, ExpectedResult = 6)]
    [TestCase(3277, ExpectedResult = 20)]
    [TestCase(1, ExpectedResult = 90)]
    public int Level_of_a_steady_value(int value) => LevelMeter.Measure(Enumerable.Repeat((short)value, 160).ToArray());

    [Test]
    public void Energy_is_that_of_the_plain_loop([Random(10)] int seed)
    {
        var random = new Random(seed);
        var noise = Noise(random, random.Next(0, 330));
        Assert.That(LevelMeter.Energy(noise), Is.EqualTo(noise.Sum(s => (long)s * s)), $"seed {seed}");
        var worst = Enumerable.Repeat(short.MinValue, 320).ToArray();
        Assert.That(LevelMeter.Energy(worst), Is.EqualTo(320L << 30));
    }

    [Test]
    public void Voice_is_told_from_noise()
    {
        var activity = new VoiceActivity();
        for (var i = 0; i < 500; i++) activity.Update(62);
        Assert.That(activity.IsSpeaking, Is.False, "background noise");
        Assert.That(activity.Update(25), Is.True, "at once");
        for (var i = 0; i < 14; i++) Assert.That(activity.Update(62), Is.True, "between words");
        Assert.That(activity.Update(62), Is.False);
        for (var i = 0; i < 1000; i++) Assert.That(activity.Update(20), Is.True, "a steady tone is meant to be heard");
        Assert.That(new VoiceActivity().Update(LevelMeter.Silence), Is.False);
    }

    private static short[] Limit(Limiter limiter, int frames, double amplitude)
    {
        var heard = new short[frames * 160];
        var mix = new int[160];
        for (var frame = 0; frame < frames; frame++)
        {
            for (var i = 0; i < 160; i++) mix[i] = (int)Math.Round(amplitude * Math.Sin(2 * Math.PI * 440 * (frame * 160 + i) / 8000));
            limiter.Apply(mix, heard.AsSpan(frame * 160, 160));
        }

        return heard;
    }

    private static short Clamp(int value) => (short)Math.Clamp(value, short.MinValue, short.MaxValue);

    private static short[] Noise(Random random, int length) =>
        [.. Enumerable.Range(0, length).Select(_ => (short)random.Next(short.MinValue, short.MaxValue + 1))];
}
