using ImsConference.Engine.Codecs;
using NUnit.Framework;

namespace ImsConference.Tests.Unit.Engine;

/// <summary>Holds the arithmetic to the decision and quantised values of ITU-T G.711, tables 1 and 2, worked out here the slow way.</summary>
public sealed class G711Tests
{
    // Upper ends of the segments, in the standard's own units: A-law of 12-bit magnitudes, µ-law of 13-bit ones.
    private static readonly int[] ASegmentEnds = [32, 64, 128, 256, 512, 1024, 2048, 4096];
    private static readonly int[] MuSegmentEnds = [31, 95, 223, 479, 991, 2015, 4063, 8159];

    private static readonly (int From, int To)[] AIntervals = [.. AIntervalsOf()];
    private static readonly (int From, int To)[] MuIntervals = [.. MuIntervalsOf()];

    [Test]
    public void There_are_128_intervals_a_sign()
    {
        Assert.That(AIntervals, Has.Length.EqualTo(128));
        Assert.That(MuIntervals, Has.Length.EqualTo(128));
    }

    [TestCase(G711Law.A)]
    [TestCase(G711Law.Mu)]
    public void Every_code_decodes_to_its_quantised_value(G711Law law)
    {
        var codes = Enumerable.Range(0, 256).Select(c => (byte)c).ToArray();
        var pcm = new short[256];
        G711.Decode(law, codes, pcm);
        for (var code = 0; code < 256; code++) Assert.That(pcm[code], Is.EqualTo(OracleDecode(law, code)), $"code {code:x2}");
    }

    [TestCase(G711Law.A)]
    [TestCase(G711Law.Mu)]
    public void Every_sample_encodes_to_the_interval_it_lies_in(G711Law law)
    {
        var pcm = Enumerable.Range(short.MinValue, 65_536).Select(s => (short)s).ToArray();
        var codes = new byte[pcm.Length];
        G711.Encode(law, pcm, codes);
        for (var i = 0; i < pcm.Length; i++)
            if (codes[i] != OracleEncode(law, pcm[i])) Assert.Fail($"{pcm[i]}: {codes[i]:x2}, not {OracleEncode(law, pcm[i]):x2}");
    }

    [TestCase(G711Law.A)]
    [TestCase(G711Law.Mu)]
    public void Silence_is_the_code_of_zero(G711Law law)
    {
        var code = new byte[1];
        G711.Encode(law, [0], code);
        Assert.That(G711.Silence(law), Is.EqualTo(code[0]));
    }

    private static IEnumerable<(int From, int To)> AIntervalsOf()
    {
        var from = 0;
        foreach (var end in ASegmentEnds)
            for (var step = (end - from) / 16; from < end; from += step) yield return (from, from + step);
    }

    private static IEnumerable<(int From, int To)> MuIntervalsOf()
    {
        yield return (0, 1);
        var from = 1;
        for (var segment = 0; segment < 8; segment++)
            for (var step = 2 << segment; from < MuSegmentEnds[segment]; from += step) yield return (from, from + step);
    }

    private static int OracleDecode(G711Law law, int code)
    {
        var isPositive = (code & 0x80) != 0;
        if (law == G711Law.A)
        {
            var (from, to) = AIntervals[(code ^ 0x55) & 0x7F];
            return (isPositive ? 1 : -1) * (from + to) / 2 * 8;
        }

        var n = ~code & 0x7F;
        var value = n == 0 ? 0 : (MuIntervals[n].From + MuIntervals[n].To) * 4 / 2;
        return isPositive ? value : -value;
    }

    private static int OracleEncode(G711Law law, int sample)
    {
        var sign = sample < 0 ? 0 : 0x80;
        var (intervals, unit) = law == G711Law.A ? (AIntervals, 8.0) : (MuIntervals, 4.0); // 16 bits to the standard's 13 and 14
        var magnitude = Math.Abs(sample) / unit;
        var n = Array.FindIndex(intervals, i => magnitude >= i.From && magnitude < i.To);
        if (n < 0) n = 127; // overload
        return law == G711Law.A ? (sign | n) ^ 0x55 : sign | (~n & 0x7F);
    }
}
