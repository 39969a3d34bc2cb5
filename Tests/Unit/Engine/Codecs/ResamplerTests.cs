using ImsConference.Engine.Mixing;
using NUnit.Framework;

namespace ImsConference.Tests.Unit.Engine;

public sealed class ResamplerTests
{
    private static readonly int[] RatesHz = [8000, 16_000, 24_000, 32_000, 48_000];

    [TestCaseSource(nameof(Pairs))]
    public void Tones_up_to_nine_tenths_pass_at_their_level(int fromHz, int toHz)
    {
        var limitHz = Math.Min(fromHz, toHz) / 2.0;
        foreach (var part in new[] { 0.02, 0.3, 0.7, 0.9 })
        {
            var (amplitude, snrDb) = CodecSound.Find(Through(fromHz, toHz, part * limitHz), toHz, part * limitHz);
            Assert.That(20 * Math.Log10(amplitude / 8000), Is.Zero.Within(0.3), $"{part * limitHz} Hz");
            Assert.That(snrDb, Is.GreaterThan(58), $"{part * limitHz} Hz: images and aliases");
        }
    }

    [TestCaseSource(nameof(Pairs))]
    public void Tones_that_the_lower_rate_cannot_carry_are_gone(int fromHz, int toHz)
    {
        if (toHz >= fromHz) return;
        foreach (var part in new[] { 1.1, 1.3, 1.6, 1.9 })
        {
            if (part * toHz > 0.98 * fromHz) continue;
            var rms = TestSignal.Rms(Through(fromHz, toHz, part * toHz / 2));
            Assert.That(20 * Math.Log10(rms / (8000 / Math.Sqrt(2))), Is.LessThan(-59.5), $"{part * toHz / 2} Hz");
        }
    }

    [TestCaseSource(nameof(Pairs))]
    public void Delay_is_two_milliseconds_at_most(int fromHz, int toHz)
    {
        var output = Run(fromHz, toHz, [.. Enumerable.Repeat(0, fromHz / 50 - 1), 30_000, .. new int[fromHz / 50]]);
        var peak = Array.IndexOf(output, output.Max());
        Assert.That((peak - (toHz / 50 - toHz / (double)fromHz)) * 1000 / toHz, Is.InRange(0, 2.0 + 1000.0 / toHz));
    }

    [TestCaseSource(nameof(Pairs))]
    public void The_sum_of_resampled_signals_is_the_resampled_sum(int fromHz, int toHz)
    {
        var random = new Random(fromHz + toHz);
        int[] one = [.. Enumerable.Range(0, fromHz / 5).Select(_ => random.Next(-32_768, 32_768))];
        int[] other = [.. Enumerable.Range(0, fromHz / 5).Select(_ => random.Next(-200_000, 200_000))];
        int[] both = [.. one.Zip(other, (a, b) => a + b)];
        var apart = Run(fromHz, toHz, one).Zip(Run(fromHz, toHz, other), (a, b) => a + b);
        Assert.That(Run(fromHz, toHz, both).Zip(apart, (a, b) => Math.Abs(a - b)).Max(), Is.LessThanOrEqualTo(2));
    }

    [Test]
    public void Reset_forgets_and_nothing_is_allocated()
    {
        var resampler = new Resampler(16_000, 48_000);
        var input = new int[320];
        var output = new int[960];
        Array.Fill(input, 1000);
        resampler.Process(input, output);
        resampler.Reset();
        Array.Clear(input);
        Assert.That(Allocations.OfLeanest(() => resampler.Process(input, output)), Is.Zero);
        Assert.That(output, Is.All.Zero);
    }

    private static IEnumerable<TestCaseData> Pairs() =>
        from fromHz in RatesHz
        from toHz in RatesHz
        where fromHz != toHz
        select new TestCaseData(fromHz, toHz);

    // A second of it, without its beginning.
    private static short[] Through(int fromHz, int toHz, double hz)
    {
        int[] tone = [.. CodecSound.Tone(fromHz, hz, fromHz * 6 / 5).Select(sample => (int)sample)];
        return [.. Run(fromHz, toHz, tone).Skip(toHz / 5).Select(sample => (short)sample)];
    }

    private static int[] Run(int fromHz, int toHz, int[] input)
    {
        var resampler = new Resampler(fromHz, toHz);
        var frames = input.Length * 50 / fromHz;
        var output = new int[frames * toHz / 50];
        for (var f = 0; f < frames; f++)
            resampler.Process(input.AsSpan(f * fromHz / 50, fromHz / 50), output.AsSpan(f * toHz / 50, toHz / 50));
        return output;
    }
}
