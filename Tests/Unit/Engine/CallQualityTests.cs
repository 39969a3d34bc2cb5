using ImsConference.Engine.Codecs;
using ImsConference.Engine.Rtp;
using NUnit.Framework;

namespace ImsConference.Tests.Unit.Engine;

public sealed class CallQualityTests
{
    [TestCase(AudioCodec.Pcmu, 0, 0, 4.41, Description = "R = 93.2, G.107 Annex B")]
    [TestCase(AudioCodec.Pcma, 0, 200, 4.22, Description = "R = 85.9")]
    [TestCase(AudioCodec.Pcmu, 0.05, 50, 3.87, Description = "R = 76.2")]
    [TestCase(AudioCodec.Amr, 0, 100, 4.23, Description = "R = 85.8")]
    [TestCase(AudioCodec.AmrWb, 0, 0, 4.34, Description = "R = 116 of 129")]
    [TestCase(AudioCodec.AmrWb, 0, 100, 4.29, Description = "R = 113.6")]
    [TestCase(AudioCodec.AmrWb, 0.02, 0, 3.58, Description = "Ie,eff = 13 + 82 · 2 / 6.3, R = 90")]
    [TestCase(AudioCodec.G722, 0, 0, 4.34)]
    [TestCase(AudioCodec.Opus, 0, 0, 4.49, Description = "R = 128")]
    [TestCase(AudioCodec.Amr, 0.05, 0, 3.01, Description = "Ie,eff = 5 + 90 · 5 / 15, R = 58.2")]
    public void Is_what_the_model_gives(AudioCodec codec, double loss, double delayMs, double mos) =>
        Assert.That(CallQuality.EstimateMos(codec, loss, delayMs), Is.EqualTo(mos).Within(0.03));

    [Test]
    public void Falls_with_loss_and_delay_and_stays_in_its_range([Values] AudioCodec codec)
    {
        var before = 5.0;
        for (var step = 0; step <= 20; step++)
        {
            var mos = CallQuality.EstimateMos(codec, step / 20.0, 40 * step);
            Assert.That(mos, Is.InRange(1, 4.5).And.LessThanOrEqualTo(before), $"{step}");
            before = mos;
        }

        Assert.That(before, Is.EqualTo(1));
    }
}
