using ImsConference.Tests.Ue.Hearing;
using ImsConference.Tests.Ue.Sounds;
using NUnit.Framework;

namespace ImsConference.Tests.Unit.Ue;

[TestFixture]
public sealed class QualityTests
{
    private static readonly double[] Tones = [443, 719, 1013];

    [Test]
    public void G711_alone_disturbs_no_window()
    {
        var quality = Quality.Of(Sound.ThroughG711(Mix()), Tones);
        Assert.That(quality.SnrDb, Is.GreaterThan(32));
        Assert.That(quality.DisturbedWindows, Is.Zero, quality.ToString());
        Assert.That(quality.Windows, Is.EqualTo(20));
    }

    [Test]
    public void A_lost_frame_disturbs_its_window()
    {
        var heard = Mix();
        heard.AsSpan(4160, Pcm.FrameSamples).Clear();
        Assert.That(Quality.Of(heard, Tones).DisturbedWindows, Is.EqualTo(1));
    }

    [Test]
    public void A_frame_left_out_disturbs_the_window_of_the_seam_only()
    {
        var whole = Mix();
        short[] heard = [.. whole[..4160], .. whole[(4160 + Pcm.FrameSamples)..]];
        Assert.That(Quality.Of(heard, Tones).DisturbedWindows, Is.EqualTo(1));
    }

    [Test]
    public void A_click_of_one_sample_disturbs_its_window()
    {
        var heard = Mix();
        heard[5000] = short.MaxValue;
        Assert.That(Quality.Of(heard, Tones).DisturbedWindows, Is.EqualTo(1));
    }

    [Test]
    public void An_unexpected_tone_disturbs_every_window()
    {
        var quality = Quality.Of(Mix(), [443, 719]);
        Assert.That(quality.DisturbedWindows, Is.EqualTo(quality.Windows));
    }

    [Test]
    public void Silence_where_tones_should_be_is_not_clean()
    {
        var quality = Quality.Of(new short[8000], Tones);
        Assert.That(quality.DisturbedWindows, Is.EqualTo(10));
    }

    [Test]
    public void No_audio_has_no_windows() => Assert.That(Quality.Of(new short[799], Tones).Windows, Is.Zero);

    private static short[] Mix() => Sound.Of([.. Tones.Select(hz => new Tone(hz))]);
}
