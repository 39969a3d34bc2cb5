using ImsConference.Mrfc.Focus;
using ImsConference.Mrfc.Focus.Negotiation.Codecs;
using NUnit.Framework;

namespace ImsConference.Tests.Unit.Focus.Negotiation;

/// <summary>fmtp of AMR and AMR-WB: what is refused, what is returned, what the bandwidth leaves (RFC 4867 §8.3.1).</summary>
public sealed class AmrNegotiationTests
{
    private const string Ours = "mode-change-capability=2; max-red=0";

    [TestCase("", ExpectedResult = Ours)]
    [TestCase("octet-align=1", ExpectedResult = $"octet-align=1; {Ours}")]
    [TestCase("octet-align=0", ExpectedResult = $"octet-align=0; {Ours}")]
    [TestCase("Octet-Align=1 ;MAX-RED=220", ExpectedResult = $"octet-align=1; {Ours}", Description = "names in any case, §8.1")]
    [TestCase("mode-set=0,2,5,7; mode-change-period=2; mode-change-neighbor=1", ExpectedResult = $"mode-set=0,2,5,7; {Ours}")]
    [TestCase("mode-set=7", ExpectedResult = $"mode-set=7; {Ours}")]
    [TestCase("crc=0; robust-sorting=0", ExpectedResult = Ours)]
    [TestCase("x-vendor=1; mode-change-capability=1", ExpectedResult = Ours)]
    [TestCase("octet-align=1; crc=1", ExpectedResult = null)]
    [TestCase("octet-align=1; robust-sorting=1", ExpectedResult = null)]
    [TestCase("octet-align=1; interleaving=30", ExpectedResult = null)]
    [TestCase("octet-align=2", ExpectedResult = null)]
    [TestCase("mode-set=8", ExpectedResult = null, Description = "AMR has modes 0..7")]
    [TestCase("mode-set=", ExpectedResult = null)]
    [TestCase("mode-set=0,,2", ExpectedResult = null)]
    [TestCase("mode-change-period=3", ExpectedResult = null)]
    [TestCase("mode-change-neighbor=2", ExpectedResult = null)]
    [TestCase("channels=2", ExpectedResult = null)]
    public string? Is_answered(string offered)
    {
        var parameters = FormatParameters.Read(offered);
        if (!AmrCodec.Narrowband.Supports(parameters)) return null;
        Assert.That(AmrCodec.Narrowband.TryAnswer(parameters, null, out var answer), Is.True);
        return answer.ToString();
    }

    [TestCase("97 98", "97", Description = "crc is refused, the next one is tried")]
    [TestCase("98 99", "98")]
    [TestCase("99 98", "99")]
    [TestCase("97 96 0", "0", Description = "two channels are none of ours")]
    public void The_first_payload_type_that_can_be_honoured_is_taken(string order, string expected)
    {
        const string Formats = """

            a=rtpmap:96 AMR/8000/2
            a=rtpmap:97 AMR/8000
            a=fmtp:97 octet-align=1; robust-sorting=1
            a=rtpmap:98 AMR/8000
            a=fmtp:98 octet-align=1
            a=rtpmap:99 AMR/8000
            """;
        var answer = new NegotiationBench().AnswerTo(NegotiationBench.Offer(order + Formats));
        Assert.That(answer.Media[0].Formats, Is.EqualTo([expected == "97" ? "98" : expected]));
    }

    [Test]
    public void With_nothing_that_can_be_honoured_there_is_no_common_format() => Assert.That(
        new NegotiationBench().Refuse("97\na=rtpmap:97 AMR-WB/16000\na=fmtp:97 octet-align=1; interleaving=30"), Is.EqualTo(Refusals.NoCommonFormat));

    [TestCase("b=AS:41", "", "41", Description = "every mode over IPv4")]
    [TestCase("b=AS:30", "0,1,2", "30", Description = "12.65 kbit/s")]
    [TestCase("b=AS:29", "0,1", "26")]
    [TestCase("b=AS:10", "0,1", "26", Description = "who says so did not count headers")]
    [TestCase("b=TIAS:14000", "0,1,2", "30", Description = "headers are not in it")]
    public void Where_no_mode_set_is_offered_it_is_cut_to_the_bandwidth(string bandwidth, string modes, string kbps)
    {
        var answer = new NegotiationBench().Answer($"97\n{bandwidth}\na=rtpmap:97 AMR-WB/16000").Split('\n');
        Assert.That(answer[1], Is.EqualTo($"b=AS:{kbps}"));
        Assert.That(answer[3], Is.EqualTo(modes.Length > 0 ? $"a=fmtp:97 mode-set={modes}; {Ours}" : $"a=fmtp:97 {Ours}"));
    }

    [TestCase("b=AS:30", "0,2,8", ExpectedResult = "mode-set=0,2", Description = "we keep below, whatever else the set has")]
    [TestCase("b=AS:41", "0,2,8", ExpectedResult = "mode-set=0,2,8")]
    [TestCase("a=x", "0,2,8", ExpectedResult = "mode-set=0,2,8")]
    public string An_offered_mode_set_is_returned_whole_and_sent_within_the_bandwidth(string bandwidth, string modes)
    {
        var offer = $"97\n{bandwidth}\na=rtpmap:97 AMR-WB/16000\na=fmtp:97 mode-set={modes}";
        Assert.That(new NegotiationBench().Answer(offer), Does.Contain($"a=fmtp:97 mode-set={modes}; {Ours}"));
        return new NegotiationBench().StreamOfAnswer(offer).SendFormats.Single().Fmtp;
    }

    [Test]
    public void A_bandwidth_below_the_lowest_mode_is_too_little() => Assert.That(
        new NegotiationBench().Refuse("97\nb=AS:6\na=rtpmap:97 AMR-WB/16000"), Is.EqualTo(Refusals.TooLittleBandwidth));

    /// <summary>Figures of TS 26.114 annex K: 20 ms, the highest mode.</summary>
    [TestCase("AMR", "", false, ExpectedResult = 29)]
    [TestCase("AMR", "", true, ExpectedResult = 37)]
    [TestCase("AMR", "octet-align=1", false, ExpectedResult = 30)]
    [TestCase("AMR", "mode-set=0,2,4", false, ExpectedResult = 24)]
    [TestCase("AMR-WB", "", false, ExpectedResult = 41)]
    [TestCase("AMR-WB", "", true, ExpectedResult = 49)]
    [TestCase("AMR-WB", "octet-align=1", false, ExpectedResult = 41)]
    [TestCase("AMR-WB", "mode-set=0,1,2", true, ExpectedResult = 38)]
    public int Bandwidth_of(string codec, string parameters, bool isIPv6)
    {
        var amr = codec == "AMR" ? AmrCodec.Narrowband : AmrCodec.Wideband;
        return ReceiveLimit.KbpsOf(amr.LongestPayload(FormatParameters.Read(parameters), 20), 20, isIPv6);
    }
}
