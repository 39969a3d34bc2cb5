using ImsConference.Tests.Ue.Hearing;
using ImsConference.Tests.Ue.Sounds;
using NUnit.Framework;

namespace ImsConference.Tests.Unit.Ue;

[TestFixture]
public sealed class VoiceMatchTests
{
    private static readonly short[][] Voices =
        [Speech.Render(1, 105), Speech.Render(2, 130), Speech.Render(3, 165), Speech.Render(4, 210)];

    [Test]
    public void Each_voice_is_told_from_the_others_at_any_delay([Values(0, 1, 2, 3)] int speaker, [Random(3)] int seed)
    {
        var start = new Random(seed).Next(Speech.LoopSamples);
        var heard = Sound.ThroughG711(Sound.Of(new Recital(Voices[speaker], start)));
        for (var other = 0; other < Voices.Length; other++)
        {
            var gain = VoiceMatch.Gain(heard, Voices[other]);
            if (other == speaker) Assert.That(gain, Is.EqualTo(1).Within(0.05), $"seed {seed}");
            else Assert.That(gain, Is.LessThan(0.4), $"seed {seed}, voice {other}");
        }
    }

    [Test]
    public void Three_at_once_are_all_found_and_the_fourth_is_not([Values(0, 1, 2, 3)] int silent, [Random(3)] int seed)
    {
        var random = new Random(seed);
        var others = Voices.Where((_, i) => i != silent).Select(v => (ISound)new Recital(v, random.Next(v.Length)));
        var heard = Sound.ThroughG711(Sound.Of([.. others]));
        for (var i = 0; i < Voices.Length; i++)
            Assert.That(VoiceMatch.Gain(heard, Voices[i]) > VoiceMatch.Threshold, Is.EqualTo(i != silent), $"seed {seed}, voice {i}");
    }

    [Test]
    public void A_voice_is_found_although_the_delay_moves_while_it_speaks([Values(0, 1, 2, 3)] int speaker, [Values(-160, 80, 160)] int shift)
    {
        var whole = Sound.Of(new Recital(Voices[speaker], 5000));
        short[] heard = [.. whole[..7000], .. new short[Math.Max(0, shift)], .. whole[(7000 + Math.Max(0, -shift))..15000]];
        Assert.That(VoiceMatch.Gain(heard, Voices[speaker]), Is.GreaterThan(0.85));
    }
}
