using ImsConference.Engine.Codecs;
using NUnit.Framework;

namespace ImsConference.Tests.Unit.Engine;

public sealed class PacketLossConcealmentTests
{
    private const int Frame = 160;

    [TestCase(100, 18)]
    [TestCase(125, 18)]
    [TestCase(200, 18)]
    [TestCase(110, 6, Description = "72.7 samples a period: the harmonics drift apart")]
    [TestCase(150, 3, Description = "53.3 samples")]
    public void A_lost_frame_of_a_vowel_is_hardly_missed(double pitchHz, double atLeastDb)
    {
        var vowel = TestSignal.Vowel(10 * Frame, pitchHz);
        var heard = Play(vowel, lost: [5]);
        Assert.That(TestSignal.SnrDb(vowel.AsSpan(5 * Frame, Frame), heard.AsSpan(5 * Frame, Frame)), Is.GreaterThan(atLeastDb));
        Assert.That(heard.AsSpan(7 * Frame).SequenceEqual(vowel.AsSpan(7 * Frame)), Is.True, "untouched a frame after its return");
    }

    [TestCase(300)]
    [TestCase(440)]
    [TestCase(1000)]
    public void A_lost_frame_of_a_tone_makes_no_click(double hz)
    {
        var tone = new short[10 * Frame];
        for (var i = 0; i < tone.Length; i++) tone[i] = TestSignal.Tone(i, hz);
        Assert.That(TestSignal.LoudestClick(Play(tone, lost: [4]), hz), Is.LessThan(200), "of 8000");
        Assert.That(TestSignal.LoudestClick(Muted(tone, 4), hz), Is.GreaterThan(1500), "without concealment");
    }

    [Test]
    public void A_long_loss_fades_within_60_ms_and_stays_silent()
    {
        var vowel = TestSignal.Vowel(20 * Frame, 130);
        var heard = Play(vowel, lost: [.. Enumerable.Range(5, 6)]);
        var before = TestSignal.Rms(heard.AsSpan(4 * Frame, Frame));
        var levels = Enumerable.Range(5, 6).Select(f => TestSignal.Rms(heard.AsSpan(f * Frame, Frame)) / before).ToArray();
        Assert.That(levels[0], Is.InRange(0.75, 1.05));
        Assert.That(levels[1], Is.InRange(0.4, 0.85));
        Assert.That(levels[2], Is.InRange(0.05, 0.4));
        Assert.That(levels[3..], Is.All.Zero);
    }

    [Test]
    public void Known_silence_fades_within_5_ms()
    {
        var concealment = new PacketLossConcealment();
        var vowel = TestSignal.Vowel(4 * Frame, 130);
        for (var f = 0; f < 4; f++) concealment.Good(vowel.AsSpan(f * Frame, Frame));
        var frame = new short[Frame];
        concealment.Silence(frame);
        Assert.That(frame[..20].Any(sample => sample != 0), Is.True);
        Assert.That(frame[41..], Is.All.Zero);
        Assert.That(concealment.IsFaded, Is.True);
    }

    [Test]
    public void Concealing_nothing_heard_gives_zeros()
    {
        var frame = new short[Frame];
        Array.Fill(frame, (short)1);
        new PacketLossConcealment().Conceal(frame);
        Assert.That(frame, Is.All.Zero);
    }

    [Test]
    public void Any_division_into_frames_gives_the_same([Random(5)] int seed)
    {
        var random = new Random(seed);
        var noise = new short[4000];
        for (var i = 0; i < noise.Length; i++) noise[i] = (short)random.Next(-32768, 32768);
        var whole = (short[])noise.Clone();
        var parts = (short[])noise.Clone();
        var one = new PacketLossConcealment();
        var other = new PacketLossConcealment();
        for (var at = 0; at < 4000; at += 400)
        {
            var isLost = at / 400 % 3 == 2;
            Pass(one, whole.AsSpan(at, 400), isLost);
            for (var from = 0; from < 400;)
            {
                var length = Math.Min(random.Next(1, 170), 400 - from);
                Pass(other, parts.AsSpan(at + from, length), isLost);
                from += length;
            }
        }

        Assert.That(parts, Is.EqualTo(whole), $"seed {seed}");
    }

    [Test]
    public void A_cut_in_a_vowel_keeps_its_wave()
    {
        var vowel = TestSignal.Vowel(4 * Frame, 125); // 64 samples a period
        var frame = vowel[..Frame];
        var cut = TimeScaling.FindFirstPeriod(frame, 500);
        Assert.That(cut, Is.EqualTo(64));
        TimeScaling.Remove(frame, cut);
        Assert.That(TestSignal.SnrDb(vowel.AsSpan(cut, Frame - cut), frame.AsSpan(0, Frame - cut)), Is.GreaterThan(30));
    }

    [Test]
    public void A_repetition_in_a_vowel_keeps_its_wave()
    {
        var vowel = TestSignal.Vowel(4 * Frame, 125);
        var period = TimeScaling.FindLastPeriod(vowel.AsSpan(0, Frame), 500);
        Assert.That(period, Is.EqualTo(64));
        var frame = new short[Frame];
        vowel.AsSpan(Frame, Frame - period).CopyTo(frame.AsSpan(period));
        TimeScaling.Repeat(frame, vowel.AsSpan(Frame - period, period));
        Assert.That(TestSignal.SnrDb(vowel.AsSpan(Frame, period), frame.AsSpan(0, period)), Is.GreaterThan(30));
        Assert.That(frame.AsSpan(period).SequenceEqual(vowel.AsSpan(Frame, Frame - period)), Is.True, "what follows is untouched");
    }

    [TestCase(39, ExpectedResult = 0, Description = "less than 5 ms is not worth a cut")]
    [TestCase(40, ExpectedResult = 40)]
    public int Cuts_no_more_than_allowed(int longest) => TimeScaling.FindFirstPeriod(TestSignal.Vowel(Frame, 125), longest);

    private static void Pass(PacketLossConcealment concealment, Span<short> part, bool isLost)
    {
        if (isLost) concealment.Conceal(part);
        else concealment.Good(part);
    }

    private static short[] Play(short[] signal, int[] lost)
    {
        var concealment = new PacketLossConcealment();
        var heard = (short[])signal.Clone();
        for (var f = 0; f < signal.Length / Frame; f++) Pass(concealment, heard.AsSpan(f * Frame, Frame), lost.Contains(f));
        return heard;
    }

    private static short[] Muted(short[] signal, int frame)
    {
        var heard = (short[])signal.Clone();
        heard.AsSpan(frame * Frame, Frame).Clear();
        return heard;
    }
}
