using ImsConference.Tests.Ue.Hearing;
using ImsConference.Tests.Ue.Sounds;
using NUnit.Framework;

namespace ImsConference.Tests.Unit.Ue;

[TestFixture]
public sealed class SpectrumTests
{
    [TestCase(440, 0)]
    [TestCase(440, -14)]
    [TestCase(1013, -40)]
    [TestCase(3109.4, -14, Description = "between two bins")]
    public void A_tone_is_read_at_its_level(double hz, double levelDb)
    {
        var heard = Sound.Of(new Tone(hz, levelDb));
        Assert.That(Spectrum.LevelDb(heard, hz), Is.EqualTo(levelDb).Within(0.1));
        Assert.That(Spectrum.TotalDb(heard), Is.EqualTo(levelDb).Within(0.1));
    }

    [Test]
    public void Another_tone_does_not_leak_in()
    {
        var heard = Sound.Of(new Tone(1000));
        Assert.That(Spectrum.LevelDb(heard, 1015), Is.LessThan(-70));
        Assert.That(Spectrum.LevelDb(heard, 440), Is.LessThan(-80));
    }

    [Test]
    public void A_jump_of_phase_in_the_middle_hides_no_tone()
    {
        var whole = Sound.Of(new Tone(863));
        short[] heard = [.. whole[..7900], .. whole[(7900 + Pcm.FrameSamples)..]];
        Assert.That(Spectrum.LevelDb(heard, 863), Is.GreaterThan(Tone.DefaultLevelDb - 3));
    }

    [Test]
    public void Nothing_is_at_the_floor()
    {
        Assert.That(Spectrum.LevelDb([], 440), Is.EqualTo(-120));
        Assert.That(Spectrum.LevelDb(new short[8000], 440), Is.EqualTo(-120));
        Assert.That(Spectrum.TotalDb([]), Is.EqualTo(-120));
    }

    [Test]
    public void Exactly_the_others_are_heard_through_two_passes_of_G711()
    {
        var heard = Sound.ThroughG711(Sound.Of(new Tone(Tone.HzOf(1)), new Tone(Tone.HzOf(2)), new Tone(Tone.HzOf(3))));
        var tones = TonesHeard.In(heard, [Tone.HzOf(1), Tone.HzOf(2), Tone.HzOf(3)], [Tone.HzOf(0), Tone.HzOf(4), Tone.HzOf(5)]);
        Assert.That(tones.IsExact, Is.True, tones.ToString());
    }

    [Test]
    public void A_missing_tone_and_ones_own_are_named()
    {
        var heard = Sound.Of(new Tone(1013));
        var tones = TonesHeard.In(heard, [443], [1013]);
        Assert.That(tones.Missing, Is.EqualTo(new[] { 443.0 }));
        Assert.That(tones.Unwanted, Is.EqualTo(new[] { 1013.0 }));
        Assert.That(tones.IsExact, Is.False);
    }
}
