using ImsConference.Engine.Codecs;
using NUnit.Framework;

namespace ImsConference.Tests.Unit.Engine;

public sealed class AudioFormatTests
{
    [TestCase("pcmu", 8000, 0, AudioCodec.Pcmu, 8000)]
    [TestCase("PCMA", 8000, 1, AudioCodec.Pcma, 8000)]
    [TestCase("G722", 8000, 1, AudioCodec.G722, 16_000, Description = "RFC 3551 §4.5.2: the clock is a historic error")]
    [TestCase("opus", 48_000, 2, AudioCodec.Opus, 48_000)]
    [TestCase("AMR", 8000, 0, AudioCodec.Amr, 8000)]
    [TestCase("amr-wb", 16_000, 1, AudioCodec.AmrWb, 16_000)]
    public void Known_formats(string encoding, int clockRateHz, int channels, AudioCodec codec, int sampleRateHz)
    {
        Assert.That(AudioFormat.TryParse(encoding, clockRateHz, channels, "", out var format, out var fault), Is.True, fault);
        Assert.That((format!.Codec, format.ClockRateHz, format.SampleRateHz), Is.EqualTo((codec, clockRateHz, sampleRateHz)));
        Assert.That(format.Encoding, Is.EqualTo(encoding).IgnoreCase);
    }

    [TestCase("PCMU", 16_000, 1, "")]
    [TestCase("PCMU", 8000, 2, "")]
    [TestCase("opus", 48_000, 1, "", Description = "RFC 7587 §7: always 2 in SDP")]
    [TestCase("AMR", 8000, 2, "")]
    [TestCase("EVS", 16_000, 1, "")]
    [TestCase("AMR", 8000, 1, "crc=1")]
    [TestCase("AMR", 8000, 1, "octet-align=1; robust-sorting=1")]
    [TestCase("AMR", 8000, 1, "interleaving=20")]
    [TestCase("AMR", 8000, 1, "octet-align=2")]
    [TestCase("AMR", 8000, 1, "mode-set=8", Description = "AMR-WB has it, AMR has not")]
    [TestCase("AMR", 8000, 1, "mode-set=")]
    [TestCase("AMR", 8000, 1, "mode-change-period=3")]
    [TestCase("opus", 48_000, 2, "maxplaybackrate=high")]
    public void What_cannot_be_honoured_is_refused_with_a_reason(string encoding, int clockRateHz, int channels, string fmtp)
    {
        Assert.That(AudioFormat.TryParse(encoding, clockRateHz, channels, fmtp, out var format, out var fault), Is.False);
        Assert.That(format, Is.Null);
        Assert.That(fault, Is.Not.Empty);
    }

    [Test]
    public void Amr_parameters()
    {
        var amr = CodecSound.Format("AMR", 8000, "mode-set=0, 2,4,7; octet-align=1;mode-change-period=2;MODE-CHANGE-NEIGHBOR=1; mode-change-capability=2; max-red=220; crc=0").Amr;
        Assert.That(amr, Is.EqualTo(new AmrParameters { IsOctetAligned = true, ModeSet = 0b1001_0101, ModeChangePeriod = 2, ModeChangesToNeighbor = true }));
    }

    [Test]
    public void Amr_parameters_left_out() => Assert.That(CodecSound.Format("AMR-WB", 16_000).Amr, Is.EqualTo(new AmrParameters { ModeSet = 0x1FF }));

    [Test]
    public void Opus_parameters()
    {
        var opus = CodecSound.Format("opus", 48_000, "maxplaybackrate=16000; sprop-stereo=1; maxaveragebitrate=1000; stereo=1; useinbandfec=1; usedtx=1; cbr=1");
        Assert.That(opus.Opus, Is.EqualTo(new OpusParameters
        {
            MaxPlaybackRateHz = 16_000,
            MaxAverageBitrate = 6000,
            UseInbandFec = true,
            UseDtx = true,
            UseCbr = true,
        }));
    }

    [TestCase(8000, 8000)]
    [TestCase(12_000, 16_000)]
    [TestCase(22_050, 24_000)]
    [TestCase(44_100, 48_000)]
    [TestCase(96_000, 48_000)]
    public void Opus_is_coded_at_the_least_rate_that_serves(int maxPlaybackRateHz, int sampleRateHz) =>
        Assert.That(CodecSound.Format("opus", 48_000, $"maxplaybackrate={maxPlaybackRateHz}").SampleRateHz, Is.EqualTo(sampleRateHz));

    [Test]
    public void Equal_formats_share_an_encoder()
    {
        Assert.That(CodecSound.Format("AMR", 8000, "octet-align=0;mode-set=0,1,2,3,4,5,6,7"), Is.EqualTo(CodecSound.Format("AMR", 8000)));
        Assert.That(CodecSound.Format("opus", 48_000, "minptime=10;stereo=1"), Is.EqualTo(CodecSound.Format("opus", 48_000, "maxplaybackrate=48000")));
        Assert.That(CodecSound.Format("opus", 48_000, "usedtx=1"), Is.Not.EqualTo(CodecSound.Format("opus", 48_000)));
    }

    [Test]
    public void A_codec_whose_library_is_missing_is_not_offered()
    {
        var library = new CodecLibrary(name => !name.Contains("amrwb", StringComparison.Ordinal));
        Assert.That(library.Available, Is.EqualTo(new[] { AudioCodec.Pcmu, AudioCodec.Pcma, AudioCodec.G722, AudioCodec.Opus, AudioCodec.Amr }));
        Assert.That(library.Faults, Is.EqualTo(new[] { "libopencore-amrwb.so.0 and libvo-amrwbenc.so.0 cannot be loaded: AmrWb is not offered" }));
        Assert.That(() => library.CreateEncoder(CodecSound.Format("AMR-WB", 16_000)), Throws.InstanceOf<NotSupportedException>());
    }

    [Test]
    public void This_machine_has_every_codec() => Assert.That(CodecSound.Library.Faults, Is.Empty);
}
